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
type Intercept<Event extends keyof ServerEvents> = (
  ...args: [...args: ServerEvents[Event], next: Listener<Event>]
) => void;

/** Functions that handle a connection, request or upgrade, or pass it on to `next`, now or later. */
export type Interceptor = { [Event in keyof ServerEvents]?: Intercept<Event> };

/**
 * Lets interceptors see the events of a server before its listeners, in the order of the list. Call it once,
 * after all listeners are added.
 */
export function applyInterceptors(server: Server, interceptors: readonly Interceptor[]): void {
  applyToEvent(server, 'connection', interceptors);
  applyToEvent(server, 'request', interceptors);
  applyToEvent(server, 'upgrade', interceptors);
}

/** Does nothing for an event without listeners: Node treats an upgrade to which no server listens as a request. */
function applyToEvent<Event extends keyof ServerEvents>(
  server: Server,
  event: Event,
  interceptors: readonly Interceptor[],
): void {
  const listeners = server.listeners(event) as Listener<Event>[];
  const intercepts = interceptors
    .map((interceptor) => interceptor[event])
    .filter((each) => each !== undefined);
  if (listeners.length === 0 || intercepts.length === 0) return;
  const callListeners: Listener<Event> = (...args) => {
    for (const listener of listeners) listener.apply(server, args);
  };
  const first = intercepts.reduceRight<Listener<Event>>(
    (next, intercept) =>
      (...args) =>
        intercept(...args, next),
    callListeners,
  );
  server.removeAllListeners(event);
  server.on(event, first as (...args: unknown[]) => void);
}
