import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
} from 'graphql';
import type {
  GraphContext,
  GraphQLExecutor,
  OperationParams,
  OperationResponse,
} from '../../graphql/graphql-executor.js';
import { collectTrace, createOperationTrace } from '../../graphql/plugins/operation-log.js';
import type { Telemetry } from '../../observability/create-telemetry.js';
import { captureStatements } from '../../observability/query-log.js';
import { preciseNow } from '../../observability/telemetry.js';
import { RateLimitError } from '../../rate-limit/rate-limit-error.js';
import type { ClientIdentity as Asker } from '../../rate-limit/rate-limiter.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { EventResult, EventResultCache, eventKey } from './event-result-cache.js';
import { ResultStream } from './result-stream.js';

/** Milliseconds after which an event is executed again when the database is away, and how often. */
const RETRY_DELAY_MS = 500;
const MAX_RETRIES = 60;

/** Who asks. */
export interface ClientRequest extends Asker {
  /** By which the log knows the request. */
  id: string;
}

/** How a subscription's events reach its client. */
export interface SubscriptionDelivery {
  /** The cursor that the client says it has come to, whatever the operation says. */
  lastEventId: string | null;
  canMutate: boolean;
  /** Told when the client has fallen too far behind. */
  onBackpressure(): void;
}

export interface SubscriptionExecutorOptions<Context extends GraphContext> {
  graph: GraphQLExecutor<Context>;
  /** Counts who asks for something, and makes their context. Throws a GraphQLError with a code to refuse them. */
  admit(caller: ClientRequest): Promise<{ context: Context }>;
  /** Only makes a context. Throws as `admit` does. */
  createContext(caller: ClientRequest): Promise<Context>;
  /** Called after a mutation. */
  onMutation(): Promise<void>;
  telemetry: Telemetry;
}

/** What the transports need. */
export type OperationRunner = Pick<SubscriptionExecutor<never>, 'checkAdmission' | 'formatError' | 'run'>;

/** Operations that come by other ways than a request and its answer. */
export class SubscriptionExecutor<Context extends GraphContext> {
  private readonly resultCache = new EventResultCache();

  constructor(private readonly options: SubscriptionExecutorOptions<Context>) {}

  /** Why a caller is refused, whatever they ask; null when they are not. */
  async checkAdmission(client: ClientRequest): Promise<OperationResponse | null> {
    return this.options.admit(client).then(
      () => null,
      (error) => this.formatErrors([error], client),
    );
  }

  /** Answers an operation; to a subscription with a stream, unless something is wrong with it. Throws RateLimited. */
  async run(
    params: OperationParams,
    client: ClientRequest,
    delivery: SubscriptionDelivery,
  ): Promise<OperationResponse | ResultStream> {
    try {
      const { context } = await this.options.admit(client);
      const contextValue = Object.assign(context, { canMutate: delivery.canMutate, delivery });
      const response = await this.traceOperation(client, params, contextValue, () =>
        this.options.graph.execute(params, contextValue),
      );
      if (contextValue.outcome.effect === 'written') await this.options.onMutation();
      if (!('subscriptionDocument' in response)) return response;
      return await this.subscribe(params, response.subscriptionDocument, contextValue, client);
    } catch (error) {
      if (error instanceof RateLimitError) throw error;
      return this.formatErrors([error], client);
    }
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

  /** An error as its client is to see it. */
  formatError(error: unknown, client: ClientRequest): OperationResponse {
    return this.formatErrors([error], client);
  }

  private async subscribe(
    params: OperationParams,
    document: DocumentNode,
    contextValue: Context & { delivery: SubscriptionDelivery },
    client: ClientRequest,
  ): Promise<OperationResponse | ResultStream> {
    const executionArgs = {
      schema: this.options.graph.schema,
      document,
      variableValues: params.variables,
      operationName: params.operationName,
    };
    const source = await createSourceEventStream({ ...executionArgs, contextValue });
    if ('errors' in source) return this.formatErrors(source.errors ?? [], client);
    const key = eventKey(params, document, contextValue);
    return new ResultStream({
      source: (source as AsyncIterable<object>)[Symbol.asyncIterator](),
      executeEvent: (event) =>
        this.resultCache.getOrExecute(event, key, () => this.executeEvent(executionArgs, event, client)),
      createFailure: (error) => new EventResult(this.formatError(error, client), undefined, true),
    });
  }

  /** With a context of its own for each event, or it would be answered with what was loaded for the one before. */
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

/** Whether the database was away: the client may ask again. */
export function isUnavailable({ errors }: OperationResponse): boolean {
  return (errors ?? []).some(
    (error) => (error as GraphQLError).extensions?.code === ErrorCode.SERVICE_UNAVAILABLE,
  );
}
