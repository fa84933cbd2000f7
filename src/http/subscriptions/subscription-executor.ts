import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
} from 'graphql';
import { isUnreachable } from '../../database/is-database-unavailable.js';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import type { OperationParams, OperationResponse } from '../../graphql/operation.js';
import { type Audience, formatAudience } from '../../graphql/operation-key.js';
import { describeOperation } from '../../graphql/operation-result.js';
import { createOperationTrace } from '../../graphql/plugins/operation-log.js';
import { preciseNow } from '../../observability/telemetry.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';
import { TooManyOperations } from '../../rate-limit/concurrency/refusals.js';
import { RateLimitError } from '../../rate-limit/rate-limit-error.js';
import type { ClientIdentity } from '../../rate-limit/rate-limiter.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { OperationInfo } from '../../shared/operation-info.js';
import type { GraphQLPipeline } from '../graphql/pipeline.js';
import type { IncomingRequest } from '../request-hooks.js';
import { EventResult, EventResultCache, hashSubscription } from './event-result-cache.js';
import { ResultStream } from './result-stream.js';

/** Milliseconds between retries of an event while the database is unavailable, and their maximum number. */
const RETRY_DELAY_MS = 500;
const MAX_RETRIES = 60;

/** A client's request on a WebSocket or event stream. */
export interface ClientRequest extends ClientIdentity {
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
  /** Authenticates a subscriber for an event. Throws a GraphQLError with a code if it has lost its access. */
  authenticate(caller: ClientRequest): Promise<EventAccess<Context>>;
  /** Queues in which events wait for their turn. */
  eventQueues: ClientQueues;
}

/** A subscriber's access at the time of an event. */
export interface EventAccess<Context> {
  audience: Audience;
  createContext(): Context;
}

/** What the events of a subscription have in common. */
interface Subscription {
  executionArgs: ExecutionArgs;
  /** Hash of the operation and its variables; null if its results are not shared. */
  hash: string | null;
  caller: ClientRequest;
  client: Client;
}

/** Methods that the transports use. */
export type OperationRunner = Pick<SubscriptionExecutor<never>, 'checkAdmission' | 'formatError' | 'run'>;

/** Executes operations received over WebSocket or SSE. */
export class SubscriptionExecutor<Context extends GraphContext> {
  private readonly resultCache = new EventResultCache();

  constructor(private readonly options: SubscriptionExecutorOptions<Context>) {}

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
    const hash = hashSubscription(params, document);
    const subscription = { executionArgs, hash, caller, client };
    return new ResultStream({
      source: (source as AsyncIterable<object>)[Symbol.asyncIterator](),
      executeEvent: (event, signal) => this.executeEvent(subscription, event, signal),
      createFailure: (error) => new EventResult(this.formatError(error, caller), undefined, true),
    });
  }

  /** Executes an event for a subscriber. Waits while the database is unavailable, in no queue. */
  private async executeEvent(
    subscription: Subscription,
    event: object,
    signal: AbortSignal,
  ): Promise<EventResult> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.shareEvent(subscription, event, signal);
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        if (attempt > MAX_RETRIES)
          return this.createResult(event, this.formatError(error, subscription.caller));
      }
      await sleep(RETRY_DELAY_MS, undefined, { ref: false, signal });
    }
  }

  /**
   * Authenticates the subscriber, and executes an event for all subscribers with the same operation and
   * access.
   */
  private async shareEvent(
    { executionArgs, hash, caller, client }: Subscription,
    event: object,
    signal: AbortSignal,
  ): Promise<EventResult> {
    const { authenticate, eventQueues } = this.options;
    const { audience, createContext } = await authenticate(caller);
    return this.resultCache.getOrExecute(event, hash && `${hash} ${formatAudience(audience)}`, {
      signal,
      runInTurn: (leaving, work) => eventQueues.run(client, leaving, work),
      execute: async (abandoned) => {
        // A context of its own, so that nothing loaded for an earlier event is reused.
        const contextValue = createContext();
        contextValue.dependencies.signal = abandoned;
        const { data, errors } = await execute({ ...executionArgs, contextValue, rootValue: event });
        const unreachable = errors?.find((error) => isUnreachable(error.originalError));
        if (unreachable) throw unreachable.originalError;
        return this.createResult(event, errors ? { data, ...this.formatErrors(errors, caller) } : { data });
      },
    });
  }

  private createResult(event: object, response: OperationResponse): EventResult {
    return new EventResult(response, (event as { cursor?: string }).cursor);
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
