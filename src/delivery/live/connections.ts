import { setTimeout as sleep } from 'node:timers/promises';
import { networksOf, WIDER_LIMIT } from '../../shared/network.js';

/** Milliseconds that clients have to answer that they are leaving. */
const FAREWELL = 3_000;

export interface Connection {
  readonly kind: 'websocket' | 'event-stream';
  /** Lets proxies and the client see that it lives, and finds out whether the client does. */
  keepAlive(): void;
  /** Asks the client to come back, to another instance. */
  leave(): void;
  /** Ends it at once. */
  cut(): void;
}

export interface ConnectionLimits {
  /** Most at a time. */
  max: number;
  /** Most at a time from one client's network. */
  perClient: number;
  /** Whether an address has no limit of its own. */
  isExempt(ip: string): boolean;
  /** Milliseconds between signs of life. */
  interval: number;
}

/** Every connection that stays open, of whatever kind. */
export class Connections {
  /** With the networks that each is counted for. */
  private readonly open = new Map<Connection, string[]>();
  private readonly perNetwork = new Map<string, number>();
  private readonly beat: NodeJS.Timeout;
  private isClosing = false;

  constructor(private readonly limits: ConnectionLimits) {
    this.beat = setInterval(() => this.keepAlive(), limits.interval).unref();
  }

  get max(): number {
    return this.limits.max;
  }

  get isFull(): boolean {
    return this.isClosing || this.open.size >= this.max;
  }

  /** Whether the client at an address, or the wider network around it, has as many as it may have. */
  isFullFor(ip: string): boolean {
    const { perClient, isExempt } = this.limits;
    if (isExempt(ip)) return false;
    return networksOf(ip).some(
      (network, i) => (this.perNetwork.get(network) ?? 0) >= perClient * (i === 0 ? 1 : WIDER_LIMIT),
    );
  }

  count(kind: Connection['kind']): number {
    return [...this.open.keys()].filter((connection) => connection.kind === kind).length;
  }

  /** `ip`: of its client. */
  add(connection: Connection, ip: string): void {
    const networks = networksOf(ip);
    this.open.set(connection, networks);
    for (const network of networks) this.perNetwork.set(network, (this.perNetwork.get(network) ?? 0) + 1);
  }

  delete(connection: Connection): void {
    for (const network of this.open.get(connection) ?? []) {
      const count = this.perNetwork.get(network)! - 1;
      if (count > 0) this.perNetwork.set(network, count);
      else this.perNetwork.delete(network);
    }
    this.open.delete(connection);
  }

  async close(): Promise<void> {
    this.isClosing = true;
    clearInterval(this.beat);
    for (const connection of this.open.keys()) connection.leave();
    for (const end = Date.now() + FAREWELL; this.open.size > 0 && Date.now() < end; ) await sleep(10);
    for (const connection of this.open.keys()) connection.cut();
  }

  private keepAlive(): void {
    for (const connection of this.open.keys()) connection.keepAlive();
  }
}

/** What a client is told that has as many connections as it may have. */
export const TOO_MANY_FROM_CLIENT =
  'Your network has as many WebSockets and event streams open as one may have. Close some, or share one.';
/** What everyone is told when an instance has as many as it may have. */
export const INSTANCE_IS_FULL = 'This instance has as many connections as it takes.';
/** Seconds after which a client that was refused may try again. */
export const RETRY_AFTER = { client: '10', instance: '1' };
