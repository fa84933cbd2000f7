import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import type { OperationParams } from '../../graphql/operation.js';
import { collectTrace } from '../../graphql/plugins/operation-log.js';
import { estimateHoldUpMs } from '../../graphql/query-cost.js';
import {
  type CompletedOperation,
  type OperationTrace,
  preciseNow,
  type TelemetrySink,
} from '../../observability/telemetry.js';
import type { OperationUsage } from '../../observability/usage/operation-usage.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';
import type { RateLimitStatus } from '../../rate-limit/token-lease.js';
import { ErrorCode, MASKED_MESSAGE } from '../../shared/errors/errors.js';
import { captureStatements } from '../../shared/logging/query-log.js';
import type { CompletedRequest, IncomingRequest, RequestHooks } from '../request-hooks.js';

/** A client that was let in, and the context of its operation. */
export interface Admission<Context> {
  context: Context;
  client: Client;
  rateLimitStatus: RateLimitStatus | null;
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
  graph: GraphQLExecutor<Context>;
  /** Called after a mutation, before its response is sent. Resolves when the caches have followed it. */
  onMutation(): Promise<void>;
  telemetry: Required<TelemetrySink>;
  /** Counts the requests of each operation, unless the site does not want that. */
  usage?: OperationUsage | null;
  /** True to record the statements sent to PostgreSQL. */
  shouldCaptureStatements?: boolean;
  log: FastifyBaseLogger;
}

/**
 * The stages of a GraphQL request, in order. All transports run them: HTTP (graphql-route.ts, and
 * cache-fast-path.ts for responses in memory), WebSocket and event streams (subscription-executor.ts).
 *
 * 1. Request ID: http/request-id.ts.
 * 2. `begin`: the site's `onRequest` hook, which may refuse the request.
 * 3. Cache lookup: cache/response-cache.ts. A cached response continues with stage 10.
 * 4. `admit`: rate limit, authentication and context (app/request-context.ts).
 * 5. `runInTurn`: the client's queue.
 * 6. Persisted document, parsing, validation and limits: graphql/graphql-executor.ts.
 * 7. `execute`: execution, the same; events of subscriptions by subscription-executor.ts.
 * 8. After a mutation, waiting until the caches have followed it.
 * 9. Storing the response: cache/response-cache.ts.
 * 10. Sending: http/send-response.ts.
 * 11. `observe`: metrics, traces, usage counts and the site's `onResponse` hook.
 */
export class GraphQLPipeline<Context extends GraphContext> {
  /** Results of the hook by message. */
  private readonly begun = new WeakMap<object, Promise<void>>();

  constructor(private readonly options: PipelineOptions<Context>) {}

  /**
   * Runs the site's `onRequest` hook, if there is one, and once for each message. Rejects with the GraphQLError
   * that it throws; any other error is the cause of one that masks it.
   */
  begin(message: object, describe: () => IncomingRequest): Promise<void> | undefined {
    const { onRequest } = this.options.hooks;
    if (!onRequest) return undefined;
    const begun = this.begun.get(message) ?? (async () => onRequest(describe()))().catch(rejectMasked);
    this.begun.set(message, begun);
    return begun;
  }

  /** Counts and authenticates a request, and makes its context. Throws a GraphQLError with a code. */
  admit(request: IncomingRequest, isCacheable = false): Promise<Admission<Context>> {
    return this.options.admit(request, isCacheable);
  }

  /** Runs work when it is the client's turn. Throws as ClientQueues.run. */
  runInTurn<Result>(
    { context, client }: Admission<Context>,
    signal: AbortSignal | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    return this.options.queues.run(client, signal, work, () => estimateHoldUpMs(context.cost));
  }

  /**
   * Executes an operation whose turn it is, and waits until the caches have followed what it wrote. Aborting
   * the signal stops a query, but no mutation.
   */
  async execute<Result>(
    { context }: Admission<Context>,
    { canBeMutation, signal, trace }: ExecutionOptions,
    execute: () => Promise<Result>,
  ): Promise<Result> {
    const { queues, onMutation, shouldCaptureStatements, usage } = this.options;
    const work = async () => {
      const result = await execute();
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

  /** True if the operation may be a mutation, judged without parsing it. */
  canBeMutation(params: OperationParams): boolean {
    return this.options.graph.canBeMutation(params);
  }

  /** Reports a completed operation to telemetry, usage counts and the site's `onResponse` hook. */
  readonly observe = (
    request: IncomingRequest,
    { status, ms, operation }: { status: number; ms: number; operation: CompletedOperation },
  ): void => {
    const { telemetry, usage, hooks } = this.options;
    const { id, transport, headers } = request;
    const { name, type, documentHash, outcome, statements, fields, source } = operation;
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
      transport: transport === 'http' ? 'http' : 'live',
      startedAt: preciseNow() - ms,
      ms,
      traceparent: headers.traceparent as string | undefined,
    });
    if (outcome !== ErrorCode.DOCUMENT_NOT_TRUSTED) usage?.count(operation, headers);
    if (hooks.onResponse)
      void this.runResponseHook(request, { name, type, documentHash, outcome, status, source, ms });
  };

  /** Runs the site's `onResponse` hook. Logs its failure, for the response is sent already. */
  private async runResponseHook(request: IncomingRequest, response: CompletedRequest): Promise<void> {
    try {
      await this.options.hooks.onResponse?.(request, response);
    } catch (err) {
      this.options.log.error({ err, part: 'hooks', requestId: request.id }, 'onResponse failed');
    }
  }
}

function rejectMasked(error: unknown): never {
  if (error instanceof GraphQLError) throw error;
  throw new GraphQLError(MASKED_MESSAGE, {
    originalError: error instanceof Error ? error : new Error(String(error)),
    extensions: { code: ErrorCode.INTERNAL_SERVER_ERROR },
  });
}

interface ExecutionOptions {
  canBeMutation: boolean;
  signal: AbortSignal | undefined;
  /** Receives the statements and fields of the operation. */
  trace: OperationTrace;
}
