import { expect, test } from '@jest/globals';
import { EntityCache } from '../../../src/cache/entity-cache.js';

const part = (value: unknown, ...reads: string[]) => ({ value, tags: reads });

function currentParts(bytes = 2 ** 20): EntityCache {
  const parts = new EntityCache(bytes);
  parts.isSynchronized = true;
  return parts;
}

test('EntityCache returns an entry until one of its cache tags is invalidated', async () => {
  const parts = currentParts();
  await parts.fill(async (keep) => {
    keep('article 1', part({ title: 'One' }, 'article:1'));
    keep('article 2', part({ title: 'Two' }, 'article:2'));
  });
  parts.invalidate(['article:1', 'sections']);
  expect(parts.get('article 1')).toBeUndefined();
  expect(parts.get('article 2')?.value).toEqual({ title: 'Two' });
});

test('EntityCache discards an entry whose cache tag is invalidated during its load', async () => {
  const parts = currentParts();
  await parts.fill(async (keep) => {
    parts.invalidate(['article:1']);
    keep('article 1', part('old', 'article:1'));
    keep('article 2', part('right', 'article:2'));
  });
  expect(parts.get('article 1')).toBeUndefined();
  expect(parts.get('article 2')?.value).toBe('right');
});

test('EntityCache returns nothing while unsynchronized, nor entries loaded before synchronization', async () => {
  const parts = new EntityCache(2 ** 20);
  await parts.fill(async (keep) => keep('early', part(1, 'a')));
  parts.isSynchronized = true;
  expect(parts.get('early')).toBeUndefined();
  await parts.fill(async (keep) => keep('in time', part(2, 'a')));
  parts.isSynchronized = false;
  expect(parts.get('in time')).toBeUndefined();
  parts.isSynchronized = true;
  expect(parts.get('in time')?.value).toBe(2);
});

test('EntityCache freezes cached values so that callers cannot modify them', async () => {
  const parts = currentParts();
  await parts.fill(async (keep) => keep('tags', part([{ name: 'a' }, { name: 'b' }])));
  const tags = parts.get('tags')!.value as { name: string }[];
  expect(() => tags.reverse()).toThrow(TypeError);
  expect(() => {
    tags[0]!.name = 'b';
  }).toThrow(TypeError);
});

test('EntityCache stays within its memory limit and keeps recently used entries', async () => {
  const parts = currentParts(100_000);
  await parts.fill(async (keep) => {
    keep('wanted', part('here', 'wanted'));
    for (let i = 0; i < 10_000; i++) {
      const title = (i % 2 ? 'x' : '“').repeat(500);
      keep(`article ${i}`, part({ title }, `article:${i}`));
      parts.get('wanted');
    }
  });
  expect(parts.size.bytes).toBeLessThanOrEqual(100_000);
  expect(parts.size.entries).toBeGreaterThan(20);
  expect(parts.get('wanted')?.value).toBe('here');
});
