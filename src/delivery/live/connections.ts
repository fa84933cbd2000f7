import { setTimeout as sleep } from 'node:timers/promises';

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

/** Every connection that stays open, of whatever kind. */
export class Connections {
  private readonly open = new Set<Connection>();
  private readonly beat: NodeJS.Timeout;
  private isClosing = false;

  /** `max`: most at a time; `interval`: milliseconds between signs of life. */
  constructor(
    readonly max: number,
    interval: number,
  ) {
    this.beat = setInterval(() => this.keepAlive(), interval).unref();
  }

  get isFull(): boolean {
    return this.isClosing || this.open.size >= this.max;
  }

  count(kind: Connection['kind']): number {
    return [...this.open].filter((connection) => connection.kind === kind).length;
  }

  add(connection: Connection): void {
    this.open.add(connection);
  }

  delete(connection: Connection): void {
    this.open.delete(connection);
  }

  async close(): Promise<void> {
    this.isClosing = true;
    clearInterval(this.beat);
    for (const connection of this.open) connection.leave();
    for (const end = Date.now() + FAREWELL; this.open.size > 0 && Date.now() < end; ) await sleep(10);
    for (const connection of this.open) connection.cut();
  }

  private keepAlive(): void {
    for (const connection of this.open) connection.keepAlive();
  }
}
