import type { FastifyReply } from 'fastify';
import type { CachedResponse } from '../../cache/response-cache-store.js';
import { hashCacheTags } from './cache-tag-headers.js';

/** Whose purging the tags are for. */
export type CdnProvider = 'fastly' | 'cloudflare' | 'generic';

/** How long others may keep an answer, in seconds. */
export interface HttpCachePolicy {
  cdn: CdnProvider;
  browserSeconds: number;
  sharedSeconds: number;
  staleSeconds: number;
}

/** What is known to be right until a change says otherwise, or it ends by itself. */
export function setCacheHeaders(
  reply: FastifyReply,
  { expiresAt, cdnTtlMs, tags }: Pick<CachedResponse, 'expiresAt' | 'cdnTtlMs' | 'tags'>,
  { cdn, browserSeconds, sharedSeconds, staleSeconds }: HttpCachePolicy,
): void {
  const ttlSeconds = Math.max(0, Math.floor(Math.min(expiresAt - Date.now(), cdnTtlMs) / 1_000));
  const [browser, shared] = [Math.min(browserSeconds, ttlSeconds), Math.min(sharedSeconds, ttlSeconds)];
  // What changes without a purge is not shown any longer for being asked for again.
  const stale = Math.min(staleSeconds, ttlSeconds - shared);
  const hashedTags = hashCacheTags(tags);
  if (cdn === 'cloudflare') reply.header('cache-tag', hashedTags.join(','));
  else reply.header('surrogate-key', hashedTags.join(' '));
  const whileRevalidating = stale > 0 ? `, stale-while-revalidate=${stale}` : '';
  if (browser === 0 && shared === 0) requireRevalidation(reply);
  else reply.header('cache-control', `public, max-age=${browser}, s-maxage=${shared}${whileRevalidating}`);
}

/** Whoever keeps it asks each time whether it is still so. */
export function requireRevalidation(reply: FastifyReply): void {
  reply.header('cache-control', 'public, no-cache');
}
