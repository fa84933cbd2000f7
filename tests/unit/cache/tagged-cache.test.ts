import { expect, test } from '@jest/globals';
import { type CacheEntry, TaggedCache } from '../../../src/cache/tagged-cache.js';

const MEBIBYTE = 2 ** 20;

test('TaggedCache limits total memory, including cache keys, tags and overhead', () => {
  const cache = new TaggedCache<CacheEntry>(MEBIBYTE, () => 100);
  const set = (name: string, key: string) => {
    const fill = cache.beginFill();
    cache.setIfCurrent(name, { tags: [key, `${key} again`] }, fill);
    cache.endFill(fill);
  };
  for (let i = 0; i < 10_000; i++) set(`${i}`, `slug:${i}`);
  expect(cache.size.bytes).toBeLessThanOrEqual(MEBIBYTE);
  const many = cache.size.entries;
  expect(many).toBeGreaterThan(1_000);
  for (let i = 0; i < 1_000; i++) set(`long ${i}`, `slug:${'x'.repeat(10_000)}${i}`);
  expect(cache.size.bytes).toBeLessThanOrEqual(MEBIBYTE);
  expect(cache.size.entries).toBeLessThan(MEBIBYTE / 20_000);
  set('beyond measure', 'x'.repeat(100_000));
  expect(cache.get('beyond measure')).toBeUndefined();
});
