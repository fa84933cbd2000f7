import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Interceptor } from './interceptor.js';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Maximum number of pipelined requests that wait on one connection. Hardly any client sends so many, and each takes
 * CPU time when the connection is closed before its turn.
 */
const MAX_PIPELINED = 4;

/** The response being sent on a connection, and the requests that wait for its end. */
const CURRENT = Symbol('current response');
const WAITING = Symbol('waiting requests');

interface SerializedSocket extends Socket {
  [CURRENT]?: ServerResponse;
  [WAITING]?: [IncomingMessage, ServerResponse][];
}

/**
 * Handles the requests of a connection one after the other: Node emits pipelined ones together, and buffers
 * their responses. Destroys a connection on which more than MAX_PIPELINED wait.
 */
export function serializePipelinedRequests(onExcess: () => void): Interceptor {
  return {
    request(request, response, next) {
      const socket: SerializedSocket = request.socket;
      const current = socket[CURRENT];
      // A listener on every response would cost a tenth of a cached one.
      const isIdle = current === undefined || current.writableFinished || current.closed;
      if (isIdle && !socket[WAITING]?.length) return handle(socket, request, response, next);
      const waiting = socket[WAITING] ?? [];
      socket[WAITING] = waiting;
      waiting.push([request, response]);
      if (waiting.length === 1) current!.once('close', () => handleNext(socket, waiting, next));
      if (waiting.length <= MAX_PIPELINED || socket.destroyed) return;
      onExcess();
      socket.destroy();
    },
  };
}

function handle(
  socket: SerializedSocket,
  request: IncomingMessage,
  response: ServerResponse,
  next: RequestListener,
): void {
  socket[CURRENT] = response;
  next(request, response);
}

function handleNext(
  socket: SerializedSocket,
  waiting: [IncomingMessage, ServerResponse][],
  next: RequestListener,
): void {
  const first = waiting.shift();
  if (!first || socket.destroyed) return;
  if (waiting.length > 0) first[1].once('close', () => handleNext(socket, waiting, next));
  handle(socket, ...first, next);
}
