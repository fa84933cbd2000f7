import { setTimeout as sleep } from 'node:timers/promises';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { EntityCache } from '../../cache/entity-cache.js';
import { isUnreachable } from '../../database/is-database-unavailable.js';
import type { GraphContext } from '../../graphql/graphql-executor.js';
import type { OperationResponse } from '../../graphql/operation.js';
import { type Audience, formatAudience } from '../../graphql/operation-key.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { ClientRequest } from './client-request.js';
import type { EventResult, EventResultCache } from './event-result-cache.js';

/** Milliseconds between retries of an event while the database is unavailable, and their maximum number. */
const RETRY_DELAY_MS = 500;
const MAX_RETRIES = 60;

export interface EventExecutorOptions<Context> {
  /** Authenticates a subscriber for an event. Throws a GraphQLError with a code if it has lost its access. */
  authenticate(caller: ClientRequest): Promise<EventAccess<Context>>;
  /** Queues in which events wait for their turn. */
  eventQueues: ClientQueues;
  formatErrors(errors: readonly unknown[], client: ClientRequest): { errors: object[] };
}

/** A subscriber's access at the time of an event. */
export interface EventAccess<Context> {
  audience: Audience;
  createContext(entityCache: EntityCache | null): Context;
}

/** How the events of a subscription, or the rounds of a live query, are executed for a subscriber. */
export interface EventExecution<Context> {
  /** Executes an event with a separate context. */
  execute(event: object, context: Context): Promise<ExecutionResult>;
  results: Pick<EventResultCache, 'getOrExecute'>;
  /** Hash of the operation and its variables; null if its results are not shared. */
  hash: string | null;
  /** Cache for reads of published content without credentials; null to read the latest. */
  entityCache: EntityCache | null;
  /** Text of the audience that subscribed, which must not change; null if it may. */
  audience: string | null;
  createResult(event: object, response: OperationResponse): EventResult;
  /** Called when an event was given up because the database stayed unavailable. */
  onUnavailable?(): void;
  caller: ClientRequest;
  client: Client;
}

/** Executes events for subscribers, once for all with the same operation and access. */
export class EventExecutor<Context extends GraphContext> {
  constructor(private readonly options: EventExecutorOptions<Context>) {}

  /** Executes an event for a subscriber. Waits while the database is unavailable, in no queue. */
  async execute(
    execution: EventExecution<Context>,
    event: object,
    signal: AbortSignal,
  ): Promise<EventResult> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.shareEvent(execution, event, signal);
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        if (attempt > MAX_RETRIES) {
          execution.onUnavailable?.();
          return execution.createResult(event, this.options.formatErrors([error], execution.caller));
        }
      }
      await sleep(RETRY_DELAY_MS, undefined, { ref: false, signal });
    }
  }

  /**
   * Authenticates the subscriber, and executes an event for all subscribers with the same operation and
   * access.
   */
  private async shareEvent(
    execution: EventExecution<Context>,
    event: object,
    signal: AbortSignal,
  ): Promise<EventResult> {
    const { authenticate, eventQueues, formatErrors } = this.options;
    const { hash, entityCache, caller, client } = execution;
    const access = await authenticate(caller);
    const audience = formatAudience(access.audience);
    if (execution.audience !== null && execution.audience !== audience) throw new AccessChangedError();
    return execution.results.getOrExecute(event, hash === null ? null : `${hash} ${audience}`, {
      signal,
      runInTurn: (leaving, work) => eventQueues.run(client, leaving, work),
      execute: async (abandoned) => {
        // A separate context, so that nothing loaded for an earlier event is reused.
        const context = access.createContext(entityCache);
        context.dependencies.signal = abandoned;
        const { data, errors } = await execution.execute(event, context);
        const unreachable = errors?.find((error) => isUnreachable(error.originalError));
        if (unreachable) throw unreachable.originalError;
        return execution.createResult(event, errors ? { data, ...formatErrors(errors, caller) } : { data });
      },
    });
  }
}

/** The key of a live query has other scopes than when the query began. */
class AccessChangedError extends GraphQLError {
  constructor() {
    super('The scopes of the API key or token have changed. Send the live query again.', {
      extensions: { code: ErrorCode.FORBIDDEN },
    });
  }
}
