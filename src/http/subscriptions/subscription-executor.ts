import { createSourceEventStream, type DocumentNode, execute, GraphQLError } from 'graphql';
import type { EntityCache } from '../../cache/entity-cache.js';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import { isLive } from '../../graphql/live-directive.js';
import type { OperationParams, OperationResponse } from '../../graphql/operation.js';
import { formatAudience, identifyOperation, operationKey } from '../../graphql/operation-key.js';
import { describeOperation } from '../../graphql/operation-result.js';
import { createOperationTrace } from '../../graphql/plugins/operation-log.js';
import { preciseNow } from '../../observability/telemetry.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import { TooManyOperations } from '../../rate-limit/concurrency/refusals.js';
import { RateLimitError } from '../../rate-limit/rate-limit-error.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { OperationInfo } from '../../shared/operation-info.js';
import type { GraphQLPipeline } from '../graphql/pipeline.js';
import type { IncomingRequest } from '../request-hooks.js';
import type { ClientRequest } from './client-request.js';
import { type EventExecution, EventExecutor, type EventExecutorOptions } from './event-executor.js';
import { EventResult, EventResultCache, hashSubscription } from './event-result-cache.js';
import type { LiveQueries } from './live/live-queries.js';
import type { LiveResult, LiveResults } from './live/live-results.js';
import { ResultStream } from './result-stream.js';

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
      const context = Object.assign(admission.context, {
        canMutate: delivery.canMutate,
        canBeLive: true,
        delivery,
      });
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
    if (!('deferredDocument' in result)) return result;
    const { deferredDocument: document } = result;
    const definition = identifyOperation(document, params.operationName)?.definition;
    return definition && isLive(definition)
      ? this.followQuery(params, document, context, { caller, client })
      : this.subscribe(params, document, context, { caller, client });
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
    const execution: EventExecution<Context> = {
      execute: async (rootValue, context) => execute({ ...executionArgs, contextValue: context, rootValue }),
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
    { perspective, viewer, delivery }: Context & { delivery: SubscriptionDelivery },
    { caller, client }: { caller: ClientRequest; client: Client },
  ): ResultStream {
    const { graph, live } = this.options;
    const audience = { perspective, viewer };
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

/** Returns what a client says of a live query in `extensions.live`: what it has, and whether it takes patches. */
function getLiveExtension({ extensions }: OperationParams) {
  const { version, patch } = Object(extensions?.live);
  return { version: typeof version === 'string' ? version : null, takesPatches: patch === true };
}

function describe({ id, headers, ip }: ClientRequest, method: string | null): IncomingRequest {
  return { id, transport: method === null ? 'websocket' : 'sse', method, headers, ip };
}

function getFirstCode({ errors }: OperationResponse): string {
  return String((errors?.[0] as GraphQLError | undefined)?.extensions?.code);
}

/** Codes of errors after which the same operation may succeed soon. */
const TEMPORARY: unknown[] = [ErrorCode.SERVICE_UNAVAILABLE, ErrorCode.TOO_MANY_OPERATIONS];

/** Returns true if the database was unavailable, or the client had too many operations, and it may retry. */
export function isTemporary({ errors }: OperationResponse): boolean {
  return (errors ?? []).some((error) => TEMPORARY.includes((error as GraphQLError).extensions?.code));
}
