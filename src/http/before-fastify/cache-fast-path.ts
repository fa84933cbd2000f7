import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { negotiateEncoding } from '../../cache/encodings.js';
import type { ResponseCache } from '../../cache/response-cache.js';
import type { CachedResponse } from '../../cache/response-cache-store.js';
import { preciseNow, type TelemetrySink } from '../../observability/telemetry.js';
import { isCacheDebugRequest } from '../cache-debug.js';
import type { GraphQLPipeline } from '../graphql/pipeline.js';
import { buildCacheKey, isCacheableRequest } from '../graphql/request-cache-key.js';
import type { IncomingRequest } from '../request-hooks.js';
import { REQUEST_ID_HEADER, resolveRequestId } from '../request-id.js';
import type { Interceptor } from './interceptor.js';

export interface CacheFastPathOptions {
  /** Path of the GraphQL API. */
  path: string;
  responseCache: ResponseCache;
  pipeline: Pick<GraphQLPipeline<never>, 'begin' | 'observe'>;
  telemetry: Required<TelemetrySink>;
  /** Returns the client's IP address, from `x-forwarded-for` where the proxy is trusted. */
  getClientIp(request: IncomingMessage): string;
  /**
   * Origins that CORS allows: all, or some. With `some`, the response contains the origin, and cross-origin
   * requests skip the fast path.
   */
  origins: '*' | 'some';
  /** Response headers that scripts of other origins may read. */
  exposedHeaders: string[];
}

/** Maximum bytes of a body on the fast path, which serves only bodies that arrive in one chunk. */
const MAX_BODY_BYTES = 16_384;

/**
 * Creates the interceptor that serves cached POST responses, whose routing and hooks in Fastify cost as much as
 * the rest. It passes all other requests on.
 */
export function createCacheFastPath(app: FastifyInstance, options: CacheFastPathOptions): Interceptor {
  const constantHeaders = buildConstantHeaders(options);
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  return {
    request(request, response, next) {
      if (isClosing || !isFastPathRequest(request, options)) return next(request, response);
      const startedAt = preciseNow();
      request.once('readable', () => {
        const chunk: Buffer | null = request.read();
        const isComplete = chunk?.length === Number(request.headers['content-length']);
        const answer = isComplete ? findCacheHit(request, chunk.toString(), options.responseCache) : null;
        // Puts the chunk back, so that Fastify reads the body from its start.
        const passOn = () => {
          if (chunk) request.unshift(chunk);
          next(request, response);
        };
        if (answer) handleHit(request, response, { hit: answer, startedAt, passOn });
        else passOn();
      });
    },
  };

  /** Runs the stages of a request whose response is cached: see pipeline.ts. */
  function handleHit(
    request: IncomingMessage,
    response: ServerResponse,
    { hit, startedAt, passOn }: { hit: CacheHit; startedAt: number; passOn(): void },
  ): void {
    const incoming = new FastPathRequest(request, options.getClientIp);
    const begun = options.pipeline.begin(request, () => incoming);
    if (!begun) sendCached(incoming, response, hit, startedAt);
    begun?.then(
      () => sendCached(incoming, response, hit, startedAt),
      () => {
        // Fastify sends the refusal, under the same ID.
        request.headers[REQUEST_ID_HEADER] = incoming.id;
        passOn();
      },
    );
  }

  function sendCached(
    incoming: IncomingRequest,
    response: ServerResponse,
    hit: CacheHit,
    startedAt: number,
  ): void {
    const { cachedResponse, encoding, body } = hit;
    const { id } = incoming;
    const headers = constantHeaders.concat(REQUEST_ID_HEADER, id, 'content-length', String(body.length));
    for (const header in cachedResponse.headers) headers.push(header, cachedResponse.headers[header]!);
    if (encoding) headers.push('content-encoding', encoding);
    response.writeHead(200, headers);
    response.end(body);
    const ms = preciseNow() - startedAt;
    const { path, telemetry, pipeline } = options;
    const method = 'POST';
    telemetry.onRequest({ method, route: path, status: 200, ms });
    const { name, type, documentHash, outcome } = cachedResponse.operation;
    const operation = {
      name,
      type,
      documentHash,
      outcome,
      source: 'HIT' as const,
      statements: [],
      fields: [],
    };
    pipeline.observe(incoming, { status: 200, ms, operation });
    app.log.info({ requestId: id, method, path, status: 200, ms: Math.round(ms) }, 'answered');
  }
}

/** A request as hooks see it. Its address is computed on demand, since most sites have no hook. */
class FastPathRequest implements IncomingRequest {
  readonly id: string;
  readonly transport = 'http';
  readonly method = 'POST';

  constructor(
    private readonly message: IncomingMessage,
    private readonly getClientIp: (message: IncomingMessage) => string,
  ) {
    this.id = resolveRequestId(message);
  }

  get headers() {
    return this.message.headers;
  }

  get ip() {
    return this.getClientIp(this.message);
  }
}

interface CacheHit {
  cachedResponse: CachedResponse;
  encoding: string | null;
  body: Buffer;
}

/** Builds the headers that Fastify's hooks set on other requests. */
function buildConstantHeaders({ origins, exposedHeaders }: CacheFastPathOptions): string[] {
  const vary = 'Accept, Authorization, Accept-Encoding';
  return [
    'x-cache',
    'HIT',
    'cache-control',
    'no-store',
    'vary',
    origins === '*' ? vary : `Origin, ${vary}`,
    ...(origins === '*' ? ['access-control-allow-origin', '*'] : []),
    'access-control-expose-headers',
    exposedHeaders.join(', '),
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

/** Returns null if the response is not cached, or not in the encoding that the client accepts. */
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
