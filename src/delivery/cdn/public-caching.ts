import type { FastifyReply } from 'fastify';
import type { Answer } from '../answers/answer-cache.js';
import { tagsOf } from './cache-tags.js';

/** Whose purging the tags are for. */
export type Cdn = 'fastly' | 'cloudflare' | 'generic';

/** How long others may keep an answer, in seconds. */
export interface PublicCaching {
  cdn: Cdn;
  browserSeconds: number;
  sharedSeconds: number;
  staleSeconds: number;
}

/** What is known to be right until a change says otherwise, or it ends by itself. */
export function allowCaching(
  reply: FastifyReply,
  { endsAt, copiesLast, reads }: Pick<Answer, 'endsAt' | 'copiesLast' | 'reads'>,
  { cdn, browserSeconds, sharedSeconds, staleSeconds }: PublicCaching,
): void {
  const left = Math.max(0, Math.floor(Math.min(endsAt - Date.now(), copiesLast) / 1_000));
  const [browser, shared] = [Math.min(browserSeconds, left), Math.min(sharedSeconds, left)];
  // What changes without a purge is not shown any longer for being asked for again.
  const stale = Math.min(staleSeconds, left - shared);
  const tags = tagsOf(reads);
  if (cdn === 'cloudflare') reply.header('cache-tag', tags.join(','));
  else reply.header('surrogate-key', tags.join(' '));
  const whileRevalidating = stale > 0 ? `, stale-while-revalidate=${stale}` : '';
  if (browser === 0 && shared === 0) revalidate(reply);
  else reply.header('cache-control', `public, max-age=${browser}, s-maxage=${shared}${whileRevalidating}`);
}

/** Whoever keeps it asks each time whether it is still so. */
export function revalidate(reply: FastifyReply): void {
  reply.header('cache-control', 'public, no-cache');
}
