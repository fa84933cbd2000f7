import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type AppLogger, noopLogger } from '../shared/logging/logger.js';
import {
  CHANGES_CHANNEL,
  type ChangeLogReader,
  CONTENT_LOG,
  type ContentChangeRow,
  POPULARITY_CHANNEL,
  readLastSequence,
  WRITES_CHANNEL,
} from './change-log.js';
import { ChangeSubscription, type ChangeSubscriptionOptions } from './change-subscription.js';

/** Milliseconds between two polls without a notification: a connection can break unnoticed. */
const POLL_INTERVAL_MS = 5_000;
/** Milliseconds before reconnecting. */
const RECONNECT_DELAY_MS = 200;
/**
 * Statement that listens to all channels on a single connection, since a poll that finds nothing is cheap.
 */
const LISTEN_STATEMENT = [CHANGES_CHANNEL, POPULARITY_CHANNEL, WRITES_CHANNEL]
  .map((channel) => `LISTEN ${channel}`)
  .join('; ');
/** Milliseconds that the database has to respond. */
const TIMEOUT_MS = 3_000;
/** Milliseconds without notifications after which a gateway says so. */
const DEAF_AFTER_MS = 10_000;

/** Reads the change log or the popular lists when the listener notifies it. */
export interface ChangeObserver {
  pollChanges(): void;
  /** Called when the popular lists may have changed. */
  onPopularityChange?(): void;
  /** Called after each write, also of drafts. */
  onWrite?(): void;
  /** Called when notifications may be lost for a while; `pollChanges` follows on reconnecting. */
  onDisconnect?(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

type ChangeHandler<Row extends { sequence: bigint }> = ChangeSubscriptionOptions<Row>['handler'];
type SubscribeOptions<Row extends { sequence: bigint }> = Partial<
  Omit<ChangeSubscriptionOptions<Row>, 'log' | 'after' | 'handler'>
>;

/**
 * Listens for NOTIFY on one connection and lets observers read the change log, also for the changes missed
 * while disconnected. Subscribe once per instance; for work done once per cluster, add a
 * ChangeConsumerRunner.
 */
export class ChangeListener {
  private readonly observers = new Set<ChangeObserver>();
  private client: pg.Client | null = null;
  private pollTimer: NodeJS.Timeout | undefined;
  private listenLoop: Promise<void> = Promise.resolve();
  private isStopped = false;
  /** True while notifications are received. */
  isListening = false;
  /** Time since which they are not, by the clock of `performance`. Null before the start. */
  private lastHeard: number | null = null;
  private log = noopLogger;

  constructor(
    private readonly connection: pg.PoolConfig,
    private readonly pool: pg.Pool,
  ) {}

  /** Starts to listen. Retries while the database is unavailable. */
  start(log: AppLogger = noopLogger): void {
    if (this.pollTimer) return;
    this.log = log;
    this.lastHeard = performance.now();
    this.listenLoop = this.runListenLoop();
    this.pollTimer = setInterval(() => this.checkConnection(), POLL_INTERVAL_MS).unref();
  }

  /** True if notifications have been missing for longer than a new connection takes. */
  get isDeaf(): boolean {
    if (this.isListening || this.lastHeard === null) return false;
    return performance.now() - this.lastHeard > DEAF_AFTER_MS;
  }

  /**
   * Returns the sequence of the latest change; 0 if there was none. Read it before the data to be kept
   * current.
   */
  getLastSequence(): Promise<bigint> {
    return readLastSequence(this.pool);
  }

  /**
   * Calls `handler` for each change after sequence `after`, in order; if it throws, retries the same change
   * at the next poll. `onGap` ends the subscription when changes were pruned; returns a function that stops
   * it.
   */
  subscribe(
    after: bigint,
    handler: ChangeHandler<ContentChangeRow>,
    options: SubscribeOptions<ContentChangeRow> = {},
  ): () => Promise<void> {
    return this.follow(CONTENT_LOG, after, handler, options);
  }

  /** Subscribes to any log, as `subscribe` does to the changes that readers notice. */
  follow<Row extends { sequence: bigint }>(
    log: ChangeLogReader<Row>,
    after: bigint,
    handler: ChangeHandler<Row>,
    {
      onGap = (err) => this.log.error({ err, part: 'changes' }, 'observer could not be attached'),
      ...others
    }: SubscribeOptions<Row> = {},
  ): () => Promise<void> {
    const options: ChangeSubscriptionOptions<Row> = {
      log,
      after,
      handler,
      ...others,
      onGap: (error) => {
        this.observers.delete(subscription);
        onGap(error);
      },
    };
    const subscription = new ChangeSubscription(this.pool, options, this.log);
    return this.addObserver(subscription);
  }

  /** Adds an observer, which polls now and at every notification. Returns a function that removes it. */
  addObserver(observer: ChangeObserver): () => Promise<void> {
    this.observers.add(observer);
    observer.pollChanges();
    return () => {
      this.observers.delete(observer);
      return observer.stop();
    };
  }

  /** Stops listening for good. Resolves when no handler runs any more. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.pollTimer);
    this.client?.end().catch(() => undefined);
    await Promise.all([...this.observers].map((observer) => observer.stop()));
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
      if (channel === WRITES_CHANNEL) {
        for (const observer of this.observers) observer.onWrite?.();
        return; // changes that readers can notice have a notification of their own
      }
      if (channel === POPULARITY_CHANNEL)
        for (const observer of this.observers) observer.onPopularityChange?.();
      this.pollChanges();
    });
    const listening = client.connect().then(() => client.query(LISTEN_STATEMENT));
    try {
      // The promise of a client that is ended while connecting never settles.
      await Promise.race([
        listening,
        end.then(() => Promise.reject(new Error('The connection was closed.'))),
      ]);
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
    this.lastHeard = performance.now();
    for (const observer of this.observers) observer.onDisconnect?.();
    if (!this.isStopped)
      this.log.warn({ part: 'changes' }, 'change listener lost its connection and reconnects');
  }

  /**
   * Returns true if a NOTIFY from another connection arrives. A transaction-mode pooler accepts LISTEN but
   * delivers nothing, and the caches would become outdated.
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
      const message = 'notifications do not arrive: a pooler in transaction mode may be the cause';
      this.log.warn({ part: 'changes' }, message);
    }
    return isReceived;
  }

  /** Lets all observers poll. */
  pollChanges(): void {
    for (const observer of this.observers) observer.pollChanges();
  }

  /** Checks that the connection still responds, and ends it otherwise, which reconnects. */
  private checkConnection(): void {
    const { client } = this;
    client?.query(LISTEN_STATEMENT).catch(() => client.end().catch(() => undefined));
    this.pollChanges();
  }
}
