import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ChangeReader, type Subscriber } from './change-reader.js';
import { CHANGES_CHANNEL, lastChange, POPULARITY_CHANNEL } from './changes.js';
import { type Log, SILENT } from './log.js';

/** Milliseconds between two looks when nothing is heard: a listener can be cut off without noticing. */
const POLL_INTERVAL = 5_000;
/** Milliseconds before a lost connection is made again. */
const RECONNECT_DELAY = 200;
/** One connection hears of everything: a look that finds nothing costs little. */
const LISTEN = `LISTEN ${CHANGES_CHANNEL}; LISTEN ${POPULARITY_CHANNEL}`;
/** Milliseconds that the database has to answer a listener. */
const PATIENCE = 3_000;

/** Reads what is new, in the log or in the popular lists, when it is told to look. */
export interface Looker {
  look(): void;
  /** Told that the popular lists may have changed. */
  popularityChanged?(): void;
  /** Told when changes may go unheard for a while; `look` follows as soon as they are heard again. */
  cutOff?(): void;
  /** Resolves when it does nothing any more. */
  stop(): Promise<void>;
}

/**
 * Tells subscribers of every content change, once and in the order of commit. A notification only says that
 * there is something to read; what was missed while the connection was lost is read after it. One connection
 * listens, however many subscribe. Each subscriber reads the log by itself: subscribe once per instance, and
 * hand on from there. What must happen once in the whole cluster is a ChangeFollower, attached.
 */
export class ChangeFeed {
  private readonly lookers = new Set<Looker>();
  private client: pg.Client | null = null;
  private poll: NodeJS.Timeout | undefined;
  private listening: Promise<void> = Promise.resolve();
  private isStopped = false;
  /** Whether changes are heard of as they happen. */
  isListening = false;
  private log = SILENT;

  constructor(
    private readonly connection: pg.PoolConfig,
    private readonly pool: pg.Pool,
  ) {}

  /** Begins to listen. While the database is away it tries again and again. */
  start(log: Log = SILENT): void {
    if (this.poll) return;
    this.log = log;
    this.listening = this.keepListening();
    this.poll = setInterval(() => this.check(), POLL_INTERVAL).unref();
  }

  /** Number of the latest change; 0 when there was none. Read it before what is to be kept up to date. */
  last(): Promise<bigint> {
    return lastChange(this.pool);
  }

  /**
   * Calls `handler` for each change after number `after`, one at a time, and answers how to stop it. A handler
   * that throws is called again with the same change at the next look. `trimmed` is called, and `handler` no
   * more, when changes after that number have been taken away.
   */
  subscribe(
    after: bigint,
    handler: Subscriber['handler'],
    {
      trimmed = (err) => this.log.error({ err, part: 'changes' }, 'a subscriber is lost'),
      ...others
    }: Partial<Omit<Subscriber, 'after' | 'handler'>> = {},
  ): () => Promise<void> {
    return this.attach(new ChangeReader(this.pool, { after, handler, trimmed, ...others }, this.log));
  }

  /** Lets it look now, and whenever there may be something new; answers how to stop it. */
  attach(looker: Looker): () => Promise<void> {
    this.lookers.add(looker);
    looker.look();
    return () => {
      this.lookers.delete(looker);
      return looker.stop();
    };
  }

  /** Ends the listening, for good; resolves when no handler runs any more. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.poll);
    this.client?.end().catch(() => undefined);
    await Promise.all([...this.lookers].map((looker) => looker.stop()));
    await this.listening;
  }

  private async keepListening(): Promise<void> {
    while (!this.isStopped) {
      await this.listenUntilCutOff();
      if (!this.isStopped) await sleep(RECONNECT_DELAY, undefined, { ref: false });
    }
  }

  private async listenUntilCutOff(): Promise<void> {
    const client = new pg.Client({
      ...this.connection,
      keepAlive: true,
      connectionTimeoutMillis: PATIENCE,
      query_timeout: PATIENCE,
    });
    this.client = client;
    const end = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('error', () => undefined); // 'end' follows
    client.on('notification', ({ channel }) => {
      if (channel === POPULARITY_CHANNEL) for (const looker of this.lookers) looker.popularityChanged?.();
      this.look();
    });
    const listening = client.connect().then(() => client.query(LISTEN));
    try {
      // A client that is ended while it connects never says what became of it.
      await Promise.race([listening, end.then(() => Promise.reject(new Error('The client was ended.')))]);
    } catch {
      client.end().catch(() => undefined);
      return;
    }
    if (!(await this.hears(client, end))) {
      client.end().catch(() => undefined);
      return;
    }
    this.log.debug({ part: 'changes' }, 'listening');
    this.isListening = true;
    this.look();
    await end;
    this.isListening = false;
    for (const looker of this.lookers) looker.cutOff?.();
    if (!this.isStopped) this.log.warn({ part: 'changes' }, 'the listener was cut off: it connects again');
  }

  /**
   * Whether what another connection says arrives. A pooler that gives each transaction another connection takes
   * LISTEN without a word, and nothing is ever heard: memory would be trusted while others change what is in it.
   */
  private async hears(client: pg.Client, end: Promise<void>): Promise<boolean> {
    const heard = once(client, 'notification').then(
      () => true,
      () => false,
    );
    const isSaid = await this.pool.query(`NOTIFY ${CHANGES_CHANNEL}`).then(
      () => true,
      () => false,
    );
    if (!isSaid) return false;
    const patience = sleep(PATIENCE, false, { ref: false });
    const hears = await Promise.race([heard, patience, end.then(() => false)]);
    if (!hears && !this.isStopped) {
      const message = 'notifications do not arrive: does a pooler give each transaction another connection?';
      this.log.warn({ part: 'changes' }, message);
    }
    return hears;
  }

  /** Reads what is new, without being told that there is something. */
  look(): void {
    for (const looker of this.lookers) looker.look();
  }

  /** Asks also whether the connection still carries anything: one that went silent is ended, and made anew. */
  private check(): void {
    const { client } = this;
    client?.query(LISTEN).catch(() => client.end().catch(() => undefined));
    this.look();
  }
}
