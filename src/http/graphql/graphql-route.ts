import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { ResponseCache, ResponseCacheResult } from '../../cache/response-cache.js';
import type { CachedResponse, Question } from '../../cache/response-cache-store.js';
import type { GraphContext, GraphQLExecutor, OperationParams } from '../../graphql/graphql-executor.js';
import { type Audience, type IdentifiedOperation, operationKey } from '../../graphql/operation-key.js';
import { toCachedResponse } from '../../graphql/operation-result.js';
import { normalizeDocumentId, normalizeQueryString } from '../../graphql/persisted-documents/document-id.js';
import { collectTrace, createOperationTrace } from '../../graphql/plugins/operation-log.js';
import { captureStatements } from '../../observability/query-log.js';
import type { OperationTrace } from '../../observability/telemetry.js';
import { createRateLimitHeaders } from '../../rate-limit/rate-limit-error.js';
import type { RateLimitStatus } from '../../rate-limit/token-lease.js';
import { appendVary } from '../cdn/cache-control.js';
import type { HttpCachePolicy } from '../cdn/public-cache-control.js';
import { rejectRequest } from '../error-handler.js';
import { ResponseSender } from '../send-response.js';
import { negotiateMediaType } from './media-types.js';
import { ReaderTurns } from './reader-turns.js';
import { registerCacheKeyHooks } from './request-cache-key.js';

export interface GraphQLPluginOptions<Context extends GraphContext> {
  path: string;
  graph: GraphQLExecutor<Context>;
  /** Counts a request and makes its context; throws a GraphQLError with a code to refuse it. */
  admit(request: FastifyRequest): Promise<{ context: Context; rateLimitStatus: RateLimitStatus | null }>;
  responseCache: ResponseCache;
  cachePolicy: HttpCachePolicy;
  /** Whether to note what is asked of PostgreSQL. */
  shouldCaptureStatements?: boolean;
  /** Called after a mutation, before its answer is sent. */
  onMutation(): Promise<void>;
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft), by POST and GET. */
export async function graphqlPlugin<Context extends GraphContext>(
  app: FastifyInstance,
  {
    path,
    graph,
    admit,
    responseCache,
    cachePolicy,
    shouldCaptureStatements,
    onMutation,
  }: GraphQLPluginOptions<Context>,
) {
  const { apollo } = graph;
  const turns = new ReaderTurns();
  await apollo.start();
  registerCacheKeyHooks(app, responseCache);
  const sender = new ResponseSender(responseCache, cachePolicy);
  app.addHook('onClose', () => apollo.stop());

  // Fastify reads text/plain too, which a page of another site may send without asking.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('*', (_request, _body, done) => done(new UnsupportedMediaTypeError()));
  app.route({
    url: path,
    method: ['GET', 'POST'],
    onRequest: (_request, reply, done) => {
      appendVary(reply, 'Accept');
      // To someone with a key another answer is given, which no cache may keep.
      appendVary(reply, 'Authorization');
      done();
    },
    preHandler: rejectUnacceptableMediaType,
    handler: (request, reply) => {
      const question = request.cachedResponse ? null : getOperationKey(request);
      const known = request.cachedResponse ?? (question && responseCache.findOperation(question));
      if (!known) return executeUncached(request, reply, question);
      // Not counted: to refuse it would cost as much as to give it.
      const sent = answer(request, reply, known, createOperationTrace());
      // A reply that is returned is waited for: needlessly, here.
      return sent instanceof Promise ? sent : undefined;
    },
  });

  /** What a request without credentials asks. By POST alone: of a GET Apollo asks whether another site sent it. */
  function getOperationKey(request: FastifyRequest): Question | null {
    const { method, body, cacheKey: name } = request;
    if (name === null) return null;
    const operation = method === 'POST' && isObject(body) ? graph.find(body) : null;
    return {
      name,
      key: operation && answerKey(request, operation, (body as OperationParams).variables, READER),
    };
  }

  async function executeUncached(request: FastifyRequest, reply: FastifyReply, question: Question | null) {
    const admission = await admit(request).catch((fault: unknown) => ({ fault }));
    const trace = createOperationTrace();
    if ('fault' in admission)
      return answer(request, reply, await createRefusal(request, admission.fault), trace);
    // How someone stands is nobody else's to see, and what is asked by GET may be kept for all.
    if (request.method === 'POST') reply.headers(createRateLimitHeaders(admission.rateLimitStatus));
    const canBeMutation =
      request.method === 'POST' && isObject(request.body) && graph.canBeMutation(request.body);
    const { context } = admission;
    const execution = () => createResponse(request, context, trace, question);
    const isOfEditor = canBeMutation && Boolean(context.viewer);
    const run = () => (isOfEditor ? turns.write(execution) : turns.read(execution));
    // Services that write do not say themselves what they ask of PostgreSQL.
    const create =
      shouldCaptureStatements && canBeMutation ? () => captureStatements(trace.statements, run) : run;
    return answer(request, reply, await responseCache.getOrCreate(question, create, canBeMutation), trace);
  }

  function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    answered: ResponseCacheResult,
    trace: OperationTrace,
  ) {
    const { name, type, documentHash, outcome } = answered.response.operation;
    const { statements, fields } = trace;
    // Spelt out, as what is done for every request is: to spread objects into one takes ten times as long.
    request.completedOperation = {
      name,
      type,
      documentHash,
      outcome,
      statements,
      fields,
      source: answered.cacheStatus,
    };
    return sender.send(request, reply, answered);
  }

  async function createResponse(
    request: FastifyRequest,
    context: Context,
    trace: OperationTrace,
    question: Question | null,
  ): Promise<CachedResponse> {
    const response =
      (await executeValidated(request, context)) ?? (await executeWithApollo(request, async () => context));
    collectTrace(trace, context);
    if (context.outcome.effect === 'written') await onMutation();
    return toCachedResponse(response, context, question && (question.key ?? keyAfter(request, context)));
  }

  /** The key of an operation that was not known before it ran. */
  function keyAfter(request: FastifyRequest, context: Context): string | null {
    const { operation, variables, effect: is } = context.outcome;
    return is === 'read' && operation ? answerKey(request, operation, variables, context) : null;
  }

  /** A refusal has its code and its answer; of anything else Apollo says too much, and the log nothing. */
  async function createRefusal(request: FastifyRequest, fault: unknown): Promise<ResponseCacheResult> {
    if (!(fault instanceof GraphQLError)) throw fault;
    const response = await executeWithApollo(request, () => Promise.reject(fault));
    // Apollo calls every such refusal a fault of ours, unless the error brings its own status.
    const status = response.status === 500 ? 400 : response.status;
    return { response: toCachedResponse({ ...response, status }, undefined), cacheStatus: 'BYPASS' };
  }

  /** By POST alone: of a GET Apollo asks whether another site sent it. */
  async function executeValidated({ method, body, headers }: FastifyRequest, context: Context) {
    const result = method === 'POST' && isObject(body) ? await graph.executeValidated(body, context) : null;
    const contentType = { 'content-type': negotiateMediaType(headers.accept)! };
    return result && { status: 200, headers: contentType, text: `${JSON.stringify(result)}\n` };
  }

  async function executeWithApollo(request: FastifyRequest, context: () => Promise<Context>) {
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApolloRequest(request),
      context,
    });
    if (body.kind === 'chunked') throw new Error('Nothing asks for answers in parts.');
    return { status: status ?? 200, headers: Object.fromEntries(headers), text: body.string };
  }
}

/** For whom a request without credentials runs. */
const READER: Audience = { perspective: 'published', viewer: null };

/** The key of an answer: of its operation, in one of the media types. */
function answerKey(
  { headers }: FastifyRequest,
  operation: IdentifiedOperation,
  variables: OperationParams['variables'],
  audience: Audience,
): string | null {
  const key = operationKey(operation, variables, audience);
  return key && `${key} ${negotiateMediaType(headers.accept)}`;
}

class UnsupportedMediaTypeError extends Error {
  readonly statusCode = 415;
  override message = 'Say what the body is: content-type: application/json.';
}

/** Before anything runs: what cannot be answered must not change anything. */
function rejectUnacceptableMediaType(request: FastifyRequest, reply: FastifyReply, done: () => void) {
  if (negotiateMediaType(request.headers.accept)) return done();
  rejectRequest(reply, 406, 'Accept application/json or application/graphql-response+json.');
}

function toApolloRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, url, body } = request;
  const headers = new HeaderMap(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  if (isNonBrowserRequest(request)) headers.set('apollo-require-preflight', 'true');
  const query = url.indexOf('?');
  return {
    // HEAD is a GET whose body Fastify keeps to itself.
    method: method === 'HEAD' ? 'GET' : method,
    headers,
    search: query < 0 ? '' : normalizeQueryString(url.slice(query)),
    body: isObject(body) ? normalizeDocumentId(body) : body,
  };
}

/**
 * Apollo's CSRF prevention refuses a GET that a page of another site could have made its reader's browser
 * send. One with no cookie, no credentials and no sign of a browser is sent by curl or a server, for itself.
 */
function isNonBrowserRequest({ method, headers }: FastifyRequest): boolean {
  const isFromBrowser = headers['sec-fetch-site'] !== undefined;
  return method !== 'POST' && !isFromBrowser && !headers.cookie && !headers.authorization;
}

function isObject(body: unknown): body is OperationParams {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
