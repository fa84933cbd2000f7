import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { ResponseCacheResult } from '../cache/response-cache.js';

/** Maximum bytes of tags in a header, since clients accept few more. The body contains all. */
const MAX_HEADER_BYTES = 4_000;
/** Maximum bytes of a body that is parsed to add the details, which stops the event loop meanwhile. */
const MAX_BODY_BYTES = 100_000;

/** Returns true if the client requests cache details. */
export function isCacheDebugRequest({ headers }: { headers: IncomingHttpHeaders }): boolean {
  return headers['x-cache-debug'] !== undefined;
}

/**
 * Sends a response with its cache status, its tags, and the fields that prevent caching. They are in headers and, unless
 * the response is large, in the extensions of the body. It is not stored in any cache.
 */
export function sendWithCacheDebug(
  reply: FastifyReply,
  { response, cacheStatus }: ResponseCacheResult,
): FastifyReply {
  const keys = [...response.tags].sort();
  const cache = {
    status: cacheStatus.toLowerCase(),
    madeAt: new Date(response.createdAt).toISOString(),
    endsAt: Number.isFinite(response.expiresAt) ? new Date(response.expiresAt).toISOString() : null,
    keys,
    uncachedBy: [...response.untrackedFields].sort(),
  };
  reply.header('x-cache-keys', truncateTags(keys)).header('cache-control', 'no-store');
  if (cache.uncachedBy.length > 0) reply.header('x-uncached-by', truncateTags(cache.uncachedBy));
  if (response.body.length > MAX_BODY_BYTES) return reply.send(response.body);
  const { extensions, ...rest } = JSON.parse(response.body.toString());
  return reply.send(`${JSON.stringify({ ...rest, extensions: { ...extensions, cache } })}\n`);
}

/** Encodes and truncates tags for a header. They contain paths, which may have any characters. */
function truncateTags(tags: string[]): string {
  const all = tags.map(encodeURI).join(' ');
  if (all.length <= MAX_HEADER_BYTES) return all;
  const shown = all
    .slice(0, MAX_HEADER_BYTES + 1)
    .split(' ')
    .slice(0, -1);
  return [...shown, `(and ${tags.length - shown.length} more)`].join(' ');
}
