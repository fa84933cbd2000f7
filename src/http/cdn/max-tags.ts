import { MAX_TAGS } from '../../cache/surrogate-keys.js';

/** Request header with the most cache tags that the client can store for a response. */
export const MAX_TAGS_HEADER = 'x-cache-tags-max';

/** Returns the number in the header; undefined without one, and null if it is invalid. */
export function parseMaxTags(header: string | string[] | undefined): number | null | undefined {
  if (header === undefined) return undefined;
  return /^[1-9]\d{0,4}$/.test(String(header)) ? Math.min(Number(header), MAX_TAGS) : null;
}
