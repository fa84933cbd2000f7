import { setTimeout as sleep } from 'node:timers/promises';
import { getNetworks, WIDER_LIMIT } from '../../shared/net/network.js';

/** Milliseconds that clients have to close their connections. */
const CLOSE_TIMEOUT_MS = 3_000;

export interface LiveConnection {
  readonly kind: 'websocket' | 'event-stream';
  /** Sends a keep-alive message and checks that the client responds. */
  keepAlive(): void;
  /** Asks the client to reconnect, to another instance. */
  disconnect(): void;
  /** Closes the connection immediately. */
  terminate(): void;
}

export interface ConnectionLimits {
  /** Maximum number of connections. */
  max: number;
  /** Maximum number of connections from a client's network. */
  perClient: number;
  /** Returns true if an address has no limit. */
  isExempt(ip: string): boolean;
  /** Milliseconds between keep-alive messages. */
  keepAliveMs: number;
}

/** Registry of open WebSockets and event streams. */
export class ConnectionRegistry {
  /** Open connections with the networks for which each is counted. */
  private readonly openConnections = new Map<LiveConnection, string[]>();
  private readonly perNetwork = new Map<string, number>();
  private readonly keepAliveTimer: NodeJS.Timeout;
  private isClosing = false;

  constructor(private readonly limits: ConnectionLimits) {
    this.keepAliveTimer = setInterval(() => this.keepAlive(), limits.keepAliveMs).unref();
  }

  get max(): number {
    return this.limits.max;
  }

  get isFull(): boolean {
    return this.isClosing || this.openConnections.size >= this.max;
  }

  /** Returns true if an address has no limit. */
  isExempt(ip: string): boolean {
    return this.limits.isExempt(ip);
  }

  /** Returns true if the client's network, or the wider one around it, has reached its limit. */
  hasReachedLimit(ip: string): boolean {
    const { perClient } = this.limits;
    if (this.isExempt(ip)) return false;
    return getNetworks(ip).some(
      (network, i) => (this.perNetwork.get(network) ?? 0) >= perClient * (i === 0 ? 1 : WIDER_LIMIT),
    );
  }

  count(kind: LiveConnection['kind']): number {
    return [...this.openConnections.keys()].filter((connection) => connection.kind === kind).length;
  }

  /** Adds a connection from a client's IP address. */
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

/** Message for a client over its limit of connections. */
export const TOO_MANY_FROM_CLIENT =
  'Your network has reached its limit of open WebSockets and event streams. Close some, or share one.';
/** Message for any client when the instance has reached its limit. */
export const INSTANCE_IS_FULL = 'This instance has reached its limit of connections. Try again later.';
/** Values of Retry-After, in seconds. */
export const RETRY_AFTER = { client: '10', instance: '1' };
