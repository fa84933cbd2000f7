import type { FastifyReply, FastifyRequest } from 'fastify';
import { compress, type Encoding, negotiateEncoding } from '../cache/encodings.js';
import type { ResponseCache, ResponseCacheResult } from '../cache/response-cache.js';
import type { CachedResponse } from '../cache/response-cache-store.js';
import { isDeprecationsRequest } from '../graphql/deprecations.js';
import { isCacheDebugRequest, sendWithCacheDebug } from './cache-debug.js';
import { appendVary } from './cdn/cache-control.js';
import { MAX_TAGS_HEADER, parseMaxTags } from './cdn/max-tags.js';
import { type HttpCachePolicy, requireRevalidation, setCacheHeaders } from './cdn/public-cache-control.js';
import { computeEtag, isFresh } from './etag.js';

const GRAPHQL_MEDIA_TYPE = 'application/graphql-response+json';

/** Sends cached and new responses. */
export class ResponseSender {
  constructor(
    private readonly responseCache: ResponseCache,
    private readonly cachePolicy: HttpCachePolicy,
  ) {}

  /** Sends a GraphQL response, with cache details if the client requested them. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    result: ResponseCacheResult,
    isPublic: boolean,
  ): FastifyReply | Promise<FastifyReply> {
    return isCacheDebugRequest(request)
      ? sendWithCacheDebug(setResponseHeaders(reply, result), result)
      : this.sendResponse(request, reply, result, isPublic);
  }

  /**
   * Sends a response, or 304 if the client's copy is current. `isPublic` is true if all clients that send the
   * request get the same response.
   */
  sendResponse(
    request: FastifyRequest,
    reply: FastifyReply,
    result: ResponseCacheResult,
    isPublic: boolean,
  ): FastifyReply | Promise<FastifyReply> {
    const { response, cacheStatus, cacheKey } = result;
    setResponseHeaders(reply, result);
    if (
      (request.method !== 'POST' || this.cachePolicy.includesPosts) &&
      cacheStatus !== 'STALE' &&
      response.isCacheable &&
      isPublic &&
      // Its address is that of the response without the extension.
      !isDeprecationsRequest(request.headers)
    ) {
      if (cacheKey === undefined) requireRevalidation(reply);
      else
        setCacheHeaders(
          reply,
          response,
          this.cachePolicy,
          parseMaxTags(request.headers[MAX_TAGS_HEADER]) ?? undefined,
        );
    }
    if (cacheKey === undefined) return sendBody(request, reply, response, null);
    appendVary(reply, 'Accept-Encoding');
    const encoding = negotiateEncoding(request.headers['accept-encoding'], response.body.length);
    if (!encoding) return sendBody(request, reply, response, null);
    const encodedBody = response.encodings[encoding];
    reply.header('content-encoding', encoding);
    if (encodedBody) return sendBody(request, reply, response, { encoding, body: encodedBody });
    return this.encodeAndStore(cacheKey, response, encoding).then((body) =>
      sendBody(request, reply, response, { encoding, body }),
    );
  }

  private async encodeAndStore(
    cacheKey: string,
    response: CachedResponse,
    encoding: Encoding,
  ): Promise<Buffer> {
    const body = await compress(response.body, encoding);
    this.responseCache.storeEncodings(cacheKey, response, { [encoding]: body });
    return body;
  }
}

function setResponseHeaders(
  reply: FastifyReply,
  { response, cacheStatus }: ResponseCacheResult,
): FastifyReply {
  if (response.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(response.status).headers(response.headers).header('x-cache', cacheStatus);
}

function sendBody(
  request: FastifyRequest,
  reply: FastifyReply,
  response: CachedResponse,
  encoded: { encoding: Encoding; body: Buffer } | null,
): FastifyReply {
  const body = encoded?.body ?? response.body;
  // Only cacheable responses can be revalidated.
  if (!reply.hasHeader('cache-control')) return reply.send(body);
  let etag = computeEtag(response.body);
  // The two media types of a GraphQL response have the same body: a strong tag must tell them apart.
  if (response.headers['content-type']?.startsWith(GRAPHQL_MEDIA_TYPE)) etag += '-graphql';
  if (encoded) etag += `-${encoded.encoding}`;
  reply.header('etag', `"${etag}"`);
  removeRecentDate(reply);
  return isFresh(request, reply.getHeaders()) ? reply.code(304).send() : reply.send(body);
}

/** Removes a Last-Modified time within its own second, in which another version could get the same date. */
function removeRecentDate(reply: FastifyReply): void {
  const date = Date.parse(String(reply.getHeader('last-modified')));
  if (date + 1_000 > Date.now()) reply.removeHeader('last-modified');
}
