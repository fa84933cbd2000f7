import { createSourceEventStream, type DocumentNode, execute, GraphQLError } from 'graphql';
import type { EntityCache } from '../../cache/entity-cache.js';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import { applyLanguage, getRequestedLanguage } from '../../graphql/language-directive.js';
import { isLive } from '../../graphql/live-directive.js';
import type { OperationParams, OperationResponse } from '../../graphql/operation.js';
import { formatAudience, identifyOperation, operationKey } from '../../graphql/operation-key.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { GraphQLPipeline } from '../graphql/pipeline.js';
import type { ClientRequest } from './client-request.js';
import { type EventExecution, EventExecutor, type EventExecutorOptions } from './event-executor.js';
import { EventResult, EventResultCache, hashSubscription } from './event-result-cache.js';
import type { LiveQueries } from './live/live-queries.js';
import type { LiveResult, LiveResults } from './live/live-results.js';
import { ResultStream } from './result-stream.js';
import {
  describeClient,
  type StreamContext,
  StreamExchange,
  type StreamResult,
  type SubscriptionDelivery,
} from './stream-exchange.js';

export interface SubscriptionExecutorOptions<Context extends GraphContext>
  extends Omit<EventExecutorOptions<Context>, 'formatErrors'> {
  graph: GraphQLExecutor<Context>;
  pipeline: GraphQLPipeline<Context>;
  live: {
    queries: LiveQueries;
    results: LiveResults;
    /** Cache that live queries of published content read from. */
    entityCache: EntityCache;
  };
}

/** Methods that the transports use. */
export type OperationRunner = Pick<SubscriptionExecutor<never>, 'checkAdmission' | 'formatError' | 'run'>;

/** Executes operations received over WebSocket or SSE. */
export class SubscriptionExecutor<Context extends GraphContext> {
  private readonly resultCache = new EventResultCache();

  private readonly events: EventExecutor<Context>;

  constructor(private readonly options: SubscriptionExecutorOptions<Context>) {
    const { authenticate, eventQueues } = options;
    const formatErrors: EventExecutorOptions<Context>['formatErrors'] = (errors, client) =>
      this.formatErrors(errors, client);
    this.events = new EventExecutor({ authenticate, eventQueues, formatErrors });
  }

  /** Returns the error for which the client would be refused; null if it is admitted. */
  async checkAdmission(client: ClientRequest): Promise<OperationResponse | null> {
    return this.options.pipeline.admit(describeClient(client, { transport: 'websocket', method: null })).then(
      () => null,
      (error) => this.formatErrors([error], client),
    );
  }

  /**
   * Runs an operation. Returns its result, or a stream for a valid subscription. Throws RateLimitError and
   * TooManyOperations.
   */
  async run(
    params: OperationParams,
    caller: ClientRequest,
    delivery: SubscriptionDelivery,
  ): Promise<StreamResult> {
    const { graph, pipeline } = this.options;
    const exchange = new StreamExchange<Context>({
      caller,
      delivery,
      canBeMutation: delivery.canMutate && graph.canBeMutation(params),
      execute: (context, client) => this.execute(params, context, { caller, client }),
      formatError: (error) => this.formatError(error, caller),
    });
    await pipeline.run(exchange);
    return exchange.takeResult();
  }

  private async execute(
    params: OperationParams,
    context: StreamContext<Context>,
    subscriber: { caller: ClientRequest; client: Client },
  ): Promise<StreamResult> {
    const result = await this.options.graph.execute(params, context);
    if (!('deferredDocument' in result)) return result;
    const { deferredDocument: document } = result;
    const definition = identifyOperation(document, params.operationName)?.definition;
    return definition && isLive(definition)
      ? this.followQuery(params, document, context, subscriber)
      : this.subscribe(params, document, context, subscriber);
  }

  /** Formats an error for the client. */
  formatError(error: unknown, client: ClientRequest): OperationResponse {
    return this.formatErrors([error], client);
  }

  private async subscribe(
    params: OperationParams,
    document: DocumentNode,
    contextValue: StreamContext<Context>,
    { caller, client }: { caller: ClientRequest; client: Client },
  ): Promise<StreamResult> {
    const definition = identifyOperation(document, params.operationName)?.definition;
    const setLanguage = (context: Context) => {
      if (definition) applyLanguage(definition, params.variables, context);
    };
    setLanguage(contextValue);
    const executionArgs = {
      schema: this.options.graph.schema,
      document,
      variableValues: params.variables,
      operationName: params.operationName,
    };
    const source = await createSourceEventStream({ ...executionArgs, contextValue });
    if ('errors' in source) return this.formatErrors(source.errors ?? [], caller);
    const execution: EventExecution<Context> = {
      execute: async (rootValue, context) => {
        setLanguage(context);
        return execute({ ...executionArgs, contextValue: context, rootValue });
      },
      results: this.resultCache,
      hash: hashSubscription(params, document),
      entityCache: null,
      audience: null,
      createResult: (event, response) => new EventResult(response, (event as { cursor?: string }).cursor),
      caller,
      client,
    };
    return new ResultStream({
      source: (source as AsyncIterable<object>)[Symbol.asyncIterator](),
      executeEvent: (event, signal) => this.events.execute(execution, event, signal),
      createFailure: (error) => new EventResult(this.formatError(error, caller), undefined, true),
    });
  }

  /** Starts a live query: sends its result, and again each time it has changed. */
  private followQuery(
    params: OperationParams,
    document: DocumentNode,
    { perspective, viewer, delivery }: StreamContext<Context>,
    { caller, client }: { caller: ClientRequest; client: Client },
  ): ResultStream {
    const { graph, live } = this.options;
    const audience = { perspective, viewer, language: getRequestedLanguage(caller.headers) };
    const subscriber = live.queries.subscribe({
      key: operationKey(identifyOperation(document, params.operationName)!, params.variables, audience),
      client,
      followsWrites: viewer !== null || perspective !== 'published',
    });
    const { query } = subscriber;
    const execution: EventExecution<Context> = {
      execute: (_round, context) =>
        query.execute(context.dependencies, async () =>
          context.dependencies.whenIdle(await graph.executeChecked(document, params, context)),
        ),
      results: live.results,
      hash: '',
      entityCache: viewer || perspective !== 'published' ? null : live.entityCache,
      audience: formatAudience(audience),
      createResult: (_round, response) => live.results.create(query, response),
      onUnavailable: () => query.retry(),
      caller,
      client,
    };
    const { takesPatches, ...known } = getLiveExtension(params);
    let version = delivery.lastEventId ?? known.version;
    return new ResultStream({
      source: subscriber,
      executeEvent: (round, signal) => this.events.execute(execution, round, signal),
      select: (result) => {
        if (result.cursor === version) return null;
        const selected = takesPatches ? (result as LiveResult).asPatchOf(version) : result;
        version = result.cursor ?? null;
        return selected;
      },
      createFailure: (error) => new EventResult(this.formatError(error, caller), undefined, true),
    });
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

/**
 * Returns the client's parameters of a live query in `extensions.live`: the version that it has, and whether
 * it takes patches.
 */
function getLiveExtension({ extensions }: OperationParams) {
  const { version, patch } = Object(extensions?.live);
  return { version: typeof version === 'string' ? version : null, takesPatches: patch === true };
}

/** Codes of errors after which the same operation may succeed soon. */
const TEMPORARY: unknown[] = [ErrorCode.SERVICE_UNAVAILABLE, ErrorCode.TOO_MANY_OPERATIONS];

/** Returns true if the database was unavailable, or the client had too many operations, and it may retry. */
export function isTemporary({ errors }: OperationResponse): boolean {
  return (errors ?? []).some((error) => TEMPORARY.includes((error as GraphQLError).extensions?.code));
}
