import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { DatabaseUnavailableError } from '../errors.js';
import { padToStablePlan } from './pad-parameters.js';

/** A statement with a parameter that is a list of keys, `= ANY($1)`, and rows that are lists of values. */
export interface KeyedStatement {
  name: string;
  text: string;
  /** Which of a row's values is its key. */
  keyIndex: number;
}

export type ResultRow = unknown[];

/** Who waits for an answer, and until when, in milliseconds since 1970. */
interface Waiter {
  deadline: number;
  hasTimedOut?: true;
  resolve(result: pg.QueryResult): void;
  reject(error: unknown): void;
}

/** As pg takes it, of whose options its types know not all. */
type PgQuery = pg.QueryConfig & { rowMode?: 'array'; query_timeout?: number };

/** A statement that is to be sent, for all who ask it at that moment. */
interface PendingQuery {
  statement: PgQuery;
  /** The keys of them all, when it is one of keys. */
  keys: Set<unknown> | null;
  waiters: Waiter[];
}

/** Milliseconds after which a connection is given up, when nobody waits for it any more. */
const GRACE_MS = 500;
const TIMEOUT_MESSAGE = 'The database took too long.';

/**
 * Sends what is asked at a moment together, over one connection, and waits for no answer before the next statement:
 * answers ask for several things at once, and each way to the database and back costs more than many of them. What
 * several ask is asked once, and rows that several look up by their keys are looked up by one statement. All wait for
 * the slowest among them, so that what may take long is asked through a pipeline of its own.
 */
export class QueryBatcher {
  private pendingQueries = new Map<string, PendingQuery>();
  /** On nobody's behalf: it is not noted as what the first of them asked (statements.ts). */
  private readonly scheduleFlush = AsyncResource.bind(() => setImmediate(() => this.flush()));

  constructor(private readonly pool: pg.Pool) {}

  /**
   * Its result, which is shared with all who ask the same and must not be changed. Gives up at the deadline. Throws
   * DatabaseAway, and what PostgreSQL says.
   */
  query(statement: pg.QueryConfig, deadline: number): Promise<pg.QueryResult> {
    const cacheKey = `${statement.text}\n${JSON.stringify(statement.values, stringifyUnsupported)}`;
    return this.enqueue(cacheKey, { statement, keys: null, waiters: [] }, deadline);
  }

  /** The rows of any of the keys. As `query` otherwise. */
  async loadRowsByKeys(
    { name, text, keyIndex }: KeyedStatement,
    keys: unknown[],
    deadline: number,
  ): Promise<ResultRow[]> {
    const wanted = new Set(keys);
    const statement: PgQuery = { name, text, rowMode: 'array' };
    const pendingQuery: PendingQuery = this.pendingQueries.get(text) ?? {
      statement,
      keys: new Set(),
      waiters: [],
    };
    for (const key of wanted) pendingQuery.keys!.add(key);
    try {
      const { rows } = await this.enqueue(text, pendingQuery, deadline);
      return pendingQuery.waiters.length > 1
        ? rows.filter((row: ResultRow) => wanted.has(row[keyIndex]))
        : rows;
    } catch (error) {
      // Another's key may have been what is wrong with it.
      if (pendingQuery.waiters.length === 1 || !(error instanceof pg.DatabaseError)) throw error;
      const { rows } = await this.query({ ...statement, values: [padToStablePlan(keys)] }, deadline);
      return rows;
    }
  }

  private enqueue(cacheKey: string, pendingQuery: PendingQuery, deadline: number): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      const existing = this.pendingQueries.get(cacheKey) ?? pendingQuery;
      existing.waiters.push({ deadline, resolve, reject });
      if (this.pendingQueries.size === 0) this.scheduleFlush();
      this.pendingQueries.set(cacheKey, existing);
    });
  }

  private flush(): void {
    const pendingQueries = [...this.pendingQueries.values()];
    this.pendingQueries = new Map();
    const waiters = pendingQueries.flatMap((each) => each.waiters);
    const cancelTimeouts = rejectExpiredWaiters(waiters);
    executeBatch(this.pool, pendingQueries)
      .catch((error) => {
        for (const { reject } of waiters) reject(error);
      })
      .finally(cancelTimeouts);
  }
}

/** JSON has no word for these. */
function stringifyUnsupported(_key: string, value: unknown): unknown {
  const isUnsupported = typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
  return isUnsupported ? String(value) : value;
}

/** Tells whoever has waited until their deadline that the database is away; answers how to stop it. */
function rejectExpiredWaiters(waiters: Waiter[]): () => void {
  let timer: NodeJS.Timeout;
  const scheduleTimeout = (still: Waiter[]) => {
    const next = Math.min(...still.map(({ deadline }) => deadline));
    // What has arrived in time is looked at before an immediate, though the process was too busy to look sooner.
    timer = setTimeout(() => setImmediate(rejectExpired, still, next), next - Date.now());
  };
  const rejectExpired = (still: Waiter[], now: number) => {
    for (const each of still.filter(({ deadline }) => deadline <= now)) {
      each.hasTimedOut = true;
      each.reject(new DatabaseUnavailableError(TIMEOUT_MESSAGE));
    }
    const others = still.filter(({ hasTimedOut: hasGivenUp }) => !hasGivenUp);
    if (others.length > 0) scheduleTimeout(others);
  };
  scheduleTimeout(waiters);
  return () => clearTimeout(timer);
}

/** A timer may be early by the clock, or late: who was told not to wait waits no more, nor whose time is over. */
function hasActiveWaiter({ waiters }: PendingQuery): boolean {
  return waiters.some(({ deadline, hasTimedOut }) => !hasTimedOut && deadline > Date.now());
}

async function executeBatch(pool: pg.Pool, all: PendingQuery[]): Promise<void> {
  const client = await pool.connect();
  // Nobody waits any more for some, when a connection was long in coming.
  const activeQueries = all.filter(hasActiveWaiter);
  for (const { waiters: waiting } of all.filter((each) => !activeQueries.includes(each)))
    for (const { reject } of waiting) reject(new DatabaseUnavailableError(TIMEOUT_MESSAGE));
  // One that is given up takes the connection with it: not before all have had their time.
  const lastDeadline = Math.max(
    ...activeQueries.flatMap(({ waiters: waiting }) => waiting.map(({ deadline }) => deadline)),
  );
  // Written at once: a write costs both processes more than most statements.
  const { stream } = client.connection;
  stream.cork();
  const sent = activeQueries.map((each) => client.query(preparePgQuery(each, lastDeadline)));
  stream.uncork();
  const results = await Promise.allSettled(sent);
  client.release(results.find((result) => result.status === 'rejected')?.reason);
  // All at one moment, for what is asked next to be asked together again.
  for (const [i, result] of results.entries()) {
    for (const { resolve, reject } of activeQueries[i]!.waiters) {
      if (result.status === 'fulfilled') resolve(result.value);
      else reject(result.reason);
    }
  }
}

function preparePgQuery({ statement, keys }: PendingQuery, lastDeadline: number): PgQuery {
  if (keys) statement.values = [padToStablePlan([...keys])];
  statement.query_timeout = lastDeadline - Date.now() + GRACE_MS;
  return statement;
}
