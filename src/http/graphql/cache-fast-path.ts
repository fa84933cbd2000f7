import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { negotiateEncoding } from '../../cache/encodings.js';
import type { ResponseCache } from '../../cache/response-cache.js';
import type { CachedResponse } from '../../cache/response-cache-store.js';
import { preciseNow, type TelemetrySink } from '../../observability/telemetry.js';
import { isCacheDebugRequest } from '../cache-debug.js';
import { REQUEST_ID_HEADER, resolveRequestId } from '../request-id.js';
import { buildCacheKey, isCacheableRequest } from './request-cache-key.js';

export interface CacheFastPathOptions {
  /** Of the graph. */
  path: string;
  responseCache: ResponseCache;
  telemetry: Required<TelemetrySink>;
  /** Whose pages may ask: everyone's, or some, in whose answers the origin stands. Pages of some are not answered here. */
  origins: '*' | 'some';
  /** What pages of other origins may read. */
  exposedHeaders: string[];
}

/** Longest question that is read here, in bytes: what comes in one piece is known at once or handed on as it came. */
const MAX_BODY_BYTES = 16_384;

/**
 * Answers what is in memory before Fastify sees it, which takes as long as to answer: questions by POST, the most
 * frequent there are, with the headers that the answer has by the long way. All else goes on untouched. Call it when
 * all routes are there.
 */
export function installCacheFastPath(app: FastifyInstance, options: CacheFastPathOptions): void {
  const { server } = app;
  const handlers = server.listeners('request') as ((...args: unknown[]) => void)[];
  const passThrough = (request: IncomingMessage, response: ServerResponse) => {
    for (const handle of handlers) handle.call(server, request, response);
  };
  const constantHeaders = buildConstantHeaders(options);
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isClosing || !isFastPathRequest(request, options)) return passThrough(request, response);
    const startedAt = preciseNow();
    request.once('readable', () => {
      const chunk: Buffer | null = request.read();
      const isComplete = chunk?.length === Number(request.headers['content-length']);
      const answer = isComplete ? findCacheHit(request, chunk.toString(), options.responseCache) : null;
      if (answer) return sendCached(request, response, answer, startedAt);
      // As if nobody had looked.
      if (chunk) request.unshift(chunk);
      passThrough(request, response);
    });
  });

  function sendCached(
    request: IncomingMessage,
    response: ServerResponse,
    hit: CacheHit,
    startedAt: number,
  ): void {
    const id = resolveRequestId(request);
    const { cachedResponse: answer, encoding, body } = hit;
    const headers = constantHeaders.concat(REQUEST_ID_HEADER, id, 'content-length', String(body.length));
    for (const header in answer.headers) headers.push(header, answer.headers[header]!);
    if (encoding) headers.push('content-encoding', encoding);
    response.writeHead(200, headers);
    response.end(body);
    const ms = preciseNow() - startedAt;
    const { path, telemetry } = options;
    const { method = '' } = request;
    telemetry.onRequest({ method, route: path, status: 200, ms });
    const traceparent = request.headers.traceparent as string | undefined;
    const { name, type, documentHash, outcome } = answer.operation;
    // Spelt out: to spread objects into one takes longer than all the rest.
    telemetry.onOperation({
      name,
      type,
      documentHash,
      outcome,
      requestId: id,
      transport: 'http',
      source: 'HIT',
      startedAt,
      ms,
      traceparent,
      statements: [],
      fields: [],
    });
    app.log.info({ requestId: id, method, path, status: 200, ms: Math.round(ms) }, 'answered');
  }
}

interface CacheHit {
  cachedResponse: CachedResponse;
  encoding: string | null;
  body: Buffer;
}

/** As the hooks of the long way set them. */
function buildConstantHeaders({ origins, exposedHeaders }: CacheFastPathOptions): string[] {
  const vary = 'Accept, Authorization, Accept-Encoding';
  return [
    ...['x-cache', 'HIT', 'cache-control', 'no-store'],
    ...['vary', origins === '*' ? vary : `Origin, ${vary}`],
    ...(origins === '*' ? ['access-control-allow-origin', '*'] : []),
    ...['access-control-expose-headers', exposedHeaders.join(', ')],
  ];
}

function isFastPathRequest(request: IncomingMessage, { path, origins }: CacheFastPathOptions): boolean {
  const { method, url, headers } = request;
  const length = Number(headers['content-length']);
  return (
    method === 'POST' &&
    url === path &&
    headers['content-type'] === 'application/json' &&
    length > 0 &&
    length <= MAX_BODY_BYTES &&
    headers.expect === undefined &&
    (origins === '*' || headers.origin === undefined) &&
    headers.cookie === undefined &&
    isCacheableRequest(headers) &&
    !isCacheDebugRequest(request)
  );
}

/** Null when it is not in memory, or not in the form that the client takes. */
function findCacheHit(
  request: IncomingMessage,
  operationText: string,
  responseCache: ResponseCache,
): CacheHit | null {
  const cachedResponse = responseCache.findAgain(buildCacheKey(request, operationText))?.response;
  if (cachedResponse?.status !== 200) return null;
  const encoding = negotiateEncoding(
    request.headers['accept-encoding'] as string | undefined,
    cachedResponse.body.length,
  );
  const body = encoding ? cachedResponse.encodings[encoding] : cachedResponse.body;
  return body ? { cachedResponse, encoding, body } : null;
}
