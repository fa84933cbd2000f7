import { expect, test } from '@jest/globals';
import { cacheTags } from '../../../src/cache/cache-tags.js';
import {
  getCoarseTag,
  hashCacheTag,
  hashCacheTags,
  hashChangedTags,
  OVERFLOW_TAG,
} from '../../../src/cache/surrogate-keys.js';

const ids = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
/** The tags of a front page. */
const PAGE = [
  ...ids(90).map(cacheTags.article),
  ...ids(50).map(cacheTags.tag),
  ...ids(20).map(cacheTags.author),
  ...ids(10).map((id) => cacheTags.articles(`section:${id}`)),
  cacheTags.sections,
  cacheTags.popular,
];

test('A change of any tag purges a response, whatever number of tags the client can store', () => {
  for (const max of [1, 2, 5, 8, 30, 60, 83, 128, 171, 172, 1_000]) {
    const tags = hashCacheTags(PAGE, max);
    expect(tags.length).toBeLessThanOrEqual(max);
    for (const tag of PAGE) {
      const purged = hashChangedTags([tag]);
      expect(tags.some((each) => purged.includes(each))).toBe(true);
    }
  }
});

test('Coarse tags stand in for the most frequent kinds first, and only as far as necessary', () => {
  const tags = hashCacheTags(PAGE, 128);
  expect(tags).toContain(hashCacheTag('article:*'));
  expect(tags).not.toContain(hashCacheTag('article:1'));
  for (const tag of ['tag:1', 'author:20', 'sections', 'popular']) expect(tags).toContain(hashCacheTag(tag));
  expect(tags).toHaveLength(PAGE.length - 89);
  expect(hashCacheTags(PAGE, 7)).toHaveLength(6);
  expect(hashCacheTags(PAGE, 3)).toEqual([OVERFLOW_TAG]);
});

test('A change of another tag purges no response with fine tags', () => {
  const purged = hashChangedTags(['article:91', 'tag:51']);
  expect(hashCacheTags(PAGE).some((tag) => purged.includes(tag))).toBe(false);
});

test('The coarse tag is the kind of a tag, which a tag without an ID does not have', () => {
  expect(getCoarseTag(cacheTags.articles('section:5', 'title'))).toBe('articles:*');
  expect(getCoarseTag(cacheTags.path('/a:b'))).toBe('path:*');
  expect(getCoarseTag(cacheTags.sections)).toBeNull();
});
