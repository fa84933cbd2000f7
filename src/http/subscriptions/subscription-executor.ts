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
import { describeOperation } from '../../graphql/operation-result.js';
import { createOperationTrace } from '../../graphql/plugins/operation-log.js';
import { preciseNow } from '../../observability/telemetry.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';
import { TooManyOperations } from '../../rate-limit/concurrency/refusals.js';
import { RateLimitError } from '../../rate-limit/rate-limit-error.js';
import type { ClientIdentity as Asker } from '../../rate-limit/rate-limiter.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { OperationInfo } from '../../shared/operation-info.js';
import type { GraphQLPipeline } from '../graphql/pipeline.js';
import type { IncomingRequest } from '../request-hooks.js';
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
  /** Method of the HTTP request that opened an event stream; null on a WebSocket. */
  method: string | null;
  canMutate: boolean;
  /** Aborted when the client does not wait for it any more. */
  signal: AbortSignal;
  /** Called when the client has fallen too far behind. */
  onBackpressure(): void;
}

export interface SubscriptionExecutorOptions<Context extends GraphContext> {
  graph: GraphQLExecutor<Context>;
  pipeline: GraphQLPipeline<Context>;
  /** Makes the context of an event. Throws a GraphQLError with a code if the client lost its access. */
  createContext(caller: ClientRequest): Promise<Context>;
  /** Queues in which events wait for their turn. */
  eventQueues: ClientQueues;
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
    return this.options.pipeline.admit(describe(client, null)).then(
      () => null,
      (error) => this.formatErrors([error], client),
    );
  }

  /**
   * Runs the stages of an operation (see pipeline.ts). Returns its result, or a stream for a valid
   * subscription. Throws RateLimitError and TooManyOperations.
   */
  async run(
    params: OperationParams,
    caller: ClientRequest,
    delivery: SubscriptionDelivery,
  ): Promise<OperationResponse | ResultStream> {
    const { pipeline } = this.options;
    const startedAt = preciseNow();
    const trace = createOperationTrace();
    const request = describe(caller, delivery.method);
    const observe = (status: number, info: OperationInfo) =>
      pipeline.observe(request, {
        status,
        ms: preciseNow() - startedAt,
        operation: { ...info, ...trace, source: 'BYPASS' },
      });
    try {
      await pipeline.begin(params, () => request);
      const admission = await pipeline.admit(request);
      const context = Object.assign(admission.context, { canMutate: delivery.canMutate, delivery });
      const canBeMutation = delivery.canMutate && pipeline.canBeMutation(params);
      const { signal } = delivery;
      const result = await pipeline.runInTurn(admission, signal, () =>
        pipeline.execute(admission, { canBeMutation, signal, trace }, () =>
          this.execute(params, context, caller, admission.client),
        ),
      );
      if (context.outcome.info) observe(200, context.outcome.info);
      return result;
    } catch (error) {
      const response = this.formatErrors([error], caller);
      const isFlood = error instanceof RateLimitError || error instanceof TooManyOperations;
      observe(isFlood ? 429 : 200, describeOperation(null, getFirstCode(response)));
      if (isFlood) throw error;
      return response;
    }
  }

  private async execute(
    params: OperationParams,
    context: Context & { delivery: SubscriptionDelivery },
    caller: ClientRequest,
    client: Client,
  ): Promise<OperationResponse | ResultStream> {
    const result = await this.options.graph.execute(params, context);
    if (!('subscriptionDocument' in result)) return result;
    return this.subscribe(params, result.subscriptionDocument, context, { caller, client });
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

function describe({ id, headers, ip }: ClientRequest, method: string | null): IncomingRequest {
  return { id, transport: method === null ? 'websocket' : 'sse', method, headers, ip };
}

function getFirstCode({ errors }: OperationResponse): string {
  return String((errors?.[0] as GraphQLError | undefined)?.extensions?.code);
}

/** Returns true if the database was unavailable and the client may retry. */
export function isUnavailable({ errors }: OperationResponse): boolean {
  return (errors ?? []).some(
    (error) => (error as GraphQLError).extensions?.code === ErrorCode.SERVICE_UNAVAILABLE,
  );
}
