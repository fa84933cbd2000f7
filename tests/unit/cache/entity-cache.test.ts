import { expect, test } from '@jest/globals';
import { EntityCache } from '../../../src/cache/entity-cache.js';

const entry = (value: unknown, ...tags: string[]) => ({ value, tags });

function createSynchronizedCache(bytes = 2 ** 20): EntityCache {
  const cache = new EntityCache(bytes);
  cache.isSynchronized = true;
  return cache;
}

test('EntityCache returns an entry until one of its cache tags is invalidated', async () => {
  const cache = createSynchronizedCache();
  await cache.fill(async (set) => {
    set('article 1', entry({ title: 'One' }, 'article:1'));
    set('article 2', entry({ title: 'Two' }, 'article:2'));
  });
  cache.invalidate(['article:1', 'sections']);
  expect(cache.get('article 1')).toBeUndefined();
  expect(cache.get('article 2')?.value).toEqual({ title: 'Two' });
});

test('EntityCache discards an entry if its cache tag is invalidated during its load', async () => {
  const cache = createSynchronizedCache();
  await cache.fill(async (set) => {
    cache.invalidate(['article:1']);
    set('article 1', entry('old', 'article:1'));
    set('article 2', entry('right', 'article:2'));
  });
  expect(cache.get('article 1')).toBeUndefined();
  expect(cache.get('article 2')?.value).toBe('right');
});

test('EntityCache returns nothing while unsynchronized, nor entries loaded before synchronization', async () => {
  const cache = new EntityCache(2 ** 20);
  await cache.fill(async (set) => set('early', entry(1, 'a')));
  cache.isSynchronized = true;
  expect(cache.get('early')).toBeUndefined();
  await cache.fill(async (set) => set('in time', entry(2, 'a')));
  cache.isSynchronized = false;
  expect(cache.get('in time')).toBeUndefined();
  cache.isSynchronized = true;
  expect(cache.get('in time')?.value).toBe(2);
});

test('EntityCache freezes cached values so that callers cannot modify them', async () => {
  const cache = createSynchronizedCache();
  await cache.fill(async (set) => set('tags', entry([{ name: 'a' }, { name: 'b' }])));
  const tags = cache.get('tags')!.value as { name: string }[];
  expect(() => tags.reverse()).toThrow(TypeError);
  expect(() => {
    tags[0]!.name = 'b';
  }).toThrow(TypeError);
});

test('EntityCache stays within its memory limit and keeps recently used entries', async () => {
  const cache = createSynchronizedCache(100_000);
  await cache.fill(async (set) => {
    set('wanted', entry('here', 'wanted'));
    for (let i = 0; i < 10_000; i++) {
      const title = (i % 2 ? 'x' : '“').repeat(500);
      set(`article ${i}`, entry({ title }, `article:${i}`));
      cache.get('wanted');
    }
  });
  expect(cache.size.bytes).toBeLessThanOrEqual(100_000);
  expect(cache.size.entries).toBeGreaterThan(20);
  expect(cache.get('wanted')?.value).toBe('here');
});
