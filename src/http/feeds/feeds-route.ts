import type { FastifyInstance } from 'fastify';
import type { DependencyTracker } from '../../cache/dependency-tracker.js';
import type { ResponseCache } from '../../cache/response-cache.js';
import type { CachedResponse } from '../../cache/response-cache-store.js';
import { isUnreachable, UNAVAILABLE } from '../../database/is-database-unavailable.js';
import { toCachedResponse } from '../../graphql/operation-result.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { normalizePath } from '../../shared/paths.js';
import type { HttpCachePolicy } from '../cdn/public-cache-control.js';
import { createErrorBody, rejectRequest } from '../error-handler.js';
import { getPath } from '../request-id.js';
import { ResponseSender } from '../send-response.js';

/** Result for a path: a document, a redirect, or nothing. */
export type FeedLookup =
  | { type: string; text: string }
  /** Site-relative URL path. */
  | { movedTo: string }
  | { missing: 'gone' | 'unknown'; advice?: string };

export interface FeedPluginOptions {
  paths: string[];
  responseCache: ResponseCache;
  cachePolicy: HttpCachePolicy;
  /** Reads the document at a normalized path, with its dependencies. */
  readDocument(path: string): Promise<{ lookup: FeedLookup; dependencies: DependencyTracker }>;
  /** Returns the database's time, the clock that all instances share. */
  getTime(): Promise<Date>;
}

/**
 * Registers feeds and sitemaps. Their responses are public, stored in the response cache and invalidated like
 * GraphQL responses.
 */
export async function feedPlugin(
  app: FastifyInstance,
  { paths, responseCache, cachePolicy, readDocument, getTime }: FeedPluginOptions,
) {
  const sender = new ResponseSender(responseCache, cachePolicy);
  app.decorateRequest('cacheKey', null);
  for (const url of paths) {
    app.get(url, { config: { isCredentialIndependent: true } }, async (request, reply) => {
      // Without the query and normalized, so that variants of one URL cannot fill the cache.
      const path = normalizePath(getPath(request));
      if (path === null) return rejectRequest(reply, 404, NOT_FOUND_MESSAGE);
      const name = `document ${path}`;
      request.cacheKey = name;
      return sender.sendResponse(
        request,
        reply,
        await responseCache.getOrCreate({ name, key: null }, () => createResponse(path)),
      );
    });
  }

  async function createResponse(path: string): Promise<CachedResponse> {
    try {
      // Read first, because changes after this time may be missing in the document.
      const createdAt = await getTime();
      const { lookup, dependencies } = await readDocument(path);
      return toCachedResponse(renderLookup(lookup, createdAt), { dependencies, outcome: { effect: 'read' } });
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      const text = JSON.stringify(createErrorBody(UNAVAILABLE, ErrorCode.SERVICE_UNAVAILABLE));
      return toCachedResponse(
        { status: 503, headers: { ...JSON_TYPE, 'retry-after': '1' }, text },
        undefined,
      );
    }
  }
}

const NOT_FOUND_MESSAGE = 'Not found.';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function renderLookup(lookup: FeedLookup, createdAt: Date) {
  if ('text' in lookup) {
    const { type, text } = lookup;
    const headers = {
      'content-type': type,
      'last-modified': createdAt.toUTCString(),
      'x-content-type-options': 'nosniff',
    };
    return { status: 200, headers, text };
  }
  if ('movedTo' in lookup) return { status: 301, headers: { location: lookup.movedTo }, text: '' };
  const { missing, advice } = lookup;
  const [status, message] =
    missing === 'gone' ? [410, 'The content is no longer available.'] : [404, advice ?? NOT_FOUND_MESSAGE];
  return {
    status,
    headers: JSON_TYPE,
    text: JSON.stringify(createErrorBody(message, ErrorCode.BAD_REQUEST)),
  };
}
