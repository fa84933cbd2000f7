import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { ActiveClients } from '../../rate-limit/concurrency/active-clients.js';
import { getWidestNetwork } from '../../shared/net/network.js';
import type { Interceptor } from './interceptor.js';

/** Requests of a client that begin without waiting in a window, and its length in milliseconds. */
const FREE_IN_WINDOW = 20;
const WINDOW_MS = 100;
/** Milliseconds between two turns, in each of which a client that waits begins one request. */
const PAUSE_MS = 2;
/** Milliseconds after which a turn ends, however many clients wait. */
const MAX_TURN_MS = 2;
/** Maximum number of requests of one client that wait. */
const MAX_WAITING = 1_000;
/**
 * Milliseconds after which a refused connection is closed. If it closed without delay, most clients would
 * reconnect immediately.
 */
const REFUSED_MS = 2_000;
/** Maximum number of refused connections that are still open; more are closed without delay. */
const MAX_REFUSED = 1_000;

export interface Turn {
  begin(): void;
  /** True if the client has disconnected. */
  isOver(): boolean;
  /** True if the client never waits. */
  isExempt(): boolean;
}

/**
 * Begins the requests of a client that sends very many one by one, at a pace, while other clients are active. Without
 * it, the events of all its connections would be handled before the next of any other.
 */
export class RequestTurns {
  /** Requests in the present window, by client. */
  private readonly counts = new Map<string, number>();
  private windowEnd = 0;
  private readonly queues = new Map<string, Turn[]>();
  private isScheduled = false;

  /** Turns that share `active` know of each other's clients. `clock` returns milliseconds. */
  constructor(
    private readonly active: ActiveClients,
    private readonly clock = () => performance.now(),
  ) {}

  /** Begins a request now or in its turn. Returns false if too many of the client wait. */
  take(client: string, turn: Turn): boolean {
    const now = this.clock();
    this.active.note(client, now);
    const queue = this.queues.get(client);
    const isFree =
      this.count(client, now) <= FREE_IN_WINDOW || !this.active.hasOther(client, now) || turn.isExempt();
    if (!queue && isFree) {
      turn.begin();
      return true;
    }
    if (queue && queue.length >= MAX_WAITING) return false;
    if (queue) queue.push(turn);
    else this.queues.set(client, [turn]);
    this.schedule();
    return true;
  }

  private count(client: string, now: number): number {
    if (now > this.windowEnd) {
      this.counts.clear();
      this.windowEnd = now + WINDOW_MS;
    }
    const count = (this.counts.get(client) ?? 0) + 1;
    this.counts.set(client, count);
    return count;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    // The sockets of the clients that wait keep the process running.
    setTimeout(() => {
      this.isScheduled = false;
      this.beginNext();
      if (this.queues.size > 0) this.schedule();
    }, PAUSE_MS).unref();
  }

  /** Begins a request of each client, or all of one that is alone. */
  private beginNext(): void {
    const now = this.clock();
    for (const [client, queue] of [...this.queues]) {
      const count = this.active.hasOther(client, now) ? 1 : queue.length;
      for (let begun = 0; begun < count && queue.length > 0; ) {
        const turn = queue.shift()!;
        if (turn.isOver()) continue;
        turn.begin();
        begun += 1;
      }
      // Behind those that had no turn.
      this.queues.delete(client);
      if (queue.length > 0) this.queues.set(client, queue);
      if (this.clock() - now > MAX_TURN_MS) return;
    }
  }
}

export interface RequestTurnsOptions {
  /** Clients that were active last, on any transport. */
  active: ActiveClients;
  /** Returns the client's IP address, from `x-forwarded-for` where the proxy is trusted. */
  getClientIp(request: IncomingMessage): string;
  /** Returns true if an address has no limits. */
  isExempt(ip: string): boolean;
  /** Returns true for the address of a proxy, which connects for many clients. */
  isProxy(address: string): boolean;
  /** Called when a connection is closed because too many requests of its client wait. */
  onExcess(): void;
}

/** Lets clients take turns with their connections, requests and upgrades. */
export function takeTurns(options: RequestTurnsOptions): Interceptor {
  const connections = new RequestTurns(options.active);
  const turns = new RequestTurns(options.active);
  const refuse = createSlowRefusal();
  const takeTurn = (request: IncomingMessage, turn: Pick<Turn, 'begin' | 'isOver'>) => {
    const ip = options.getClientIp(request);
    if (turns.take(getClientName(ip), { ...turn, isExempt: () => options.isExempt(ip) })) return;
    options.onExcess();
    request.socket.destroy();
  };
  return {
    connection(socket, next) {
      const { remoteAddress: ip = '' } = socket;
      if (options.isProxy(ip)) return next(socket);
      socket.on('error', () => undefined); // while it waits, nothing else listens
      const isExempt = () => options.isExempt(ip);
      const turn = { begin: () => next(socket), isOver: () => socket.destroyed, isExempt };
      if (connections.take(getClientName(ip), turn)) return;
      options.onExcess();
      refuse(socket);
    },
    request(request, response, next) {
      takeTurn(request, { begin: () => next(request, response), isOver: () => response.closed });
    },
    upgrade(request, socket, head, next) {
      socket.on('error', () => undefined); // while it waits, nothing else listens
      takeTurn(request, { begin: () => next(request, socket, head), isOver: () => socket.destroyed });
    },
  };
}

/** Creates a function that closes refused connections after a while, or now when very many of them are open. */
function createSlowRefusal(): (socket: Socket) => void {
  const refused = new Set<Socket>();
  return (socket) => {
    if (refused.size >= MAX_REFUSED) return void socket.destroy();
    refused.add(socket);
    const timer = setTimeout(() => socket.destroy(), REFUSED_MS).unref();
    socket.once('close', () => {
      refused.delete(socket);
      clearTimeout(timer);
    });
  };
}

/** Returns the widest network that one customer may have, by which a client is known. */
export function getClientName(ip: string): string {
  return ip.includes(':') ? getWidestNetwork(ip) : ip;
}
