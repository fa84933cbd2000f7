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
