import { hash } from 'node:crypto';

/**
 * Characters of a tag. Among 100,000 cache tags, two collide in one of a hundred sites, and are then purged
 * together.
 */
const TAG_LENGTH = 6;
/** Maximum bytes of a tag header. CDNs accept 16 KiB, and Node's clients as much for all headers together. */
const MAX_HEADER_BYTES = 12_000;

/** Tag of responses with too many tags for the header. Every change purges it. */
export const OVERFLOW_TAG = 'many';

/** Hashes a cache tag (cache/cache-tags.ts) to a short one of URL-safe characters for the CDN. */
export function hashCacheTag(cacheTag: string): string {
  return hash('sha256', cacheTag, 'base64url').slice(0, TAG_LENGTH);
}

const hashedTags = new WeakMap<readonly string[], string[]>();

/** Returns the CDN's tags for a response with these cache tags. */
export function hashCacheTags(cacheTags: readonly string[]): string[] {
  const known = hashedTags.get(cacheTags);
  if (known) return known;
  const isWithinLimit = cacheTags.length * (TAG_LENGTH + 1) <= MAX_HEADER_BYTES;
  const tags = isWithinLimit ? [...new Set(cacheTags.map(hashCacheTag))] : [OVERFLOW_TAG];
  hashedTags.set(cacheTags, tags);
  return tags;
}
