import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type AppLogger, noopLogger } from '../observability/logger.js';
import { CHANGES_CHANNEL, POPULARITY_CHANNEL, readLastSequence } from './change-log.js';
import { ChangeSubscription, type ChangeSubscriptionOptions } from './change-subscription.js';

/** Milliseconds between two looks when nothing is heard: a listener can be cut off without noticing. */
const POLL_INTERVAL_MS = 5_000;
/** Milliseconds before a lost connection is made again. */
const RECONNECT_DELAY_MS = 200;
/** One connection hears of everything: a look that finds nothing costs little. */
const LISTEN_STATEMENT = `LISTEN ${CHANGES_CHANNEL}; LISTEN ${POPULARITY_CHANNEL}`;
/** Milliseconds that the database has to answer a listener. */
const TIMEOUT_MS = 3_000;

/** Reads what is new, in the log or in the popular lists, when it is told to look. */
export interface ChangeObserver {
  pollChanges(): void;
  /** Told that the popular lists may have changed. */
  onPopularityChange?(): void;
  /** Told when changes may go unheard for a while; `look` follows as soon as they are heard again. */
  onDisconnect?(): void;
  /** Resolves when it does nothing any more. */
  stop(): Promise<void>;
}

/**
 * Tells subscribers of every content change, once and in the order of commit. A notification only says that
 * there is something to read; what was missed while the connection was lost is read after it. One connection
 * listens, however many subscribe. Each subscriber reads the log by itself: subscribe once per instance, and
 * hand on from there. What must happen once in the whole cluster is a ChangeFollower, attached.
 */
export class ChangeListener {
  private readonly observers = new Set<ChangeObserver>();
  private client: pg.Client | null = null;
  private pollTimer: NodeJS.Timeout | undefined;
  private listenLoop: Promise<void> = Promise.resolve();
  private isStopped = false;
  /** Whether changes are heard of as they happen. */
  isListening = false;
  private log = noopLogger;

  constructor(
    private readonly connection: pg.PoolConfig,
    private readonly pool: pg.Pool,
  ) {}

  /** Begins to listen. While the database is away it tries again and again. */
  start(log: AppLogger = noopLogger): void {
    if (this.pollTimer) return;
    this.log = log;
    this.listenLoop = this.runListenLoop();
    this.pollTimer = setInterval(() => this.checkConnection(), POLL_INTERVAL_MS).unref();
  }

  /** Number of the latest change; 0 when there was none. Read it before what is to be kept up to date. */
  getLastSequence(): Promise<bigint> {
    return readLastSequence(this.pool);
  }

  /**
   * Calls `handler` for each change after number `after`, one at a time, and answers how to stop it. A handler
   * that throws is called again with the same change at the next look. `trimmed` is called, and `handler` no
   * more, when changes after that number have been taken away.
   */
  subscribe(
    after: bigint,
    handler: ChangeSubscriptionOptions['handler'],
    {
      onGap = (err) => this.log.error({ err, part: 'changes' }, 'a subscriber is lost'),
      ...others
    }: Partial<Omit<ChangeSubscriptionOptions, 'after' | 'handler'>> = {},
  ): () => Promise<void> {
    return this.addObserver(
      new ChangeSubscription(this.pool, { after, handler, onGap, ...others }, this.log),
    );
  }

  /** Lets it look now, and whenever there may be something new; answers how to stop it. */
  addObserver(observer: ChangeObserver): () => Promise<void> {
    this.observers.add(observer);
    observer.pollChanges();
    return () => {
      this.observers.delete(observer);
      return observer.stop();
    };
  }

  /** Ends the listening, for good; resolves when no handler runs any more. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.pollTimer);
    this.client?.end().catch(() => undefined);
    await Promise.all([...this.observers].map((looker) => looker.stop()));
    await this.listenLoop;
  }

  private async runListenLoop(): Promise<void> {
    while (!this.isStopped) {
      await this.listenUntilDisconnected();
      if (!this.isStopped) await sleep(RECONNECT_DELAY_MS, undefined, { ref: false });
    }
  }

  private async listenUntilDisconnected(): Promise<void> {
    const client = new pg.Client({
      ...this.connection,
      keepAlive: true,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    });
    this.client = client;
    const end = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('error', () => undefined); // 'end' follows
    client.on('notification', ({ channel }) => {
      if (channel === POPULARITY_CHANNEL) for (const looker of this.observers) looker.onPopularityChange?.();
      this.pollChanges();
    });
    const listening = client.connect().then(() => client.query(LISTEN_STATEMENT));
    try {
      // A client that is ended while it connects never says what became of it.
      await Promise.race([listening, end.then(() => Promise.reject(new Error('The client was ended.')))]);
    } catch {
      client.end().catch(() => undefined);
      return;
    }
    if (!(await this.verifyNotifications(client, end))) {
      client.end().catch(() => undefined);
      return;
    }
    this.log.debug({ part: 'changes' }, 'listening');
    this.isListening = true;
    this.pollChanges();
    await end;
    this.isListening = false;
    for (const looker of this.observers) looker.onDisconnect?.();
    if (!this.isStopped) this.log.warn({ part: 'changes' }, 'the listener was cut off: it connects again');
  }

  /**
   * Whether what another connection says arrives. A pooler that gives each transaction another connection takes
   * LISTEN without a word, and nothing is ever heard: memory would be trusted while others change what is in it.
   */
  private async verifyNotifications(client: pg.Client, end: Promise<void>): Promise<boolean> {
    const notificationReceived = once(client, 'notification').then(
      () => true,
      () => false,
    );
    const isSent = await this.pool.query(`NOTIFY ${CHANGES_CHANNEL}`).then(
      () => true,
      () => false,
    );
    if (!isSent) return false;
    const timeout = sleep(TIMEOUT_MS, false, { ref: false });
    const isReceived = await Promise.race([notificationReceived, timeout, end.then(() => false)]);
    if (!isReceived && !this.isStopped) {
      const message = 'notifications do not arrive: does a pooler give each transaction another connection?';
      this.log.warn({ part: 'changes' }, message);
    }
    return isReceived;
  }

  /** Reads what is new, without being told that there is something. */
  pollChanges(): void {
    for (const looker of this.observers) looker.pollChanges();
  }

  /** Asks also whether the connection still carries anything: one that went silent is ended, and made anew. */
  private checkConnection(): void {
    const { client } = this;
    client?.query(LISTEN_STATEMENT).catch(() => client.end().catch(() => undefined));
    this.pollChanges();
  }
}
