import { createHash } from 'node:crypto';

const etags = new WeakMap<Buffer, string>();

/** What a strong validator of a body is made of (RFC 9110, section 8.8.3), without quotes. Few are asked for it. */
export function computeEtag(body: Buffer): string {
  const etag = etags.get(body) ?? createHash('sha256').update(body).digest('base64url').slice(0, 27);
  etags.set(body, etag);
  return etag;
}
