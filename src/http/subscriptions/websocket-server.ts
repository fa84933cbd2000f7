import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type GraphQLFormattedError, parse } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { SHOW_DEPRECATIONS } from '../../graphql/deprecations.js';
import { LANGUAGE_HEADER } from '../../graphql/language-directive.js';
import type { OperationResponse } from '../../graphql/operation.js';
import { SHOW_COST } from '../../graphql/query-cost.js';
import { TooManyOperations } from '../../rate-limit/concurrency/refusals.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { Refusal } from '../../shared/errors/refusal.js';
import { getWidestNetwork } from '../../shared/net/network.js';
import { getClientName, type RequestTurns } from '../before-fastify/request-turns.js';
import { rejectSocket } from '../error-handler.js';
import { getPath } from '../request-id.js';
import type { ClientRequest } from './client-request.js';
import { CloseCode } from './close-codes.js';
import {
  type ConnectionRegistry,
  INSTANCE_IS_FULL,
  RETRY_AFTER,
  TOO_MANY_FROM_CLIENT,
} from './connections.js';
import type { EventResult } from './event-result-cache.js';
import { MessageRateLimit } from './message-rate.js';
import { replayWithoutUpgrade } from './replay-upgrade.js';
import { ResultStream } from './result-stream.js';
import { isTemporary, type OperationRunner } from './subscription-executor.js';
import { type SocketExtra, WebSocketConnection } from './websocket-connection.js';

export interface WebSocketPluginOptions {
  path: string;
  operations: OperationRunner;
  connections: ConnectionRegistry;
  /** Turns in which clients begin their operations. */
  turns: RequestTurns;
  /** Origins of pages that may connect, in addition to the server's; * for all. */
  origins: string[];
  /** Milliseconds that a client has to send its first message. */
  initTimeoutMs: number;
  /** Maximum number of concurrent operations on a socket. */
  maxSubscriptions: number;
  /** Returns the client's IP address, from `x-forwarded-for` where the proxy is trusted. */
  getClientIp(request: IncomingMessage): string;
  /** Maximum bytes of a message. */
  maxMessageBytes: number;
  /**
   * Returns the payload of `connection_ack`, to which the request ID is added. A failure leaves only the ID.
   */
  getAckPayload(): Promise<Record<string, unknown>>;
  /** Called when a client's socket is paused or terminated because of too many messages. */
  onThrottled(): void;
}

/**
 * Placeholder subscription for graphql-ws, which only checks the type; the operation itself is parsed
 * elsewhere.
 */
const ANY_OPERATION = parse('subscription { live }');

/** Registers GraphQL over WebSocket (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
export async function webSocketPlugin(app: FastifyInstance, options: WebSocketPluginOptions) {
  const { connections, maxMessageBytes } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessageBytes,
    // One message per turn of the event loop, since a packet can contain thousands.
    allowSynchronousEvents: false,
    handleProtocols,
  });
  sockets.on('wsClientError', ({ message }, socket) => rejectSocket(socket, 400, message));
  const protocol = createProtocolServer(options);
  const messageRate = new MessageRateLimit(options.onThrottled);
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      return replayWithoutUpgrade(app.server, request, socket, head);
    }
    socket.on('error', () => undefined);
    if (rejectInvalidUpgrade(request, socket, options)) return;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const caller = createClientRequest(request, options);
      const isExempt = connections.isExempt(caller.ip);
      const client = getWidestNetwork(caller.ip);
      const connection = new WebSocketConnection(webSocket, protocol, caller, {
        onMessage: () => void (isExempt || messageRate.count(client, webSocket)),
        onClose: () => connections.delete(connection),
      });
      connections.add(connection, caller.ip);
    });
  });
}

function rejectInvalidUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  { path, origins, connections, getClientIp: addressOf }: WebSocketPluginOptions,
): boolean {
  const { origin, host } = request.headers;
  const requestPath = getPath({ url: request.url ?? '/' });
  const isSameOrigin = origin === undefined || [`http://${host}`, `https://${host}`].includes(origin);
  if (requestPath !== path) rejectSocket(socket, 404, `${requestPath} does not accept WebSockets.`);
  else if (!isSameOrigin && !origins.includes('*') && !origins.includes(origin)) {
    rejectSocket(socket, 403, 'Connections from this origin are not allowed.', { code: ErrorCode.FORBIDDEN });
  } else if (connections.isFull) {
    const headers = { 'retry-after': RETRY_AFTER.instance };
    rejectSocket(socket, 503, INSTANCE_IS_FULL, { code: ErrorCode.SERVICE_UNAVAILABLE, headers });
  } else if (connections.hasReachedLimit(addressOf(request))) {
    const headers = { 'retry-after': RETRY_AFTER.client };
    rejectSocket(socket, 429, TOO_MANY_FROM_CLIENT, { code: ErrorCode.TOO_MANY_CONNECTIONS, headers });
  } else return false;
  return true;
}

function createProtocolServer(options: WebSocketPluginOptions) {
  const { operations, initTimeoutMs, maxSubscriptions, getAckPayload } = options;
  return makeServer<Record<string, unknown>, SocketExtra>({
    connectionInitWaitTimeout: initTimeoutMs,
    onConnect: async ({ extra, connectionParams = {} }) => {
      applyConnectionParams(extra.client, connectionParams);
      const refusal = await operations.checkAdmission(extra.client);
      if (!refusal) return { ...(await getAckPayload().catch(() => ({}))), requestId: extra.client.id };
      const code = resolveCloseCode(refusal);
      const { message } = getFirstError(refusal);
      if (code === CloseCode.TRY_AGAIN_LATER) await extra.closeLater(code, message);
      else extra.close(code, message);
      return false;
    },
    onSubscribe: async ({ extra, subscriptions }, id, params) => {
      const { running } = extra;
      // Operations that the client completed but that still run count too.
      const completed = [...running].filter(({ abort }) => abort.signal.aborted).length;
      if (Object.keys(subscriptions).length + completed > maxSubscriptions)
        return [createTooManyError(maxSubscriptions)];
      const operation = { id, abort: new AbortController() };
      running.add(operation);
      // An operation that the next message completes, a turn later, is neither run nor counted.
      for (let turn = 0; turn < 2; turn++) await setImmediate();
      const onBackpressure = () =>
        extra.close(CloseCode.TRY_AGAIN_LATER, 'The client is too slow. Resume after the last cursor.');
      const { signal } = operation.abort;
      const result = await waitForTurn(options, extra.client, signal)
        .then(() => {
          signal.throwIfAborted();
          const delivery = {
            lastEventId: null,
            transport: 'websocket' as const,
            method: null,
            canMutate: true,
            signal,
            onBackpressure,
          };
          return operations.run(params, extra.client, delivery);
        })
        .catch((error: unknown) => operations.formatError(error, extra.client))
        .finally(() => running.delete(operation));
      if (result instanceof ResultStream || result.data !== undefined) {
        return { schema: null as never, document: ANY_OPERATION, rootValue: result, contextValue: null };
      }
      // An error would end the operation for good; graphql-ws clients send it again after they reconnect.
      if (isTemporary(result))
        await extra.closeLater(CloseCode.TRY_AGAIN_LATER, getFirstError(result).message);
      return (result.errors ?? []).map((error) => new FormattedError(error as GraphQLFormattedError));
    },
    subscribe: ({ rootValue }) => rootValue as never,
    onNext: (_ctx, _id, _payload, _args, result) => {
      const { response: answer = result } = result as Partial<EventResult>;
      return answer as never;
    },
  });
}

/**
 * Resolves when it is the client's turn to begin an operation, or it has disconnected. Rejects if too many
 * wait.
 */
function waitForTurn(
  { turns, connections, onThrottled }: WebSocketPluginOptions,
  { ip }: ClientRequest,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    const turn = { begin: resolve, isOver: () => signal.aborted, isExempt: () => connections.isExempt(ip) };
    if (turns.take(getClientName(ip), turn)) return;
    onThrottled();
    reject(new TooManyOperations());
  });
}

/** Error that is formatted for the client already. */
class FormattedError extends Refusal {
  constructor(private readonly formatted: GraphQLFormattedError) {
    super(formatted.message, {});
  }

  override toJSON(): GraphQLFormattedError {
    return this.formatted;
  }
}

function createTooManyError(max: number): FormattedError {
  const message = `A connection can have at most ${max} subscriptions at a time. Complete one, or open another connection.`;
  return new FormattedError({ message, extensions: { code: ErrorCode.TOO_MANY_SUBSCRIPTIONS } });
}

function getFirstError({ errors }: OperationResponse): GraphQLFormattedError {
  return errors?.[0] as GraphQLFormattedError;
}

function resolveCloseCode(refusal: OperationResponse): CloseCode {
  switch (getFirstError(refusal).extensions?.code) {
    case ErrorCode.UNAUTHENTICATED:
      return CloseCode.UNAUTHORIZED;
    case ErrorCode.FORBIDDEN:
      return CloseCode.FORBIDDEN;
    case ErrorCode.BAD_USER_INPUT:
      return CloseCode.BAD_REQUEST;
    case ErrorCode.SERVICE_UNAVAILABLE:
    case ErrorCode.RATE_LIMITED:
    case ErrorCode.TOO_MANY_OPERATIONS:
      return CloseCode.TRY_AGAIN_LATER;
    default:
      return CloseCode.INTERNAL_SERVER_ERROR;
  }
}

/** Copies only the needed parts of a request, which are held as long as the socket is open. */
function createClientRequest(
  request: IncomingMessage,
  { getClientIp }: WebSocketPluginOptions,
): ClientRequest {
  const { headers } = request;
  const neededHeaders = { 'user-agent': headers['user-agent'], authorization: headers.authorization };
  const definedHeaders = Object.entries(neededHeaders).filter(([, value]) => value !== undefined);
  return { headers: Object.fromEntries(definedHeaders), id: randomUUID(), ip: getClientIp(request) };
}

/** Names of headers that a client may send in its first message; a proxy or the upgrade decides the others. */
const PARAM_NAME =
  /^(?!(?:forwarded|x-forwarded-.*|x-real-ip|user-agent|cookie|host|idempotency-key)$)[\w-]{1,64}$/;
/** Maximum number of these headers, and of characters of each, since they are held as long as the socket is open. */
const MAX_PARAMS = 20;
const MAX_PARAM_LENGTH = 200;
/** Headers that the gateway itself reads; their length is checked where they are read. */
const OWN_PARAMS = ['authorization', 'x-perspective', LANGUAGE_HEADER, SHOW_COST, SHOW_DEPRECATIONS];

/**
 * Copies headers from the first message, because browsers cannot set headers on a WebSocket. Leaves out values
 * that are no text, and those above the limits.
 */
function applyConnectionParams(client: ClientRequest, params: Record<string, unknown>): void {
  let count = 0;
  for (const [name, value] of Object.entries(params)) {
    const header = name.toLowerCase();
    if (OWN_PARAMS.includes(header)) client.headers[header] = String(value);
    else if (typeof value === 'string' && value.length <= MAX_PARAM_LENGTH && PARAM_NAME.test(header)) {
      count += 1;
      if (count <= MAX_PARAMS) client.headers[header] = value;
    }
  }
}
