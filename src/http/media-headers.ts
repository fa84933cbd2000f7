import type { FastifyReply } from 'fastify';
import { cacheTags } from '../cache/cache-tags.js';
import { hashCacheTags } from '../cache/surrogate-keys.js';
import type { ServedFile } from '../media/file-lookup.js';
import type { MediaStorage } from '../media/media-storage.js';
import type { CdnProvider } from './cdn/public-cache-control.js';
import { rejectRequest } from './error-handler.js';

const YEAR_SECONDS = 31_536_000;
/** Of a redirection to a file that may be replaced. */
const REPLACEABLE = 'public, max-age=60';

/**
 * Lets caches keep the bytes of an address for ever, or until the rights of the file end, and purge them by its cache
 * tag.
 */
export function setMediaCacheHeaders(reply: FastifyReply, file: ServedFile | null, cdn: CdnProvider): void {
  const seconds = Math.floor((file?.remainingMs ?? Infinity) / 1_000);
  const lifetime = seconds < YEAR_SECONDS ? `max-age=${seconds}` : `max-age=${YEAR_SECONDS}, immutable`;
  reply.header('cache-control', `public, ${lifetime}`);
  if (!file) return;
  const tags = hashCacheTags([cacheTags.mediaFile(file.id)]);
  reply.header(cdn === 'cloudflare' ? 'cache-tag' : 'surrogate-key', tags.join(' '));
}

/** Refuses a file with expired rights. */
export function rejectExpired(reply: FastifyReply): FastifyReply {
  return rejectRequest(reply, 410, 'The right to show this file has ended.');
}

/**
 * Redirects to a file of the library: from the former address of one with replaced bytes, and from a variant
 * that cannot be made.
 */
export function redirectTo(key: string, [storage]: MediaStorage[], reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', REPLACEABLE).redirect(storage!.getUrl(key), 302);
}
