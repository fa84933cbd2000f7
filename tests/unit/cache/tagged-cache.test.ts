import { expect, test } from '@jest/globals';
import { type CacheEntry, TaggedCache } from '../../../src/cache/tagged-cache.js';

const MEBIBYTE = 2 ** 20;

test('TaggedCache limits total memory, including cache keys, tags and overhead', () => {
  const kept = new TaggedCache<CacheEntry>(MEBIBYTE, () => 100);
  const keep = (name: string, key: string) => {
    const fill = kept.beginFill();
    kept.setIfCurrent(name, { tags: [key, `${key} again`] }, fill);
    kept.endFill(fill);
  };
  for (let i = 0; i < 10_000; i++) keep(`${i}`, `slug:${i}`);
  expect(kept.size.bytes).toBeLessThanOrEqual(MEBIBYTE);
  const many = kept.size.entries;
  expect(many).toBeGreaterThan(1_000);
  for (let i = 0; i < 1_000; i++) keep(`long ${i}`, `slug:${'x'.repeat(10_000)}${i}`);
  expect(kept.size.bytes).toBeLessThanOrEqual(MEBIBYTE);
  expect(kept.size.entries).toBeLessThan(MEBIBYTE / 40_000);
  keep('beyond measure', 'x'.repeat(100_000));
  expect(kept.get('beyond measure')).toBeUndefined();
});
