import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ResponseCache, ResponseCacheResult } from '../../cache/response-cache.js';
import { SHOW_DEPRECATIONS } from '../../graphql/deprecations.js';
import { SHOW_COST } from '../../graphql/query-cost.js';
import { isLargeBody } from '../large-bodies.js';
import { negotiateMediaType } from './media-types.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Cache key derived from the request's bytes; null if the response is not cacheable. */
    cacheKey: string | null;
    /** Cached response, if found; the body is then not parsed. */
    cachedResponse: ResponseCacheResult | null;
  }
}

/**
 * Installs hooks that compute cache keys from everything the response to a request without an API key depends
 * on. A repeated request is served without parsing its body.
 */
export function registerCacheKeyHooks(app: FastifyInstance, responseCache: ResponseCache): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.decorateRequest('cacheKey', null);
  app.decorateRequest('cachedResponse', null);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.method !== 'POST') lookUpResponse(responseCache, request, request.url);
    done();
  });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // As a key, a large body would take the cache's memory, and time at every look-up.
    if (!isLargeBody(body as string)) lookUpResponse(responseCache, request, body as string);
    if (request.cachedResponse) done(null, undefined);
    else void parseJson(request, body as string, done); // calls done
  });
}

/** Request headers that make a response private. */
const PRIVATE_HEADERS = ['authorization', 'x-perspective', SHOW_COST];

function lookUpResponse(responseCache: ResponseCache, request: FastifyRequest, operationText: string): void {
  if (!isCacheableRequest(request.headers)) return;
  request.cacheKey = buildCacheKey(request, operationText);
  request.cachedResponse = responseCache.findAgain(request.cacheKey);
}

/** Returns true if the response is the same for all clients that send this request. */
export function isCacheableRequest(headers: IncomingHttpHeaders): boolean {
  return PRIVATE_HEADERS.every((name) => headers[name] === undefined);
}

/**
 * Headers of which a response depends on whether they are there: those that CSRF prevention checks (see
 * graphql-route.ts), and the one that adds extensions.
 */
const FLAG_HEADERS = [
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'sec-fetch-site',
  'cookie',
  SHOW_DEPRECATIONS,
];

/** Builds the cache key. `operationText` is the body of a POST, or the URL of a GET. */
export function buildCacheKey(
  request: { method?: string | undefined; headers: IncomingHttpHeaders },
  operationText: string,
): string {
  const { method, headers } = request;
  const mediaType = negotiateMediaType(headers.accept);
  let flags = '';
  for (const name of FLAG_HEADERS) flags += headers[name] === undefined ? '0' : '1';
  return `${method}\n${mediaType}\n${headers['content-type']}\n${flags}\n${operationText}`;
}
