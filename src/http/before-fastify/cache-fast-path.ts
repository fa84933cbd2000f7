import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { negotiateEncoding } from '../../cache/encodings.js';
import type { ResponseCacheResult } from '../../cache/response-cache.js';
import type { GraphErrorHandler } from '../../graphql/format-error.js';
import { LANGUAGE_HEADER } from '../../graphql/language-directive.js';
import { preciseNow, type TelemetrySink } from '../../observability/telemetry.js';
import { isCacheDebugRequest } from '../cache-debug.js';
import type { CachedExchange, GraphQLPipeline, SentAnswer } from '../graphql/pipeline.js';
import { createRefusal } from '../graphql/refusal.js';
import { isCacheableRequest, passLookUpOn, type ResponseLookUp } from '../graphql/response-look-up.js';
import type { IncomingRequest } from '../request-hooks.js';
import { REQUEST_ID_HEADER, resolveRequestId } from '../request-id.js';
import type { Interceptor } from './interceptor.js';

export interface CacheFastPathOptions {
  /** Path of the GraphQL API. */
  path: string;
  responseLookUp: ResponseLookUp;
  pipeline: Pick<GraphQLPipeline<never>, 'run'>;
  errorHandler: GraphErrorHandler;
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
  /** True if responses have headers for caches, which this path does not write. */
  needsCacheHeaders?: boolean;
  /** True if requests can name a language in a header. */
  hasLanguages?: boolean;
}

/** Maximum bytes of a body on the fast path, which serves only bodies that arrive in one chunk. */
const MAX_BODY_BYTES = 16_384;

/**
 * Creates the interceptor that serves cached POST responses, since routing and hooks in Fastify cost as much
 * as the rest. It passes all other requests on, with their look-up in the cache.
 */
export function createCacheFastPath(app: FastifyInstance, options: CacheFastPathOptions): Interceptor {
  const fastPath = { ...options, constantHeaders: buildConstantHeaders(options), log: app.log };
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  return {
    request(request, response, next) {
      if (isClosing || !isFastPathRequest(request, options)) return next(request, response);
      request.once('readable', () => {
        const chunk: Buffer | null = request.read();
        const isComplete = chunk?.length === Number(request.headers['content-length']);
        const lookUp = isComplete ? options.responseLookUp.find(request, chunk.toString()) : null;
        const hit = lookUp?.found ? encodeHit(request, lookUp.found) : null;
        if (hit) {
          void options.pipeline.run(new FastPathExchange(request, response, hit, fastPath));
          return;
        }
        passLookUpOn(request, lookUp);
        // Puts the chunk back, so that Fastify reads the body from its start.
        if (chunk) request.unshift(chunk);
        next(request, response);
      });
    },
  };
}

interface CacheHit {
  result: ResponseCacheResult;
  encoding: string | null;
  body: Buffer;
}

/** Values that the exchanges of an app share. */
interface FastPath extends CacheFastPathOptions {
  constantHeaders: string[];
  log: FastifyBaseLogger;
}

/** A POST with a cached response. */
class FastPathExchange implements CachedExchange<ResponseCacheResult> {
  private readonly startedAt = preciseNow();
  private readonly id: string;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly hit: CacheHit,
    private readonly fastPath: FastPath,
  ) {
    this.id = resolveRequestId(request);
  }

  get cached() {
    return this.hit.result;
  }

  describe(): IncomingRequest {
    return new FastPathRequest(this.id, this.request, this.fastPath.getClientIp);
  }

  refuse(error: unknown): ResponseCacheResult {
    return createRefusal({ id: this.id, headers: this.request.headers }, error, this.fastPath.errorHandler);
  }

  send(result: ResponseCacheResult, report: (sent: SentAnswer) => void): void {
    const { constantHeaders, path, telemetry, log } = this.fastPath;
    const { id, hit } = this;
    const { status, headers: ownHeaders, operation, texts } = result.response;
    const { encoding, body } = result === hit.result ? hit : { encoding: null, body: result.response.body };
    const length = String(body.length);
    const headers = constantHeaders.concat(REQUEST_ID_HEADER, id, 'content-length', length);
    headers.push('x-cache', result.cacheStatus);
    for (const header in ownHeaders) headers.push(header, ownHeaders[header]!);
    if (encoding) headers.push('content-encoding', encoding);
    if (status === 401) headers.push('www-authenticate', 'Bearer');
    this.response.writeHead(status, headers);
    this.response.end(body);
    const ms = preciseNow() - this.startedAt;
    const method = 'POST';
    telemetry.onRequest({ method, route: path, status, ms });
    report({ status, ms, operation, texts, source: result.cacheStatus });
    log.info({ requestId: id, method, path, status, ms: Math.round(ms) }, 'answered');
  }
}

/** A request as hooks see it. Its address is computed on demand, since most sites have no hook. */
class FastPathRequest implements IncomingRequest {
  readonly transport = 'http';
  readonly method = 'POST';

  constructor(
    readonly id: string,
    private readonly message: IncomingMessage,
    private readonly getClientIp: (message: IncomingMessage) => string,
  ) {}

  get headers() {
    return this.message.headers;
  }

  get ip() {
    return this.getClientIp(this.message);
  }
}

/** Builds the headers that Fastify's hooks set on other requests. */
function buildConstantHeaders({ origins, exposedHeaders, hasLanguages }: CacheFastPathOptions): string[] {
  const vary = `Accept, Authorization, ${hasLanguages ? `${LANGUAGE_HEADER}, ` : ''}Accept-Encoding`;
  return [
    'cache-control',
    'no-store',
    'vary',
    origins === '*' ? vary : `Origin, ${vary}`,
    ...(origins === '*' ? ['access-control-allow-origin', '*'] : []),
    'access-control-expose-headers',
    exposedHeaders.join(', '),
  ];
}

function isFastPathRequest(
  request: IncomingMessage,
  { path, origins, needsCacheHeaders }: CacheFastPathOptions,
): boolean {
  const { method, url, headers } = request;
  const length = Number(headers['content-length']);
  return (
    !needsCacheHeaders &&
    method === 'POST' &&
    url === path &&
    headers['content-type'] === 'application/json' &&
    length > 0 &&
    length <= MAX_BODY_BYTES &&
    headers.expect === undefined &&
    headers['content-encoding'] === undefined &&
    (origins === '*' || headers.origin === undefined) &&
    headers.cookie === undefined &&
    isCacheableRequest(headers) &&
    !isCacheDebugRequest(request)
  );
}

/** Chooses the encoding of a cached response. Returns null if it is not cached in what the client accepts. */
function encodeHit({ headers }: IncomingMessage, result: ResponseCacheResult): CacheHit | null {
  const { status, body, encodings } = result.response;
  if (status !== 200) return null;
  const encoding = negotiateEncoding(headers['accept-encoding'] as string | undefined, body.length);
  const encodedBody = encoding ? encodings[encoding] : body;
  return encodedBody ? { result, encoding, body: encodedBody } : null;
}
