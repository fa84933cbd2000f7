import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { ResponseCacheResult } from '../cache/response-cache.js';

/** Most bytes of keys in a header: clients take few more. All of them are in the answer. */
const MAX_HEADER_BYTES = 4_000;

/** Whether a client asks where its answer comes from. */
export function isCacheDebugRequest({ headers }: { headers: IncomingHttpHeaders }): boolean {
  return headers['x-cache-debug'] !== undefined;
}

/** Answers and tells where the answer comes from, and what it is made of; nobody else is given the same bytes. */
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
  };
  reply.header('x-cache-keys', truncateTags(keys)).header('cache-control', 'no-store');
  const { extensions, ...rest } = JSON.parse(response.body.toString());
  return reply.send(`${JSON.stringify({ ...rest, extensions: { ...extensions, cache } })}\n`);
}

/** Keys hold paths, which may be of any letters. */
function truncateTags(tags: string[]): string {
  const all = tags.map(encodeURI).join(' ');
  if (all.length <= MAX_HEADER_BYTES) return all;
  const shown = all
    .slice(0, MAX_HEADER_BYTES + 1)
    .split(' ')
    .slice(0, -1);
  return [...shown, `(and ${tags.length - shown.length} more)`].join(' ');
}
