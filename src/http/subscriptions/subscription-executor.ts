import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
} from 'graphql';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import type { OperationParams, OperationResponse } from '../../graphql/operation.js';
import { collectTrace, createOperationTrace } from '../../graphql/plugins/operation-log.js';
import { holdUpOf } from '../../graphql/query-cost.js';
import type { Telemetry } from '../../observability/create-telemetry.js';
import { preciseNow } from '../../observability/telemetry.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';
import { TooManyOperations } from '../../rate-limit/concurrency/refusals.js';
import { RateLimitError } from '../../rate-limit/rate-limit-error.js';
import type { ClientIdentity as Asker } from '../../rate-limit/rate-limiter.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { captureStatements } from '../../shared/logging/query-log.js';
import { EventResult, EventResultCache, eventKey } from './event-result-cache.js';
import { ResultStream } from './result-stream.js';

/**
 * Milliseconds between retries of an event's execution while the database is unavailable, and their maximum
 * number.
 */
const RETRY_DELAY_MS = 500;
const MAX_RETRIES = 60;

/** A client's request on a WebSocket or event stream. */
export interface ClientRequest extends Asker {
  /** Request ID in the log. */
  id: string;
}

/** Options of a subscription's delivery to its client. */
export interface SubscriptionDelivery {
  /**
   * Resume cursor sent by the client (Last-Event-ID), which takes precedence over the operation's argument.
   */
  lastEventId: string | null;
  canMutate: boolean;
  /** Aborted when the client does not wait for it any more. */
  signal: AbortSignal;
  /** Called when the client has fallen too far behind. */
  onBackpressure(): void;
}

export interface SubscriptionExecutorOptions<Context extends GraphContext> {
  graph: GraphQLExecutor<Context>;
  /** Counts who asks for something, and makes their context. Throws a GraphQLError with a code to refuse them. */
  admit(caller: ClientRequest): Promise<{ context: Context; client: Client }>;
  /** Only makes a context. Throws as `admit` does. */
  createContext(caller: ClientRequest): Promise<Context>;
  /** Where operations wait for their turn, and where events do. */
  queues: ClientQueues;
  eventQueues: ClientQueues;
  /** Called after a mutation. */
  onMutation(): Promise<void>;
  telemetry: Telemetry;
}

/** Methods that the transports use. */
export type OperationRunner = Pick<SubscriptionExecutor<never>, 'checkAdmission' | 'formatError' | 'run'>;

/** Executes operations received over WebSocket or SSE. */
export class SubscriptionExecutor<Context extends GraphContext> {
  private readonly resultCache: EventResultCache;

  constructor(private readonly options: SubscriptionExecutorOptions<Context>) {
    this.resultCache = new EventResultCache(options.eventQueues);
  }

  /** Returns the error for which the client would be refused; null if it is admitted. */
  async checkAdmission(client: ClientRequest): Promise<OperationResponse | null> {
    return this.options.admit(client).then(
      () => null,
      (error) => this.formatErrors([error], client),
    );
  }

  /** Executes an operation. Returns a stream for a valid subscription. Throws RateLimitError, TooManyOperations. */
  async run(
    params: OperationParams,
    caller: ClientRequest,
    delivery: SubscriptionDelivery,
  ): Promise<OperationResponse | ResultStream> {
    try {
      const { signal } = delivery;
      const { context, client } = await this.options.admit(caller);
      const contextValue = Object.assign(context, { canMutate: delivery.canMutate, delivery });
      const { queues, graph } = this.options;
      const work = async () => {
        // What has begun to write is not stopped half-way.
        if (!delivery.canMutate || !graph.canBeMutation(params)) context.dependencies.signal = signal;
        const result = await this.runNow(params, contextValue, caller, client);
        return context.dependencies.whenIdle(result);
      };
      return await queues.run(client, signal, work, () => holdUpOf(context.cost));
    } catch (error) {
      if (error instanceof RateLimitError || error instanceof TooManyOperations) throw error;
      return this.formatErrors([error], caller);
    }
  }

  private async runNow(
    params: OperationParams,
    context: Context & { delivery: SubscriptionDelivery },
    caller: ClientRequest,
    client: Client,
  ): Promise<OperationResponse | ResultStream> {
    const { graph, onMutation: written } = this.options;
    const answer = await this.traceOperation(caller, params, context, () => graph.execute(params, context));
    if (context.outcome.effect === 'written') await written();
    if (!('subscriptionDocument' in answer)) return answer;
    return this.subscribe(params, answer.subscriptionDocument, context, { caller, client });
  }

  private async traceOperation<T>(
    { id, headers }: ClientRequest,
    params: OperationParams,
    context: Context,
    answer: () => Promise<T>,
  ): Promise<T> {
    const { telemetry, graph } = this.options;
    const startedAt = preciseNow();
    const trace = createOperationTrace();
    const shouldCapture = telemetry.shouldCaptureStatements && graph.canBeMutation(params);
    const response = await (shouldCapture ? captureStatements(trace.statements, answer) : answer());
    collectTrace(trace, context);
    const { info } = context.outcome;
    if (info) {
      const ms = preciseNow() - startedAt;
      const traceparent = headers.traceparent as string | undefined;
      const details = {
        requestId: id,
        transport: 'live',
        source: 'BYPASS',
        startedAt,
        ms,
        traceparent,
      } as const;
      telemetry.onOperation({ ...info, ...trace, ...details });
    }
    return response;
  }

  /** Formats an error for the client. */
  formatError(error: unknown, client: ClientRequest): OperationResponse {
    return this.formatErrors([error], client);
  }

  private async subscribe(
    params: OperationParams,
    document: DocumentNode,
    contextValue: Context & { delivery: SubscriptionDelivery },
    { caller, client }: { caller: ClientRequest; client: Client },
  ): Promise<OperationResponse | ResultStream> {
    const executionArgs = {
      schema: this.options.graph.schema,
      document,
      variableValues: params.variables,
      operationName: params.operationName,
    };
    const source = await createSourceEventStream({ ...executionArgs, contextValue });
    if ('errors' in source) return this.formatErrors(source.errors ?? [], caller);
    const key = eventKey(params, document, contextValue);
    return new ResultStream({
      source: (source as AsyncIterable<object>)[Symbol.asyncIterator](),
      executeEvent: (event) =>
        this.resultCache.getOrExecute(event, { key, client }, () =>
          this.executeEvent(executionArgs, event, caller),
        ),
      createFailure: (error) => new EventResult(this.formatError(error, caller), undefined, true),
    });
  }

  /** Executes an event with its own context, so that nothing loaded for an earlier event is reused. */
  private async executeEvent(
    executionArgs: ExecutionArgs,
    event: object,
    client: ClientRequest,
  ): Promise<EventResult> {
    const { cursor } = event as { cursor?: string };
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.options.createContext(client).then(
        async (contextValue) => {
          const { data, errors } = await execute({ ...executionArgs, contextValue, rootValue: event });
          return {
            isLast: false,
            answer: errors ? { data, ...this.formatErrors(errors, client) } : { data },
          };
        },
        (error) => ({ isLast: true, answer: this.formatErrors([error], client) }),
      );
      if (!isUnavailable(outcome.answer) || attempt > MAX_RETRIES) {
        return new EventResult(outcome.answer, cursor, outcome.isLast);
      }
      await sleep(RETRY_DELAY_MS, undefined, { ref: false });
    }
  }

  private formatErrors(errors: readonly unknown[], client: ClientRequest): { errors: object[] } {
    const graphqlErrors = errors.map((error) =>
      error instanceof GraphQLError
        ? error
        : new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) }),
    );
    this.options.graph.errorHandler.report(graphqlErrors, client.id);
    return {
      errors: graphqlErrors.map((error) => this.options.graph.errorHandler.format(error.toJSON(), error)),
    };
  }
}

/** Returns true if the database was unavailable and the client may retry. */
export function isUnavailable({ errors }: OperationResponse): boolean {
  return (errors ?? []).some(
    (error) => (error as GraphQLError).extensions?.code === ErrorCode.SERVICE_UNAVAILABLE,
  );
}
