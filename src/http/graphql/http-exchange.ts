import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ResponseCache, ResponseCacheResult } from '../../cache/response-cache.js';
import type { CachedResponse, CreateResponse, ResponseClient } from '../../cache/response-cache-store.js';
import { addRouterCacheTags } from '../../graphql/federation/router-cache-tags.js';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import { toCachedResponse } from '../../graphql/operation-result.js';
import { ClientLeft } from '../../rate-limit/concurrency/refusals.js';
import { createRateLimitHeaders } from '../../rate-limit/rate-limit-error.js';
import type { IncomingRequest } from '../request-hooks.js';
import type { ResponseSender } from '../send-response.js';
import { executeRequest } from './execute-request.js';
import type { Admission, Exchange, SentAnswer } from './pipeline.js';
import { createRefusal } from './refusal.js';
import { buildResponseKey, isOperationParams } from './response-look-up.js';
import { whenLeft } from './when-left.js';

export interface HttpExchangeOptions<Context extends GraphContext> {
  graph: GraphQLExecutor<Context>;
  responseCache: ResponseCache;
  sender: ResponseSender;
  /** True to write the cache tags of responses into their extensions, for a router. */
  writesRouterTags?: boolean;
}

/** A GraphQL request over HTTP, by POST or GET. */
export class HttpExchange<Context extends GraphContext>
  implements Exchange<Context, CachedResponse, ResponseCacheResult>
{
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly options: HttpExchangeOptions<Context>,
  ) {}

  get cached() {
    return this.request.lookUp?.found ?? null;
  }

  get isCacheable() {
    return this.request.lookUp !== null;
  }

  get canBeMutation() {
    const { method, body } = this.request;
    return method === 'POST' && isOperationParams(body) && this.options.graph.canBeMutation(body);
  }

  describe(): IncomingRequest {
    const { id, method, headers, ip } = this.request;
    return { id, transport: 'http', method, headers, ip };
  }

  watchClient() {
    return whenLeft(this.reply);
  }

  onAdmitted({ rateLimitStatus }: Admission<Context>): void {
    // The rate limit status is private, and a GET response may be stored in shared caches.
    if (this.request.method === 'POST') this.reply.headers(createRateLimitHeaders(rateLimitStatus));
  }

  share(client: ResponseClient, create: CreateResponse): Promise<ResponseCacheResult> {
    return this.options.responseCache.create(this.request.lookUp?.keys ?? null, create, client);
  }

  async execute({ context }: Admission<Context>): Promise<CachedResponse> {
    const response = await executeRequest(this.options.graph, this.request, context);
    const { language, effect } = context.outcome;
    if (this.options.writesRouterTags && effect === 'read' && !context.viewer)
      response.text = addRouterCacheTags(response.text, [...context.dependencies.tags]);
    if (language !== undefined) response.headers['content-language'] = language;
    const { lookUp } = this.request;
    const key =
      lookUp && this.options.responseCache.hasMemory ? (lookUp.keys.key ?? this.buildKey(context)) : null;
    return toCachedResponse(response, context, key);
  }

  /** Returns the cache key of an operation that was identified only by its execution. */
  private buildKey(context: Context): string | null {
    const { operation, effect } = context.outcome;
    const { perspective, viewer } = context;
    if (effect !== 'read' || !operation) return null;
    return buildResponseKey(this.request.headers, operation, context.outcome, { perspective, viewer });
  }

  refuse(error: unknown): ResponseCacheResult | null {
    // To prepare a response for each of hundreds of clients that leave together takes milliseconds.
    if (!(error instanceof ClientLeft && this.reply.raw.closed))
      return createRefusal(this.request, error, this.options.graph.errorHandler);
    this.reply.hijack();
    return null;
  }

  async send(result: ResponseCacheResult, report: (sent: SentAnswer) => void): Promise<void> {
    const { response, cacheStatus: source } = result;
    const { operation, texts } = response;
    const reportSent = (status: number, ms: number) => report({ status, ms, operation, texts, source });
    this.request.onSent = reportSent;
    const sending = this.options.sender.send(this.request, this.reply, result, this.isCacheable);
    // A reply is awaited until it is sent.
    if (sending instanceof Promise) await sending.then(() => undefined);
  }
}
