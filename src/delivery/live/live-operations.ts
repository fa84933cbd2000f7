import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
} from 'graphql';
import { notingStatements } from '../../database/statements.js';
import { ErrorCode } from '../../shared/errors.js';
import type { Answer, Graph, GraphContext, OperationParams } from '../graph.js';
import { noteRest, nothingNoted } from '../observing/noting.js';
import { preciseNow } from '../observing/observer.js';
import type { Observing } from '../observing/observing.js';
import type { Caller as Asker } from '../rates/admission.js';
import { RateLimited } from '../rates/rate-limited.js';
import { AnswerStream } from './answer-stream.js';
import { eventKey, LiveAnswer, SharedAnswers } from './shared-answers.js';

/** Milliseconds after which an event is executed again when the database is away, and how often. */
const RETRY_DELAY = 500;
const RETRIES = 60;

/** Who asks. */
export interface Caller extends Asker {
  /** By which the log knows the request. */
  id: string;
}

/** How a subscription's events reach its client. */
export interface Delivery {
  /** The cursor that the client says it has come to, whatever the operation says. */
  lastEventId: string | null;
  mayWrite: boolean;
  /** Told when the client has fallen too far behind. */
  tooSlow(): void;
}

export interface LiveOperationsParts<Context extends GraphContext> {
  graph: Graph<Context>;
  /** Counts who asks for something, and makes their context. Throws a GraphQLError with a code to refuse them. */
  admit(caller: Caller): Promise<{ context: Context }>;
  /** Only makes a context. Throws as `admit` does. */
  contextOf(caller: Caller): Promise<Context>;
  /** Called after a mutation. */
  written(): Promise<void>;
  observing: Observing;
}

/** What the transports need. */
export type Operations = Pick<LiveOperations<never>, 'refusal' | 'refused' | 'run'>;

/** Operations that come by other ways than a request and its answer. */
export class LiveOperations<Context extends GraphContext> {
  private readonly shared = new SharedAnswers();

  constructor(private readonly parts: LiveOperationsParts<Context>) {}

  /** Why a caller is refused, whatever they ask; null when they are not. */
  async refusal(caller: Caller): Promise<Answer | null> {
    return this.parts.admit(caller).then(
      () => null,
      (error) => this.failed([error], caller),
    );
  }

  /** Answers an operation; to a subscription with a stream, unless something is wrong with it. Throws RateLimited. */
  async run(params: OperationParams, caller: Caller, delivery: Delivery): Promise<Answer | AnswerStream> {
    try {
      const { context } = await this.parts.admit(caller);
      const contextValue = Object.assign(context, { mayWrite: delivery.mayWrite, delivery });
      const answer = await this.observed(caller, params, contextValue, () =>
        this.parts.graph.answer(params, contextValue),
      );
      if (contextValue.outcome.is === 'written') await this.parts.written();
      if (!('admitted' in answer)) return answer;
      return await this.begin(params, answer.admitted, contextValue, caller);
    } catch (error) {
      if (error instanceof RateLimited) throw error;
      return this.failed([error], caller);
    }
  }

  private async observed<T>(
    { id, headers }: Caller,
    params: OperationParams,
    context: Context,
    answer: () => Promise<T>,
  ): Promise<T> {
    const { observing, graph } = this.parts;
    const startedAt = preciseNow();
    const noted = nothingNoted();
    const notes = observing.wantsStatements && graph.mayWrite(params);
    const answered = await (notes ? notingStatements(noted.statements, answer) : answer());
    noteRest(noted, context);
    const { operated } = context.outcome;
    if (operated) {
      const ms = preciseNow() - startedAt;
      const traceparent = headers.traceparent as string | undefined;
      const how = { requestId: id, transport: 'live', source: 'BYPASS', startedAt, ms, traceparent } as const;
      observing.operation({ ...operated, ...noted, ...how });
    }
    return answered;
  }

  /** An error as its client is to see it. */
  refused(error: unknown, caller: Caller): Answer {
    return this.failed([error], caller);
  }

  private async begin(
    params: OperationParams,
    document: DocumentNode,
    contextValue: Context & { delivery: Delivery },
    caller: Caller,
  ): Promise<Answer | AnswerStream> {
    const asked = {
      schema: this.parts.graph.schema,
      document,
      variableValues: params.variables,
      operationName: params.operationName,
    };
    const source = await createSourceEventStream({ ...asked, contextValue });
    if ('errors' in source) return this.failed(source.errors ?? [], caller);
    const key = eventKey(params, document, contextValue);
    return new AnswerStream({
      source: (source as AsyncIterable<object>)[Symbol.asyncIterator](),
      answer: (event) => this.shared.of(event, key, () => this.execute(asked, event, caller)),
      failure: (error) => new LiveAnswer(this.refused(error, caller), undefined, true),
    });
  }

  /** With a context of its own for each event, or it would be answered with what was loaded for the one before. */
  private async execute(asked: ExecutionArgs, event: object, caller: Caller): Promise<LiveAnswer> {
    const { cursor } = event as { cursor?: string };
    for (let attempt = 1; ; attempt++) {
      const done = await this.parts.contextOf(caller).then(
        async (contextValue) => {
          const { data, errors } = await execute({ ...asked, contextValue, rootValue: event });
          return { isLast: false, answer: errors ? { data, ...this.failed(errors, caller) } : { data } };
        },
        (error) => ({ isLast: true, answer: this.failed([error], caller) }),
      );
      if (!isUnavailable(done.answer) || attempt > RETRIES) {
        return new LiveAnswer(done.answer, cursor, done.isLast);
      }
      await sleep(RETRY_DELAY, undefined, { ref: false });
    }
  }

  private failed(errors: readonly unknown[], caller: Caller): { errors: object[] } {
    const known = errors.map((error) =>
      error instanceof GraphQLError
        ? error
        : new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) }),
    );
    this.parts.graph.errors.report(known, caller.id);
    return { errors: known.map((error) => this.parts.graph.errors.format(error.toJSON(), error)) };
  }
}

/** Whether the database was away: the client may ask again. */
export function isUnavailable({ errors }: Answer): boolean {
  return (errors ?? []).some(
    (error) => (error as GraphQLError).extensions?.code === ErrorCode.SERVICE_UNAVAILABLE,
  );
}
