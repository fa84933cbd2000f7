import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Maximum number of pipelined requests that wait on one connection. */
export const MAX_PIPELINED = 100;

/**
 * Handles the requests of a connection one after the other: Node emits pipelined ones at once, and buffers
 * their responses. Destroys a connection on which more than MAX_PIPELINED wait. Call it after all listeners
 * are added.
 */
export function serializePipelinedRequests(server: Server, onExcess: () => void): void {
  const listeners = server.listeners('request') as RequestListener[];
  /** The requests of each connection; the first is being handled. */
  const queues = new WeakMap<Socket, [IncomingMessage, ServerResponse][]>();
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { socket } = request;
    const queue = queues.get(socket) ?? [];
    queues.set(socket, queue);
    queue.push([request, response]);
    if (queue.length === 1) return handleFirst(socket, queue);
    if (queue.length <= MAX_PIPELINED + 1 || socket.destroyed) return;
    onExcess();
    socket.destroy();
  });

  function handleFirst(socket: Socket, queue: [IncomingMessage, ServerResponse][]): void {
    const [request, response] = queue[0]!;
    response.once('close', () => {
      queue.shift();
      if (queue.length > 0 && !socket.destroyed) handleFirst(socket, queue);
    });
    for (const listener of listeners) listener.call(server, request, response);
  }
}
