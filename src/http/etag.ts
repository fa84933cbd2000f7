import { createHash } from 'node:crypto';

const etags = new WeakMap<Buffer, string>();

/**
 * Computes a strong entity tag without quotes (RFC 9110, section 8.8.3). Computed on demand, since few
 * responses need one.
 */
export function computeEtag(body: Buffer): string {
  const etag = etags.get(body) ?? createHash('sha256').update(body).digest('base64url').slice(0, 27);
  etags.set(body, etag);
  return etag;
}

/**
 * Returns true if If-None-Match contains the tag, which has quotes. Compares weakly, because proxies that
 * recompress a response weaken its tag.
 */
export function matchesEtag(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch
    .split(',')
    .some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*');
}
