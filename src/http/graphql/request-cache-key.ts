import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ResponseCache, ResponseCacheResult } from '../../cache/response-cache.js';
import { SHOW_COST } from '../../graphql/query-cost.js';
import { negotiateMediaType } from './media-types.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request asks, byte by byte; null when the answer is nobody else's to see. */
    cacheKey: string | null;
    /** The answer, if it is known already: the body is not parsed then. */
    cachedResponse: ResponseCacheResult | null;
  }
}

/**
 * Gives requests a name: all that the answer to someone without a key depends on, byte by byte. What is asked again
 * is answered without being parsed; what operation it is, is known since it was (execution/operation-key.ts).
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
    lookUpResponse(responseCache, request, body as string);
    if (request.cachedResponse) done(null, undefined);
    else void parseJson(request, body as string, done); // calls done
  });
}

/** With one of these an answer is nobody else's. */
const PRIVATE_HEADERS = ['authorization', 'x-perspective', SHOW_COST];

function lookUpResponse(responseCache: ResponseCache, request: FastifyRequest, operationText: string): void {
  if (!isCacheableRequest(request.headers)) return;
  request.cacheKey = buildCacheKey(request, operationText);
  request.cachedResponse = responseCache.findAgain(request.cacheKey);
}

/** Whether an answer is the same for all who ask alike. */
export function isCacheableRequest(headers: IncomingHttpHeaders): boolean {
  return PRIVATE_HEADERS.every((name) => headers[name] === undefined);
}

/** What CSRF prevention looks at beside the method (see graph-route.ts): whether it is there, and what it says. */
const CSRF_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name', 'sec-fetch-site', 'cookie'];

/** `question` is the body of a POST, the address of a GET. */
export function buildCacheKey(
  request: { method?: string | undefined; headers: IncomingHttpHeaders },
  operationText: string,
): string {
  const { method, headers } = request;
  const mediaType = negotiateMediaType(headers.accept);
  const csrfFlags = CSRF_HEADERS.map((name) => (headers[name] ? 1 : 0)).join('');
  return `${method}\n${mediaType}\n${headers['content-type']}\n${csrfFlags}\n${operationText}`;
}
