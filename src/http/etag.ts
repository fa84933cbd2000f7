import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import fresh from 'fresh';

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
 * Returns true if the client's copy is current, by the response's ETag and Last-Modified (RFC 9110, section 13).
 * Ignores the client's Cache-Control, which is for caches on the way.
 */
export function isFresh({ headers }: FastifyRequest, responseHeaders: Parameters<typeof fresh>[1]): boolean {
  const { 'if-none-match': etags, 'if-modified-since': since } = headers;
  if (etags === undefined && since === undefined) return false;
  return fresh({ 'if-none-match': etags, 'if-modified-since': since }, responseHeaders);
}
