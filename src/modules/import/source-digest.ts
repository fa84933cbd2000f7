import { createHash } from 'node:crypto';
import type { ExternalArticle } from './external-article.js';

/**
 * Computes a digest of everything the source says about an article except its source ID, since a file may be
 * renamed. Empty values are left out, so that a new field changes no digest. References that were `missing` change
 * it, so that the next import looks for them again.
 */
export function computeSourceDigest(
  article: ExternalArticle,
  missing: string[] = [],
): Uint8Array<ArrayBuffer> {
  if (missing.length > 0) return compute(article, missing);
  const digest = digests.get(article) ?? compute(article, []);
  digests.set(article, digest);
  return digest;
}

/** Digests of articles whose references are not missing; they are needed before and within the transaction. */
const digests = new WeakMap<ExternalArticle, Uint8Array<ArrayBuffer>>();

function compute(
  { sourceId: _, otherSections, ...article }: ExternalArticle,
  missing: string[],
): Uint8Array<ArrayBuffer> {
  const optional = {
    otherSections: otherSections.length > 0 ? otherSections : null,
    missing: missing.length > 0 ? missing : null,
  };
  const values = Object.entries({ ...article, ...optional }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const sorted = values.sort(([name], [other]) => (name < other ? -1 : 1));
  return new Uint8Array(createHash('sha256').update(JSON.stringify(sorted)).digest());
}

export function isSameDigest(saved: Uint8Array | null, digest: Uint8Array): boolean {
  return saved !== null && Buffer.compare(saved, digest) === 0;
}
