import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** Media types of GraphQL responses, the default first. Spelled as in Apollo, which negotiates too. */
const MEDIA_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/**
 * Negotiated types by Accept header, of which clients send few; negotiating costs more than the rest of a
 * cache hit.
 */
const negotiatedTypes = new LRUCache<string, { mediaType: string | null }>({ max: 500 });

/** Returns the media type for an Accept header; null if none is acceptable. */
export function negotiateMediaType(accept: string | undefined): string | null {
  const acceptHeader = accept ?? '*/*';
  const cached = negotiatedTypes.get(acceptHeader);
  if (cached) return cached.mediaType;
  const mediaType = new Negotiator({ headers: { accept: acceptHeader } }).mediaType(MEDIA_TYPES) ?? null;
  negotiatedTypes.set(acceptHeader, { mediaType });
  return mediaType;
}
