import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { ErrorCode } from '../../shared/errors.js';
import { SHOW_COST } from '../cost.js';
import { refuseSocket } from '../errors.js';
import type { Answer } from '../graph.js';
import { pathOf } from '../requests.js';
import { AnswerStream } from './answer-stream.js';
import { CloseCode } from './close-codes.js';
import { type Connections, INSTANCE_IS_FULL, RETRY_AFTER, TOO_MANY_FROM_CLIENT } from './connections.js';
import { type Caller, isUnavailable, type Operations } from './live-operations.js';
import { answerWithoutUpgrade } from './other-upgrades.js';
import type { LiveAnswer } from './shared-answers.js';
import { LiveSocket, type SocketExtra } from './web-socket.js';

export interface WebSocketsOptions {
  path: string;
  operations: Operations;
  connections: Connections;
  /** Origins whose pages may connect, beside those of this address; * for all. */
  origins: string[];
  /** Milliseconds that a client has to introduce itself. */
  initTimeout: number;
  /** Most operations at a time on one socket. */
  maxSubscriptions: number;
  /** Of the client, as far as trusted proxies tell. */
  addressOf(request: IncomingMessage): string;
  /** Largest message of a client, in bytes. */
  maxMessage: number;
  /** What a client is told when it is let in, beside the id by which the log knows it; it can do without. */
  greeting(): Promise<Record<string, unknown>>;
}

/** graphql-ws only wants to know that it may be a stream; we have parsed the operation ourselves. */
const ANY_OPERATION = parse('subscription { live }');

/** GraphQL over WebSocket (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
export async function webSockets(app: FastifyInstance, options: WebSocketsOptions) {
  const { connections, maxMessage } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessage,
    handleProtocols,
  });
  sockets.on('wsClientError', ({ message }, socket) => refuseSocket(socket, 400, message));
  const protocol = protocolServer(options);
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      return answerWithoutUpgrade(app.server, request, socket, head);
    }
    socket.on('error', () => undefined);
    if (isRefused(request, socket, options)) return;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const caller = callerOf(request, options);
      const connection = new LiveSocket(webSocket, protocol, caller, () => connections.delete(connection));
      connections.add(connection, caller.ip);
    });
  });
}

function isRefused(
  request: IncomingMessage,
  socket: Duplex,
  { path, origins, connections, addressOf }: WebSocketsOptions,
): boolean {
  const { origin, host } = request.headers;
  const at = pathOf({ url: request.url ?? '/' });
  const isOurs = origin === undefined || [`http://${host}`, `https://${host}`].includes(origin);
  if (at !== path) refuseSocket(socket, 404, `No WebSocket is at ${at}.`);
  else if (!isOurs && !origins.includes('*') && !origins.includes(origin)) {
    refuseSocket(socket, 403, 'Pages of this origin may not connect.', { code: ErrorCode.FORBIDDEN });
  } else if (connections.isFull) {
    const headers = { 'retry-after': RETRY_AFTER.instance };
    refuseSocket(socket, 503, INSTANCE_IS_FULL, { code: ErrorCode.SERVICE_UNAVAILABLE, headers });
  } else if (connections.isFullFor(addressOf(request))) {
    const headers = { 'retry-after': RETRY_AFTER.client };
    refuseSocket(socket, 429, TOO_MANY_FROM_CLIENT, { code: ErrorCode.TOO_MANY_CONNECTIONS, headers });
  } else return false;
  return true;
}

function protocolServer(options: WebSocketsOptions) {
  const { operations, initTimeout, maxSubscriptions, greeting } = options;
  return makeServer<Record<string, unknown>, SocketExtra>({
    connectionInitWaitTimeout: initTimeout,
    onConnect: async ({ extra, connectionParams = {} }) => {
      introduce(extra.caller, connectionParams);
      const refused = await operations.refusal(extra.caller);
      if (!refused) return { ...(await greeting().catch(() => ({}))), requestId: extra.caller.id };
      extra.close(closeCodeOf(refused), firstError(refused).message);
      return false;
    },
    onSubscribe: async ({ extra, subscriptions }, _id, params) => {
      if (Object.keys(subscriptions).length > maxSubscriptions) return [tooMany(maxSubscriptions)];
      const tooSlow = () => extra.close(CloseCode.TRY_AGAIN_LATER, 'Too slow. Resume after the last cursor.');
      const outcome = await operations
        .run(params, extra.caller, { lastEventId: null, mayWrite: true, tooSlow })
        .catch((error: unknown) => operations.refused(error, extra.caller));
      if (outcome instanceof AnswerStream || outcome.data !== undefined) {
        return { schema: null as never, document: ANY_OPERATION, rootValue: outcome, contextValue: null };
      }
      if (isUnavailable(outcome)) extra.close(CloseCode.TRY_AGAIN_LATER, firstError(outcome).message);
      return (outcome.errors ?? []).map((error) => new Refusal(error as GraphQLFormattedError));
    },
    subscribe: ({ rootValue }) => rootValue as never,
    onNext: (_ctx, _id, _payload, _args, result) => {
      const { answer = result } = result as Partial<LiveAnswer>;
      return answer as never;
    },
  });
}

/** An error that is already as its client is to see it. */
class Refusal extends GraphQLError {
  constructor(private readonly formatted: GraphQLFormattedError) {
    super(formatted.message);
  }

  override toJSON(): GraphQLFormattedError {
    return this.formatted;
  }
}

function tooMany(max: number): Refusal {
  const message = `A connection has at most ${max} subscriptions at a time. Complete one, or open another connection.`;
  return new Refusal({ message, extensions: { code: ErrorCode.TOO_MANY_SUBSCRIPTIONS } });
}

function firstError({ errors }: Answer): GraphQLFormattedError {
  return errors?.[0] as GraphQLFormattedError;
}

function closeCodeOf(refused: Answer): CloseCode {
  switch (firstError(refused).extensions?.code) {
    case ErrorCode.UNAUTHENTICATED:
      return CloseCode.UNAUTHORIZED;
    case ErrorCode.FORBIDDEN:
      return CloseCode.FORBIDDEN;
    case ErrorCode.BAD_USER_INPUT:
      return CloseCode.BAD_REQUEST;
    case ErrorCode.SERVICE_UNAVAILABLE:
    case ErrorCode.RATE_LIMITED:
      return CloseCode.TRY_AGAIN_LATER;
    default:
      return CloseCode.INTERNAL_SERVER_ERROR;
  }
}

/** Keeps no more of the request than is needed, for as long as the socket is open. */
function callerOf(request: IncomingMessage, { addressOf }: WebSocketsOptions): Caller {
  const { headers } = request;
  const kept = { 'user-agent': headers['user-agent'], authorization: headers.authorization };
  const given = Object.entries(kept).filter(([, value]) => value !== undefined);
  return { headers: Object.fromEntries(given), id: randomUUID(), ip: addressOf(request) };
}

/** Browsers cannot set headers on a WebSocket: who connects, and what they want to see, comes with the first message. */
function introduce(caller: Caller, params: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(params)) {
    const header = name.toLowerCase();
    if (['authorization', 'x-perspective', SHOW_COST].includes(header))
      caller.headers[header] = String(value);
  }
}
