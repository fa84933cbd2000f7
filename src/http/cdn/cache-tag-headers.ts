import { hash } from 'node:crypto';

/** Characters of a tag: two of 100,000 keys share one once in a hundred sites, and are then purged together. */
const TAG_LENGTH = 6;
/** Most bytes of a header of tags. CDNs take 16 KiB; Node's clients take as much for all headers together. */
const MAX_HEADER_BYTES = 12_000;

/** What an answer is tagged with that is made of too many things to name them all. Every change purges it. */
export const OVERFLOW_TAG = 'many';

/** A key of what answers are made of (database/keys.ts), as a CDN is told it: short, and of plain letters. */
export function hashCacheTag(cacheTag: string): string {
  return hash('sha256', cacheTag, 'base64url').slice(0, TAG_LENGTH);
}

const hashedTags = new WeakMap<readonly string[], string[]>();

/** The tags of an answer that is made of these. */
export function hashCacheTags(cacheTags: readonly string[]): string[] {
  const known = hashedTags.get(cacheTags);
  if (known) return known;
  const isWithinLimit = cacheTags.length * (TAG_LENGTH + 1) <= MAX_HEADER_BYTES;
  const tags = isWithinLimit ? [...new Set(cacheTags.map(hashCacheTag))] : [OVERFLOW_TAG];
  hashedTags.set(cacheTags, tags);
  return tags;
}
