import { setTimeout as sleep } from 'node:timers/promises';
import { getNetworks, WIDER_LIMIT } from '../../shared/net/network.js';

/** Milliseconds that clients have to answer that they are leaving. */
const CLOSE_TIMEOUT_MS = 3_000;

export interface LiveConnection {
  readonly kind: 'websocket' | 'event-stream';
  /** Lets proxies and the client see that it lives, and finds out whether the client does. */
  keepAlive(): void;
  /** Asks the client to come back, to another instance. */
  disconnect(): void;
  /** Ends it at once. */
  terminate(): void;
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
export class ConnectionRegistry {
  /** With the networks that each is counted for. */
  private readonly openConnections = new Map<LiveConnection, string[]>();
  private readonly perNetwork = new Map<string, number>();
  private readonly keepAliveTimer: NodeJS.Timeout;
  private isClosing = false;

  constructor(private readonly limits: ConnectionLimits) {
    this.keepAliveTimer = setInterval(() => this.keepAlive(), limits.interval).unref();
  }

  get max(): number {
    return this.limits.max;
  }

  get isFull(): boolean {
    return this.isClosing || this.openConnections.size >= this.max;
  }

  /** Whether the client at an address, or the wider network around it, has as many as it may have. */
  isFullFor(ip: string): boolean {
    const { perClient, isExempt } = this.limits;
    if (isExempt(ip)) return false;
    return getNetworks(ip).some(
      (network, i) => (this.perNetwork.get(network) ?? 0) >= perClient * (i === 0 ? 1 : WIDER_LIMIT),
    );
  }

  count(kind: LiveConnection['kind']): number {
    return [...this.openConnections.keys()].filter((connection) => connection.kind === kind).length;
  }

  /** `ip`: of its client. */
  add(connection: LiveConnection, ip: string): void {
    const networks = getNetworks(ip);
    this.openConnections.set(connection, networks);
    for (const network of networks) this.perNetwork.set(network, (this.perNetwork.get(network) ?? 0) + 1);
  }

  delete(connection: LiveConnection): void {
    for (const network of this.openConnections.get(connection) ?? []) {
      const count = this.perNetwork.get(network)! - 1;
      if (count > 0) this.perNetwork.set(network, count);
      else this.perNetwork.delete(network);
    }
    this.openConnections.delete(connection);
  }

  async close(): Promise<void> {
    this.isClosing = true;
    clearInterval(this.keepAliveTimer);
    for (const connection of this.openConnections.keys()) connection.disconnect();
    for (const end = Date.now() + CLOSE_TIMEOUT_MS; this.openConnections.size > 0 && Date.now() < end; )
      await sleep(10);
    for (const connection of this.openConnections.keys()) connection.terminate();
  }

  private keepAlive(): void {
    for (const connection of this.openConnections.keys()) connection.keepAlive();
  }
}

/** What a client is told that has as many connections as it may have. */
export const TOO_MANY_FROM_CLIENT =
  'Your network has as many WebSockets and event streams open as one may have. Close some, or share one.';
/** What everyone is told when an instance has as many as it may have. */
export const INSTANCE_IS_FULL = 'This instance has as many connections as it takes.';
/** Seconds after which a client that was refused may try again. */
export const RETRY_AFTER = { client: '10', instance: '1' };
