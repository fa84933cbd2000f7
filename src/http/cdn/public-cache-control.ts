import type { FastifyReply } from 'fastify';
import type { CachedResponse } from '../../cache/response-cache-store.js';
import { hashCacheTags } from '../../cache/surrogate-keys.js';

/** CDN with the headers and purge API that are used. */
export type CdnProvider = 'fastly' | 'cloudflare' | 'generic';

/** Lifetimes of responses in other caches, in seconds. */
export interface HttpCachePolicy {
  cdn: CdnProvider;
  browserSeconds: number;
  sharedSeconds: number;
  staleSeconds: number;
  /** True if responses to POST requests may be cached too, by the routers of a subgraph. */
  includesPosts?: boolean;
}

/**
 * Sets Cache-Control and the CDN's tag header on a cached response, within its remaining lifetime. `maxTags` is the
 * most tags that the client can store; undefined if it does not say.
 */
export function setCacheHeaders(
  reply: FastifyReply,
  { expiresAt, cdnTtlMs, tags }: Pick<CachedResponse, 'expiresAt' | 'cdnTtlMs' | 'tags'>,
  { cdn, browserSeconds, sharedSeconds, staleSeconds }: HttpCachePolicy,
  maxTags?: number,
): void {
  const ttlSeconds = Math.max(0, Math.floor(Math.min(expiresAt - Date.now(), cdnTtlMs) / 1_000));
  const [browser, shared] = [Math.min(browserSeconds, ttlSeconds), Math.min(sharedSeconds, ttlSeconds)];
  // Data that changes without a purge must not be served stale beyond its lifetime.
  const stale = Math.min(staleSeconds, ttlSeconds - shared);
  const hashedTags = hashCacheTags(tags, maxTags);
  if (cdn === 'cloudflare') reply.header('cache-tag', hashedTags.join(','));
  else reply.header('surrogate-key', hashedTags.join(' '));
  const whileRevalidating = stale > 0 ? `, stale-while-revalidate=${stale}` : '';
  if (browser === 0 && shared === 0) requireRevalidation(reply);
  else reply.header('cache-control', `public, max-age=${browser}, s-maxage=${shared}${whileRevalidating}`);
}

/** Sets a Cache-Control with which caches revalidate the response at every request. */
export function requireRevalidation(reply: FastifyReply): void {
  reply.header('cache-control', 'public, no-cache');
}
