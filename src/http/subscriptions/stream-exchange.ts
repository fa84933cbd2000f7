import type { GraphQLError } from 'graphql';
import type { ResponseClient } from '../../cache/response-cache-store.js';
import type { GraphContext } from '../../graphql/graphql-executor.js';
import type { OperationResponse } from '../../graphql/operation.js';
import { describeOperation } from '../../graphql/operation-result.js';
import { preciseNow } from '../../observability/telemetry.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import { TooManyOperations } from '../../rate-limit/concurrency/refusals.js';
import { RateLimitError } from '../../rate-limit/rate-limit-error.js';
import type { OperationInfo } from '../../shared/operation-info.js';
import type { Admission, Exchange, SentAnswer } from '../graphql/pipeline.js';
import type { IncomingRequest } from '../request-hooks.js';
import type { ClientRequest } from './client-request.js';
import type { ResultStream } from './result-stream.js';

/** Options of a subscription's delivery to its client. */
export interface SubscriptionDelivery {
  /**
   * Resume cursor sent by the client (Last-Event-ID), which takes precedence over the operation's argument.
   */
  lastEventId: string | null;
  transport: 'websocket' | 'sse' | 'mcp';
  /** Method of the HTTP request; null on a WebSocket. */
  method: string | null;
  canMutate: boolean;
  /** Aborted when the client does not wait for it any more. */
  signal: AbortSignal;
  /** Called when the client has fallen too far behind. */
  onBackpressure(): void;
}

/** Context of an operation over WebSocket or an event stream. */
export type StreamContext<Context> = Context & { delivery: SubscriptionDelivery };

/** Result of an operation, or the stream of a subscription or live query. */
export type StreamResult = OperationResponse | ResultStream;

export interface StreamOperation<Context> {
  caller: ClientRequest;
  delivery: SubscriptionDelivery;
  canBeMutation: boolean;
  execute(context: StreamContext<Context>, client: Client): Promise<StreamResult>;
  formatError(error: unknown): OperationResponse;
}

interface StreamAnswer {
  result: StreamResult;
  /** The operation to report; null if none was executed. */
  info: OperationInfo | null;
  /** IDs of the articles whose text the result has; none for a stream. */
  texts: readonly number[];
  /** Refusal of a client that sends too many requests. */
  flood: RateLimitError | TooManyOperations | null;
}

/** An operation over WebSocket, an event stream or MCP, which has no cached response. */
export class StreamExchange<Context extends GraphContext>
  implements Exchange<Context, StreamAnswer, StreamAnswer>
{
  readonly cached = null;
  readonly isCacheable = false;
  private readonly startedAt = preciseNow();
  private answer: StreamAnswer | null = null;

  constructor(private readonly operation: StreamOperation<Context>) {}

  get canBeMutation() {
    return this.operation.canBeMutation;
  }

  describe(): IncomingRequest {
    const { caller, delivery } = this.operation;
    return describeClient(caller, delivery);
  }

  watchClient() {
    return this.operation.delivery.signal;
  }

  onAdmitted({ context }: Admission<Context>): void {
    const { delivery } = this.operation;
    Object.assign(context, { canMutate: delivery.canMutate, canBeLive: true, delivery });
  }

  share(
    { signal, runInTurn }: Required<ResponseClient>,
    create: (signal: AbortSignal) => Promise<StreamAnswer>,
  ): Promise<StreamAnswer> {
    return runInTurn(signal, () => create(signal));
  }

  async execute({ context, client }: Admission<Context>): Promise<StreamAnswer> {
    const result = await this.operation.execute(context as StreamContext<Context>, client);
    const texts = [...context.dependencies.texts];
    return { result, info: context.outcome.info ?? null, texts, flood: null };
  }

  refuse(error: unknown): StreamAnswer {
    const result = this.operation.formatError(error);
    const isFlood = error instanceof RateLimitError || error instanceof TooManyOperations;
    return {
      result,
      info: describeOperation(null, getFirstCode(result)),
      texts: [],
      flood: isFlood ? error : null,
    };
  }

  send(answer: StreamAnswer, report: (sent: SentAnswer) => void): void {
    this.answer = answer;
    const { info: operation, texts, flood } = answer;
    const ms = preciseNow() - this.startedAt;
    if (operation) report({ status: flood ? 429 : 200, ms, operation, texts, source: 'BYPASS' });
  }

  /** Returns the result once the pipeline has run. Throws RateLimitError and TooManyOperations. */
  takeResult(): StreamResult {
    if (!this.answer) throw new Error('The operation was not answered.');
    if (this.answer.flood) throw this.answer.flood;
    return this.answer.result;
  }
}

/** Describes the request of a client for hooks. */
export function describeClient(
  { id, headers, ip }: ClientRequest,
  { transport, method }: Pick<SubscriptionDelivery, 'transport' | 'method'>,
): IncomingRequest {
  return { id, transport, method, headers, ip };
}

function getFirstCode({ errors }: OperationResponse): string {
  return String((errors?.[0] as GraphQLError | undefined)?.extensions?.code);
}
