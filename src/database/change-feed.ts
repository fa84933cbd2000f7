import pg from 'pg';
import { CHANGES_CHANNEL, type ContentChangeRow, readChanges } from './changes.js';

/** Milliseconds between two looks when nothing is heard: a listener can be cut off without noticing. */
const POLL_INTERVAL = 5_000;
/** Milliseconds before a lost connection is made again. */
const RECONNECT_DELAY = 200;

export type ChangeHandler = (change: ContentChangeRow) => void | Promise<void>;

interface Subscriber {
  after: bigint;
  handler: ChangeHandler;
}

/**
 * Tells subscribers of every content change, once and in the order of commit. A notification only says that
 * there is something to read; what was missed while the connection was lost is read after it. One connection
 * listens, however many subscribe.
 */
export class ChangeFeed {
  private readonly subscribers = new Set<Subscriber>();
  private client: pg.Client | null = null;
  private reading: Promise<void> | null = null;
  private isAsked = false;
  private isStopped = false;
  private poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: pg.PoolConfig,
    private readonly pool: pg.Pool,
  ) {}

  async start(): Promise<void> {
    await this.listen();
    this.poll = setInterval(() => this.look(), POLL_INTERVAL).unref();
  }

  /**
   * Calls `handler` for each change after number `fromSequence`, one at a time, and answers how to stop it. A
   * handler that throws is called again with the same change at the next look.
   */
  subscribe(fromSequence: bigint, handler: ChangeHandler): () => void {
    const subscriber = { after: fromSequence, handler };
    this.subscribers.add(subscriber);
    this.look();
    return () => this.subscribers.delete(subscriber);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.poll);
    await this.client?.end().catch(() => undefined);
    await this.reading;
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ ...this.connection, keepAlive: true, connectionTimeoutMillis: 3_000 });
    client.on('error', () => undefined); // 'end' follows
    client.on('end', () => this.reconnect(client));
    client.on('notification', () => this.look());
    this.client = client;
    await client.connect();
    await client.query(`LISTEN ${CHANGES_CHANNEL}`);
    this.look();
  }

  private reconnect(client: pg.Client): void {
    if (this.isStopped || this.client !== client) return;
    this.client = null;
    setTimeout(() => {
      if (!this.isStopped) this.listen().catch(() => this.client && this.reconnect(this.client));
    }, RECONNECT_DELAY).unref();
  }

  /** Reads what is new; asked again while it reads, it reads once more. */
  private look(): void {
    this.isAsked = true;
    this.reading ??= this.readWhileAsked().finally(() => {
      this.reading = null;
    });
  }

  private async readWhileAsked(): Promise<void> {
    while (this.isAsked && !this.isStopped) {
      this.isAsked = false;
      try {
        await Promise.all([...this.subscribers].map((subscriber) => this.catchUp(subscriber)));
      } catch {
        return; // the database is away, or a handler failed: the next look goes on from where each one stands
      }
    }
  }

  private async catchUp(subscriber: Subscriber): Promise<void> {
    for (;;) {
      const changes = await readChanges(this.pool, subscriber.after);
      for (const change of changes) {
        if (!this.subscribers.has(subscriber)) return;
        await subscriber.handler(change);
        subscriber.after = change.sequence;
      }
      if (changes.length === 0) return;
    }
  }
}
