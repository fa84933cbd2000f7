import { createHash } from 'node:crypto';
import type { ExternalArticle } from './external-article.js';
import { getFormerSourceName } from './source-name.js';

/**
 * Computes a digest of everything the source says about an article except its ID and URL there, since a
 * file may be renamed, and what is no content: IDs of pictures, and what the date means. Empty values are omitted, so that a new field changes no digest. References that were `missing`
 * change it, so that the next import looks for them again.
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

/** Digests of articles without missing references; they are needed before and within the transaction. */
const digests = new WeakMap<ExternalArticle, Uint8Array<ArrayBuffer>>();

function compute(external: ExternalArticle, missing: string[]): Uint8Array<ArrayBuffer> {
  const { sourceId: _, sourceUrl: __, pictures: ___, hasVersionDate: ____, ...content } = external;
  const { otherSections, comparison, ...article } = content;
  const text = comparison === undefined ? {} : { title: comparison, standfirst: null, body: null };
  const optional = {
    otherSections: otherSections.length > 0 ? otherSections : null,
    missing: missing.length > 0 ? missing : null,
  };
  const source = getFormerSourceName(article.source);
  const values = Object.entries({ ...article, source, ...text, ...optional }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const sorted = values.sort(([name], [other]) => (name < other ? -1 : 1));
  return new Uint8Array(createHash('sha256').update(JSON.stringify(sorted)).digest());
}

/** Returns true if a source says the same about an article as at its last import. */
export function isSameSource(
  saved: Uint8Array | null,
  article: ExternalArticle,
  missing: string[] = [],
): boolean {
  if (isSameDigest(saved, computeSourceDigest(article, missing))) return true;
  // Imports of earlier versions compared the whole text.
  const { comparison, ...whole } = article;
  return comparison !== undefined && isSameDigest(saved, computeSourceDigest(whole, missing));
}

export function isSameDigest(saved: Uint8Array | null, digest: Uint8Array): boolean {
  return saved !== null && Buffer.compare(saved, digest) === 0;
}
