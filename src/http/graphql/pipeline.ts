import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError } from 'graphql';
import type { CacheStatus } from '../../cache/response-cache.js';
import type { ResponseClient } from '../../cache/response-cache-store.js';
import type { GraphContext } from '../../graphql/graphql-executor.js';
import { collectTrace, createOperationTrace } from '../../graphql/plugins/operation-log.js';
import { estimateHoldUpMs } from '../../graphql/query-cost.js';
import type { ReadCounter } from '../../observability/reads/read-counter.js';
import { type OperationTrace, preciseNow, type TelemetrySink } from '../../observability/telemetry.js';
import type { OperationUsage } from '../../observability/usage/operation-usage.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';
import type { RateLimitStatus } from '../../rate-limit/token-lease.js';
import { ErrorCode, MASKED_MESSAGE } from '../../shared/errors/errors.js';
import { captureStatements } from '../../shared/logging/query-log.js';
import type { OperationInfo } from '../../shared/operation-info.js';
import type { CompletedRequest, IncomingRequest, RequestHooks } from '../request-hooks.js';

/** A client that was let in, and the context of its operation. */
export interface Admission<Context> {
  context: Context;
  client: Client;
  rateLimitStatus: RateLimitStatus | null;
}

/** A request whose response was found in the cache, and the way in which its transport answers. */
export interface CachedExchange<Answer> {
  /** The answer from the response cache. */
  readonly cached: Answer;
  /** Describes the request for hooks. */
  describe(): IncomingRequest;
  /**
   * Creates the response to a refused request; null if its client has disconnected. Rethrows unexpected
   * errors.
   */
  refuse(error: unknown): Answer | null;
  /** Sends the answer, and calls `report` once it is sent. */
  send(answer: Answer, report: (sent: SentAnswer) => void): void | Promise<void>;
}

/** A request of any transport, and the way in which it is executed and answered there. */
export interface Exchange<Context, Result, Answer> extends Omit<CachedExchange<Answer>, 'cached'> {
  /** The answer from the response cache; null if it has none. */
  readonly cached: Answer | null;
  /** True if the response may be cached, so that it may be read from caches too. */
  readonly isCacheable: boolean;
  /** True if the operation may be a mutation, judged without parsing it. */
  readonly canBeMutation: boolean;
  /** Returns a signal that is aborted when the client leaves. */
  watchClient(): AbortSignal;
  /** Called when the client was admitted, before its turn. */
  onAdmitted(admission: Admission<Context>): void;
  /** Parses, validates, limits and executes the operation. */
  execute(admission: Admission<Context>): Promise<Result>;
  /** Calls `create` once for all clients that wait for the same response, in the turn of the first, and stores it if it may be cached. */
  share(
    client: Required<ResponseClient>,
    create: (abandoned: AbortSignal | undefined) => Promise<Result>,
  ): Promise<Answer>;
}

/** An answer that was sent. */
export interface SentAnswer {
  /** HTTP status; 200 on a connection that stays open. */
  status: number;
  /** Milliseconds from the request to the answer. */
  ms: number;
  operation: OperationInfo;
  /** IDs of the articles whose text it has. */
  texts: readonly number[];
  source: CacheStatus;
}

export interface PipelineOptions<Context extends GraphContext> {
  hooks: RequestHooks;
  /**
   * Counts the request, authenticates it and makes its context. Throws a GraphQLError with a code to refuse
   * it. `isCacheable` is true if the response may be stored.
   */
  admit(request: IncomingRequest, isCacheable: boolean): Promise<Admission<Context>>;
  /** Queues in which operations wait for their turn. */
  queues: ClientQueues;
  /** Called after a mutation, before its response is sent. Resolves when the caches have followed it. */
  onMutation(): Promise<void>;
  telemetry: Required<TelemetrySink>;
  /** Counts the requests of each operation, unless the site does not want that. */
  usage?: OperationUsage | null;
  /** Counts the articles that crawlers read, unless the site does not want that. */
  reads?: Pick<ReadCounter, 'count'> | null;
  /** True to record the statements sent to PostgreSQL. */
  shouldCaptureStatements?: boolean;
  log: FastifyBaseLogger;
}

/**
 * Runs the stages of a GraphQL request, the same for every transport: HTTP (http-exchange.ts, and
 * cache-fast-path.ts before Fastify), WebSocket and event streams (stream-exchange.ts). The numbers are those of
 * docs/architecture.md. Stages 1 and 2, the request ID and the look-up in the response cache, are done as a
 * transport reads the request.
 */
export class GraphQLPipeline<Context extends GraphContext> {
  constructor(private readonly options: PipelineOptions<Context>) {}

  /**
   * Answers a request. Without an `onRequest` hook, a cached answer is sent before this returns. Rejects with an
   * error that the exchange cannot answer.
   */
  async run<Result, Answer>(
    exchange: CachedExchange<Answer> | Exchange<Context, Result, Answer>,
  ): Promise<void> {
    const trace = createOperationTrace();
    let answer: Answer | null;
    try {
      // 3. The site's hook, which may refuse.
      if (this.options.hooks.onRequest) await this.callRequestHook(exchange.describe());
      answer = exchange.cached;
      // 4 to 9. Skipped for a cached response.
      if (answer === null && 'execute' in exchange) answer = await this.createAnswer(exchange, trace);
    } catch (error) {
      answer = exchange.refuse(error);
    }
    if (answer === null) return;
    // 10 and 11. Sending, and reporting once it is sent.
    return exchange.send(answer, (sent) => this.report(exchange.describe(), trace, sent));
  }

  private async createAnswer<Result, Answer>(
    exchange: Exchange<Context, Result, Answer>,
    trace: OperationTrace,
  ): Promise<Answer> {
    // Before anything is awaited, during which the client may leave.
    const signal = exchange.watchClient();
    // 4. Rate limit, authentication, context.
    const admission = await this.admit(exchange.describe(), exchange.isCacheable);
    exchange.onAdmitted(admission);
    const { canBeMutation } = exchange;
    return exchange.share(
      {
        canBeMutation,
        signal,
        // 5. The client's queue.
        runInTurn: (leaving, work) => this.runInTurn(admission, leaving, work),
      },
      // 6 to 8. Execution, and after a mutation the caches.
      (abandoned) => this.execute(exchange, admission, { canBeMutation, signal: abandoned, trace }),
      // 9. Storing, in `share`.
    );
  }

  /** Counts and authenticates a request, and makes its context. Throws a GraphQLError with a code. */
  admit(request: IncomingRequest, isCacheable = false): Promise<Admission<Context>> {
    return this.options.admit(request, isCacheable);
  }

  /**
   * Calls the site's `onRequest` hook. Rejects with the GraphQLError that it throws; any other error is the cause
   * of one that masks it.
   */
  private async callRequestHook(request: IncomingRequest): Promise<void> {
    try {
      await this.options.hooks.onRequest?.(request);
    } catch (error) {
      if (error instanceof GraphQLError) throw error;
      throw new GraphQLError(MASKED_MESSAGE, {
        originalError: error instanceof Error ? error : new Error(String(error)),
        extensions: { code: ErrorCode.INTERNAL_SERVER_ERROR },
      });
    }
  }

  /** Runs work when it is the client's turn. Throws as ClientQueues.run. */
  private runInTurn<Result>(
    { context, client }: Admission<Context>,
    signal: AbortSignal | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    return this.options.queues.run(client, signal, work, () => estimateHoldUpMs(context.cost));
  }

  /**
   * Executes an operation at its turn, and waits until the caches have followed its writes. Aborting the
   * signal stops a query, but no mutation.
   */
  private async execute<Result>(
    exchange: Pick<Exchange<Context, Result, never>, 'execute'>,
    admission: Admission<Context>,
    { canBeMutation, signal, trace }: ExecutionOptions,
  ): Promise<Result> {
    const { queues, onMutation, shouldCaptureStatements, usage } = this.options;
    const { context } = admission;
    const work = async () => {
      const result = await exchange.execute(admission);
      collectTrace(trace, context);
      if (context.outcome.operation) usage?.learn(context.outcome.operation);
      if (context.outcome.effect === 'written') await onMutation();
      return result;
    };
    const isOfEditor = canBeMutation && Boolean(context.viewer);
    const run = () => (isOfEditor ? queues.write(work) : work());
    if (!canBeMutation) context.dependencies.signal = signal;
    // Services that write do not report their statements themselves.
    const result = await (shouldCaptureStatements && canBeMutation
      ? captureStatements(trace.statements, run)
      : run());
    return context.dependencies.whenIdle(result);
  }

  /** Reports an answer to telemetry, counts of usage and reads, and the site's `onResponse` hook. */
  private report(
    request: IncomingRequest,
    { statements, fields }: OperationTrace,
    { status, ms, operation, texts, source }: SentAnswer,
  ): void {
    const { telemetry, usage, reads, hooks } = this.options;
    const { id, transport, headers } = request;
    const { name, type, documentHash, outcome } = operation;
    // Properties listed one by one, as this runs for every request: spreading objects takes ten times as long.
    telemetry.onOperation({
      name,
      type,
      documentHash,
      outcome,
      statements,
      fields,
      source,
      requestId: id,
      transport: transport === 'http' || transport === 'mcp' ? 'http' : 'live',
      startedAt: preciseNow() - ms,
      ms,
      traceparent: headers.traceparent as string | undefined,
    });
    if (outcome !== ErrorCode.DOCUMENT_NOT_TRUSTED) usage?.count(operation, headers);
    reads?.count(headers, { status, texts });
    if (hooks.onResponse)
      void this.callResponseHook(request, { name, type, documentHash, outcome, status, source, ms });
  }

  /** Calls the site's `onResponse` hook. Logs its failure, for the response is sent already. */
  private async callResponseHook(request: IncomingRequest, response: CompletedRequest): Promise<void> {
    try {
      await this.options.hooks.onResponse?.(request, response);
    } catch (err) {
      this.options.log.error({ err, part: 'hooks', requestId: request.id }, 'onResponse failed');
    }
  }
}

interface ExecutionOptions {
  canBeMutation: boolean;
  signal: AbortSignal | undefined;
  /** Receives the statements and fields of the operation. */
  trace: OperationTrace;
}
