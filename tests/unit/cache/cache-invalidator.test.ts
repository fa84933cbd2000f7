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
