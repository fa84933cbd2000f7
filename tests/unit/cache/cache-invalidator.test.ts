import { expect, test } from '@jest/globals';
import { CacheInvalidator } from '../../../src/cache/cache-invalidator.js';
import { EntityCache } from '../../../src/cache/entity-cache.js';
import type { ChangeListener } from '../../../src/changes/change-listener.js';

test('A mutation does not wait for a database that does not return the last change', async () => {
  const changes = { getLastSequence: () => new Promise<bigint>(() => undefined) };
  const cache = new EntityCache(1_000_000);
  const invalidator = new CacheInvalidator(cache, cache, changes as unknown as ChangeListener);
  await expect(invalidator.waitForSync()).resolves.toBeUndefined();
});

test('A start waits until the caches follow the change log, and for at most 2 seconds', async () => {
  const changes = {
    isListening: false,
    getLastSequence: async () => 7n,
    subscribe(_after: bigint, _handler: unknown, { onCaughtUp }: { onCaughtUp(): void }) {
      onCaughtUp();
      setTimeout(() => {
        changes.isListening = true;
        onCaughtUp();
      }, 50);
    },
    addObserver: () => undefined,
  };
  const cache = new EntityCache(1_000_000);
  const invalidator = new CacheInvalidator(cache, cache, changes as unknown as ChangeListener);
  const startedAt = performance.now();
  await invalidator.waitUntilSynchronized();
  expect(performance.now() - startedAt).toBeGreaterThan(1_900);
  await invalidator.start();
  expect(invalidator.isSynchronized).toBe(false);
  await invalidator.waitUntilSynchronized();
  expect(invalidator.isSynchronized).toBe(true);
});
