import { hash } from 'node:crypto';

/**
 * Characters of a tag. Among 100,000 cache tags, two collide in one of a hundred sites, and are then purged
 * together.
 */
const TAG_LENGTH = 6;
/** Maximum bytes of a tag header. CDNs accept 16 KiB, and Node's clients as much for all headers together. */
const MAX_HEADER_BYTES = 12_000;
/** Most tags of a response in the header. */
export const MAX_TAGS = Math.floor(MAX_HEADER_BYTES / (TAG_LENGTH + 1));

/** Tag of responses with too many tags for the header. Every change purges it. */
export const OVERFLOW_TAG = 'many';

/** Hashes a cache tag (cache-tags.ts) to a short one of URL-safe characters for caches in front of the gateway. */
export function hashCacheTag(cacheTag: string): string {
  return hash('sha256', cacheTag, 'base64url').slice(0, TAG_LENGTH);
}

/**
 * Returns the coarse tag that stands in for a cache tag and all others of its kind, such as `article:*` for
 * `article:12`. Null for a tag that is the only one of its kind.
 */
export function getCoarseTag(cacheTag: string): string | null {
  const end = cacheTag.indexOf(':');
  return end < 0 ? null : `${cacheTag.slice(0, end)}:*`;
}

const hashedTags = new WeakMap<readonly string[], string[]>();

/**
 * Returns the hashed tags for a response with these cache tags, at most `max`. Above it, coarse tags stand in for
 * those of the most frequent kinds.
 */
export function hashCacheTags(cacheTags: readonly string[], max = MAX_TAGS): string[] {
  if (max < cacheTags.length && max < MAX_TAGS) return coarsen(cacheTags, max);
  const known = hashedTags.get(cacheTags);
  if (known) return known;
  const tags = cacheTags.length > MAX_TAGS ? [OVERFLOW_TAG] : [...new Set(cacheTags.map(hashCacheTag))];
  hashedTags.set(cacheTags, tags);
  return tags;
}

/**
 * Returns the hashed tags that a change of these cache tags purges: their own, the coarse ones that may stand in
 * for them, and the one of responses with too many.
 */
export function hashChangedTags(cacheTags: Iterable<string>): string[] {
  const all = new Set(cacheTags);
  for (const tag of [...all]) {
    const coarse = getCoarseTag(tag);
    if (coarse) all.add(coarse);
  }
  return [...new Set([...all].map(hashCacheTag)), OVERFLOW_TAG];
}

function coarsen(cacheTags: readonly string[], max: number): string[] {
  const kinds = new Map<string, string[]>();
  for (const tag of new Set(cacheTags)) {
    const coarse = getCoarseTag(tag) ?? tag;
    kinds.set(coarse, [...(kinds.get(coarse) ?? []), tag]);
  }
  let count = new Set(cacheTags).size;
  const largestFirst = [...kinds].sort(([, one], [, other]) => other.length - one.length);
  const tags = largestFirst.flatMap(([coarse, own]) => {
    if (count <= max) return own;
    count -= own.length - 1;
    return [coarse];
  });
  return count <= max ? [...new Set(tags.map(hashCacheTag))] : [OVERFLOW_TAG];
}
