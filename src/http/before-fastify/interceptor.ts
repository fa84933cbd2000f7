import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Events of a server that interceptors see, with their arguments. */
interface ServerEvents {
  connection: [socket: Socket];
  request: [request: IncomingMessage, response: ServerResponse];
  upgrade: [request: IncomingMessage, socket: Duplex, head: Buffer];
}

type Listener<Event extends keyof ServerEvents> = (...args: ServerEvents[Event]) => void;

/** Functions that handle a connection, request or upgrade, or pass it on to `next`, now or later. */
export interface Interceptor {
  connection?(socket: Socket, next: Listener<'connection'>): void;
  request?(request: IncomingMessage, response: ServerResponse, next: Listener<'request'>): void;
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, next: Listener<'upgrade'>): void;
}

/**
 * Lets interceptors see the events of a server before its listeners, in the order of the list. Call it once,
 * after all listeners are added.
 */
export function applyInterceptors(server: Server, interceptors: readonly Interceptor[]): void {
  // Written out for each event, since passing on any number of arguments takes time at every request.
  intercept(server, 'connection', interceptors, ({ connection }, next) =>
    connection ? (socket) => connection(socket, next) : next,
  );
  intercept(server, 'request', interceptors, ({ request: handle }, next) =>
    handle ? (request, response) => handle(request, response, next) : next,
  );
  intercept(server, 'upgrade', interceptors, ({ upgrade }, next) =>
    upgrade ? (request, socket, head) => upgrade(request, socket, head, next) : next,
  );
}

/** Does nothing for an event without listeners: Node treats an upgrade to which no server listens as a request. */
function intercept<Event extends keyof ServerEvents>(
  server: Server,
  event: Event,
  interceptors: readonly Interceptor[],
  prepend: (interceptor: Interceptor, next: Listener<Event>) => Listener<Event>,
): void {
  const listeners = server.listeners(event) as Listener<Event>[];
  if (listeners.length === 0) return;
  const callListeners: Listener<Event> = (...args) => {
    for (const listener of listeners) listener.apply(server, args);
  };
  const first = interceptors.reduceRight((next, interceptor) => prepend(interceptor, next), callListeners);
  server.removeAllListeners(event);
  server.on(event, first as (...args: unknown[]) => void);
}
