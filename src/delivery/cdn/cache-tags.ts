import { hash } from 'node:crypto';

/** Characters of a tag: two of 100,000 keys share one once in a hundred sites, and are then purged together. */
const LENGTH = 6;
/** Most bytes of a header of tags. CDNs take 16 KiB; Node's clients take as much for all headers together. */
const MAX_BYTES = 12_000;

/** What an answer is tagged with that is made of too many things to name them all. Every change purges it. */
export const MANY = 'many';

/** A key of what answers are made of (database/keys.ts), as a CDN is told it: short, and of plain letters. */
export function tagOf(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, LENGTH);
}

const headers = new WeakMap<readonly string[], string[]>();

/** The tags of an answer that is made of these. */
export function tagsOf(reads: readonly string[]): string[] {
  const known = headers.get(reads);
  if (known) return known;
  const fit = reads.length * (LENGTH + 1) <= MAX_BYTES;
  const tags = fit ? [...new Set(reads.map(tagOf))] : [MANY];
  headers.set(reads, tags);
  return tags;
}
