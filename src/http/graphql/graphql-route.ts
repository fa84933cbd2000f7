import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { DependencyTracker } from '../../cache/dependency-tracker.js';
import type { ResponseCache, ResponseCacheResult } from '../../cache/response-cache.js';
import type { CachedResponse, RequestKeys } from '../../cache/response-cache-store.js';
import { isDeprecationsRequest } from '../../graphql/deprecations.js';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import type { OperationParams } from '../../graphql/operation.js';
import { type Audience, type IdentifiedOperation, operationKey } from '../../graphql/operation-key.js';
import { describeOperation, toCachedResponse } from '../../graphql/operation-result.js';
import { normalizeDocumentId, normalizeQueryString } from '../../graphql/persisted-documents/document-id.js';
import { createOperationTrace } from '../../graphql/plugins/operation-log.js';
import type { OperationTrace } from '../../observability/telemetry.js';
import { ClientLeft } from '../../rate-limit/concurrency/refusals.js';
import { createRateLimitHeaders } from '../../rate-limit/rate-limit-error.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { appendVary } from '../cdn/cache-control.js';
import { MAX_TAGS_HEADER, parseMaxTags } from '../cdn/max-tags.js';
import type { HttpCachePolicy } from '../cdn/public-cache-control.js';
import { getRefusalHead, RequestError, rejectRequest } from '../error-handler.js';
import { toIncomingRequest } from '../request-hooks.js';
import { ResponseSender } from '../send-response.js';
import { negotiateMediaType } from './media-types.js';
import type { GraphQLPipeline } from './pipeline.js';
import { registerCacheKeyHooks } from './request-cache-key.js';
import { whenLeft } from './when-left.js';

export interface GraphQLPluginOptions<Context extends GraphContext> {
  path: string;
  pipeline: GraphQLPipeline<Context>;
  graph: GraphQLExecutor<Context>;
  responseCache: ResponseCache;
  cachePolicy: HttpCachePolicy;
}

/**
 * Registers GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft), by POST and GET. Runs the
 * stages of the pipeline: see pipeline.ts.
 */
export async function graphqlPlugin<Context extends GraphContext>(
  app: FastifyInstance,
  { path, pipeline, graph, responseCache, cachePolicy }: GraphQLPluginOptions<Context>,
) {
  const { apollo } = graph;
  await apollo.start();
  registerCacheKeyHooks(app, responseCache);
  const sender = new ResponseSender(responseCache, cachePolicy);
  app.addHook('onClose', () => apollo.stop());

  // Browsers send text/plain to other sites without a CORS preflight, and Fastify would parse it.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('*', (_request, _body, done) => done(new UnsupportedMediaTypeError()));
  app.route({
    url: path,
    method: ['GET', 'POST'],
    onRequest: (request, reply, done) => {
      appendVary(reply, 'Accept');
      // Requests with an API key get other responses, which no cache may store.
      appendVary(reply, 'Authorization');
      if (request.method !== 'POST') appendVary(reply, MAX_TAGS_HEADER);
      done();
    },
    preHandler: rejectInvalidHeaders,
    handler: (request, reply) => {
      const begun = pipeline.begin(request.raw, () => toIncomingRequest(request, 'http'));
      const sent = begun
        ? begun.then(
            () => respond(request, reply),
            (error) => refuse(request, reply, error),
          )
        : respond(request, reply);
      // Fastify awaits a returned reply, which is needless for a response from the cache.
      return sent instanceof Promise ? sent : undefined;
    },
  });

  /** Sends the cached response of a request, or executes its operation. */
  function respond(request: FastifyRequest, reply: FastifyReply) {
    const requestKeys = request.cachedResponse ? null : getRequestKeys(request);
    // Not rate-limited: refusing costs as much as a cache hit.
    const cached = request.cachedResponse ?? (requestKeys && responseCache.findOperation(requestKeys));
    return cached
      ? send(request, reply, cached, createOperationTrace())
      : respondUncached(request, reply, requestKeys);
  }

  async function respondUncached(
    request: FastifyRequest,
    reply: FastifyReply,
    requestKeys: RequestKeys | null,
  ) {
    const trace = createOperationTrace();
    try {
      return send(request, reply, await execute(request, reply, requestKeys, trace), trace);
    } catch (error) {
      // Nobody reads a response; to prepare one for each of hundreds that leave at once takes milliseconds.
      if (error instanceof ClientLeft && reply.raw.closed) return reply.hijack();
      return send(request, reply, createRefusal(request, error), trace);
    }
  }

  async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown) {
    return send(request, reply, createRefusal(request, error), createOperationTrace());
  }

  async function execute(
    request: FastifyRequest,
    reply: FastifyReply,
    requestKeys: RequestKeys | null,
    trace: OperationTrace,
  ): Promise<ResponseCacheResult> {
    // Before anything is awaited, during which the client may leave.
    const signal = whenLeft(reply);
    const admission = await pipeline.admit(toIncomingRequest(request, 'http'), request.cacheKey !== null);
    const isPost = request.method === 'POST';
    // The rate limit status is private, and a GET response may be stored in shared caches.
    if (isPost) reply.headers(createRateLimitHeaders(admission.rateLimitStatus));
    const canBeMutation = isPost && isObject(request.body) && pipeline.canBeMutation(request.body);
    const create = (abandoned?: AbortSignal) =>
      pipeline.execute(admission, { canBeMutation, signal: abandoned, trace }, () =>
        createResponse(request, admission.context, requestKeys),
      );
    return responseCache.getOrCreate(requestKeys, create, {
      canBeMutation,
      signal,
      runInTurn: (leaving, work) => pipeline.runInTurn(admission, leaving, work),
    });
  }

  /**
   * Returns the cache keys of a request without credentials. The operation's key is known for POST only,
   * because Apollo applies its CSRF prevention to a GET.
   */
  function getRequestKeys(request: FastifyRequest): RequestKeys | null {
    const { method, body, cacheKey: name } = request;
    if (name === null) return null;
    const operation = method === 'POST' && isObject(body) ? graph.find(body) : null;
    return {
      name,
      key: operation && buildResponseKey(request, operation, (body as OperationParams).variables, READER),
    };
  }

  function send(
    request: FastifyRequest,
    reply: FastifyReply,
    result: ResponseCacheResult,
    trace: OperationTrace,
  ) {
    const { name, type, documentHash, outcome } = result.response.operation;
    const { statements, fields } = trace;
    // Properties listed one by one, as this runs for every request: spreading objects takes ten times as
    // long.
    request.completedOperation = {
      name,
      type,
      documentHash,
      outcome,
      statements,
      fields,
      source: result.cacheStatus,
    };
    return sender.send(request, reply, result);
  }

  async function createResponse(
    request: FastifyRequest,
    context: Context,
    requestKeys: RequestKeys | null,
  ): Promise<CachedResponse> {
    const response =
      (await executeValidated(request, context)) ?? (await executeWithApollo(request, context));
    return toCachedResponse(
      response,
      context,
      requestKeys && (requestKeys.key ?? keyAfter(request, context)),
    );
  }

  /** Returns the cache key of an operation that was identified only by its execution. */
  function keyAfter(request: FastifyRequest, context: Context): string | null {
    const { operation, variables, effect } = context.outcome;
    return effect === 'read' && operation ? buildResponseKey(request, operation, variables, context) : null;
  }

  /**
   * Creates the response to a refused request. Not through Apollo, whose error handling costs more than many
   * operations. Rethrows unexpected errors, which Fastify's handler logs and masks.
   */
  function createRefusal({ id, headers }: FastifyRequest, fault: unknown): ResponseCacheResult {
    if (!(fault instanceof GraphQLError)) throw fault;
    const { format, report } = graph.errorHandler;
    const error = format(fault.toJSON(), fault);
    const code = String(error.extensions?.code);
    if (code === ErrorCode.INTERNAL_SERVER_ERROR) report([fault], id);
    const { status, headers: errorHeaders } = getRefusalHead(fault.extensions.http, code);
    const refusal = {
      status,
      headers: { 'content-type': negotiateMediaType(headers.accept)!, ...errorHeaders },
      text: `${JSON.stringify({ errors: [error] })}\n`,
    };
    const outcome = { info: describeOperation(null, code) };
    return {
      response: toCachedResponse(refusal, { dependencies: new DependencyTracker(), outcome }),
      cacheStatus: 'BYPASS',
    };
  }

  /**
   * Executes a validated query without Apollo. POST only, because Apollo applies its CSRF prevention to a
   * GET.
   */
  async function executeValidated({ method, body, headers }: FastifyRequest, context: Context) {
    const data = method === 'POST' && isObject(body) ? await graph.executeValidated(body, context) : null;
    const contentType = { 'content-type': negotiateMediaType(headers.accept)! };
    return data === null ? null : { status: 200, headers: contentType, text: `{"data":${data}}\n` };
  }

  async function executeWithApollo(request: FastifyRequest, context: Context) {
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApolloRequest(request),
      context: async () => context,
    });
    if (body.kind === 'chunked') throw new Error('Incremental delivery (@defer, @stream) is not supported.');
    return { status: status ?? 200, headers: Object.fromEntries(headers), text: body.string };
  }
}

/** Audience of a request without credentials. */
const READER: Audience = { perspective: 'published', viewer: null };

/** Builds the cache key of a response from its operation, media type and requested extensions. */
function buildResponseKey(
  { headers }: FastifyRequest,
  operation: IdentifiedOperation,
  variables: OperationParams['variables'],
  audience: Audience,
): string | null {
  const key = operationKey(operation, variables, audience);
  const extensions = isDeprecationsRequest(headers) ? ' deprecations' : '';
  return key && `${key} ${negotiateMediaType(headers.accept)}${extensions}`;
}

class UnsupportedMediaTypeError extends RequestError {
  constructor() {
    super(
      415,
      'The content type of the request is missing or not supported. Send the header content-type: application/json.',
    );
  }
}

/**
 * Rejects a request with 400 or 406 before execution, so that a mutation without an acceptable response changes
 * nothing.
 */
function rejectInvalidHeaders({ headers }: FastifyRequest, reply: FastifyReply, done: () => void) {
  if (parseMaxTags(headers[MAX_TAGS_HEADER]) === null)
    rejectRequest(reply, 400, `The header ${MAX_TAGS_HEADER} must be a whole number from 1 to 99999.`);
  else if (!negotiateMediaType(headers.accept))
    rejectRequest(
      reply,
      406,
      'The header accept must allow application/json or application/graphql-response+json.',
    );
  else done();
}

function toApolloRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, url, body } = request;
  const headers = new HeaderMap(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  if (isNonBrowserRequest(request)) headers.set('apollo-require-preflight', 'true');
  const query = url.indexOf('?');
  return {
    // Fastify drops the body of the response to a HEAD request.
    method: method === 'HEAD' ? 'GET' : method,
    headers,
    search: query < 0 ? '' : normalizeQueryString(url.slice(query)),
    body: isObject(body) ? normalizeDocumentId(body) : body,
  };
}

/**
 * Returns true for a GET without cookies, credentials or browser headers, as curl and servers send. Apollo's
 * CSRF prevention would refuse it.
 */
function isNonBrowserRequest({ method, headers }: FastifyRequest): boolean {
  const isFromBrowser = headers['sec-fetch-site'] !== undefined;
  return method !== 'POST' && !isFromBrowser && !headers.cookie && !headers.authorization;
}

function isObject(body: unknown): body is OperationParams {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
