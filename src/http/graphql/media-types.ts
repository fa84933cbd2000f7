import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** What the graph answers in, the first when the client has no wish; written as Apollo does, for it chooses too. */
const MEDIA_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/** Clients send few different wishes, and weighing one costs more than the rest of an answer from memory. */
const negotiatedTypes = new LRUCache<string, { mediaType: string | null }>({ max: 500 });

/** What a client that sends this Accept header gets; null when it takes nothing that we have. */
export function negotiateMediaType(accept: string | undefined): string | null {
  const acceptHeader = accept ?? '*/*';
  const cached = negotiatedTypes.get(acceptHeader);
  if (cached) return cached.mediaType;
  const mediaType = new Negotiator({ headers: { accept: acceptHeader } }).mediaType(MEDIA_TYPES) ?? null;
  negotiatedTypes.set(acceptHeader, { mediaType });
  return mediaType;
}
