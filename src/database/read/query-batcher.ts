import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { DatabaseUnavailableError } from '../errors.js';
import {
  type BatchClient,
  type BatchedStatement,
  BatchQuery,
  type Outcome,
  type ResultRow,
  type StatementResult,
} from './batch-query.js';
import { toListParameter } from './pad-parameters.js';

/** Caller of a query, with its deadline in milliseconds since 1970. */
interface Waiter {
  deadline: number;
  /** Aborted when their clients have disconnected. */
  signal: AbortSignal | undefined;
  hasTimedOut?: true;
  resolve(result: StatementResult): void;
  reject(error: unknown): void;
}

/** Statement to be sent for all its waiters. */
interface PendingQuery {
  statement: BatchedStatement;
  /** Keys of all waiters; null if the statement has no list of keys. */
  keys: Set<unknown> | null;
  waiters: Waiter[];
  /** Rows of the result by their keys, for several waiters. */
  rowsByKey?: Map<unknown, ResultRow[]>;
}

/** Milliseconds after the last deadline at which a query fails and its connection is closed. */
const GRACE_MS = 500;
const TIMEOUT_MESSAGE = 'The database did not respond in time.';

/** Detached from the caller's async context, so that the batch is not attributed to the first caller. */
const scheduleFlush = AsyncResource.bind((batcher: QueryBatcher) => {
  setImmediate(() => batcher.flush());
});

/**
 * Pipelines the queries of an event-loop turn over one connection, merging equal statements and lookups by
 * key. All wait for the slowest, so queries that may take long need a batcher of their own.
 */
export class QueryBatcher {
  private pendingQueries = new Map<string, PendingQuery>();
  private connections = 0;

  /** `most`: maximum number of its concurrent connections; reads that wait for one are combined. */
  constructor(
    private readonly pool: pg.Pool,
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /**
   * Returns the result, which callers share and must not change. Throws DatabaseUnavailableError at the
   * deadline, or PostgreSQL's error.
   */
  query(statement: BatchedStatement, deadline: number, signal?: AbortSignal): Promise<StatementResult> {
    const cacheKey = `${statement.text}\n${JSON.stringify(statement.values, stringifyUnsupported)}`;
    return new Promise((resolve, reject) => {
      const pendingQuery = { statement, keys: null, waiters: [] };
      this.enqueue(cacheKey, pendingQuery, { deadline, signal, resolve, reject });
    });
  }

  /**
   * Returns the rows of any of the keys, which are the values at `keyIndex`; those of a key in the order of the
   * statement, which has the list of keys as its parameter, `= ANY($1)`. Throws as `query` does.
   */
  loadRowsByKeys(
    statement: BatchedStatement,
    keyIndex: number,
    keys: unknown[],
    deadline: number,
    signal?: AbortSignal,
  ): Promise<ResultRow[]> {
    const wanted = new Set(keys);
    const { text } = statement;
    const pendingQuery: PendingQuery = this.pendingQueries.get(text) ?? {
      statement,
      keys: new Set(),
      waiters: [],
    };
    for (const key of wanted) pendingQuery.keys!.add(key);
    const takeOwn = ({ rows }: StatementResult): ResultRow[] => {
      if (pendingQuery.waiters.length === 1) return rows;
      const rowsByKey = pendingQuery.rowsByKey ?? groupRows(rows, keyIndex);
      pendingQuery.rowsByKey = rowsByKey;
      const own: ResultRow[] = [];
      for (const key of wanted) for (const row of rowsByKey.get(key) ?? []) own.push(row);
      return own;
    };
    const loadAlone = async () => {
      const { rows } = await this.query({ ...statement, values: [toListParameter(keys)] }, deadline, signal);
      return rows;
    };
    return new Promise((resolve, reject) => {
      this.enqueue(text, pendingQuery, {
        deadline,
        signal,
        resolve: (result) => resolve(takeOwn(result)),
        reject: (error) => {
          // The key of another caller may have caused the error.
          if (pendingQuery.waiters.length > 1 && error instanceof pg.DatabaseError) resolve(loadAlone());
          else reject(error);
        },
      });
    });
  }

  private enqueue(cacheKey: string, pendingQuery: PendingQuery, waiter: Waiter): void {
    const existing = this.pendingQueries.get(cacheKey) ?? pendingQuery;
    existing.waiters.push(waiter);
    if (this.pendingQueries.size === 0) scheduleFlush(this);
    this.pendingQueries.set(cacheKey, existing);
  }

  /** Sends the queries that wait, unless too many connections are busy. */
  flush(): void {
    if (this.pendingQueries.size === 0 || this.connections >= this.most) return;
    const pendingQueries = [...this.pendingQueries.values()];
    this.pendingQueries = new Map();
    const waiters = pendingQueries.flatMap((each) => each.waiters);
    const cancelTimeouts = rejectExpiredWaiters(waiters);
    this.connections += 1;
    executeBatch(this.pool, pendingQueries)
      .catch((error) => {
        for (const { reject } of waiters) reject(error);
      })
      .finally(() => {
        cancelTimeouts();
        this.connections -= 1;
        if (this.pendingQueries.size > 0) scheduleFlush(this);
      });
  }
}

function groupRows(rows: ResultRow[], keyIndex: number): Map<unknown, ResultRow[]> {
  const groups = new Map<unknown, ResultRow[]>();
  for (const row of rows) {
    const group = groups.get(row[keyIndex]);
    if (group) group.push(row);
    else groups.set(row[keyIndex], [row]);
  }
  return groups;
}

/** Converts values that JSON cannot represent. */
function stringifyUnsupported(_key: string, value: unknown): unknown {
  const isUnsupported = typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
  return isUnsupported ? String(value) : value;
}

/** Rejects waiters after their deadline. Returns a cancel function. */
function rejectExpiredWaiters(waiters: Waiter[]): () => void {
  let timer: NodeJS.Timeout;
  const scheduleTimeout = (still: Waiter[]) => {
    const next = Math.min(...still.map(({ deadline }) => deadline));
    // setImmediate runs after pending I/O, so a result that arrived in time counts even if the process was
    // busy.
    timer = setTimeout(() => setImmediate(rejectExpired, still, next), Math.max(0, next - Date.now()));
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

/** Returns true if a caller still waits: not timed out, not aborted and before its deadline. */
function hasActiveWaiter({ waiters }: PendingQuery): boolean {
  return waiters.some(
    ({ deadline, hasTimedOut, signal }) => !hasTimedOut && !signal?.aborted && deadline > Date.now(),
  );
}

async function executeBatch(pool: pg.Pool, all: PendingQuery[]): Promise<void> {
  const client = await pool.connect();
  // Some deadlines may have passed while waiting for a connection.
  const activeQueries = all.filter(hasActiveWaiter);
  for (const { waiters: waiting } of all.filter((each) => !activeQueries.includes(each)))
    for (const { reject } of waiting) reject(new DatabaseUnavailableError(TIMEOUT_MESSAGE));
  const outcomes = await sendTogether(client as BatchClient, activeQueries).catch((error: Error) => {
    client.release(error);
    throw error;
  });
  client.release(outcomes.find(({ error }) => error)?.error);
  const omitted: PendingQuery[] = [];
  // All resolve in one turn, so that the callers' next queries are batched again.
  for (const [i, { error, result }] of outcomes.entries()) {
    const query = activeQueries[i]!;
    if (!result && !error) omitted.push(query);
    else if (result) for (const { resolve } of query.waiters) resolve(result);
    else for (const { reject } of query.waiters) reject(error);
  }
  if (omitted.length > 0) await executeBatch(pool, omitted);
}

/** Sends statements in one write, which costs both processes more than most statements do. */
function sendTogether(client: BatchClient, queries: PendingQuery[]): Promise<readonly Outcome[]> {
  if (queries.length === 0) return Promise.resolve([]);
  // A query timeout closes the connection, so it must not end before the last deadline.
  const last = Math.max(...queries.flatMap(({ waiters }) => waiters.map(({ deadline }) => deadline)));
  const batch = new BatchQuery(client, queries.map(toStatement), last - Date.now() + GRACE_MS);
  return new Promise<void>((resolve) => {
    void client.query(batch, () => resolve());
  }).then(() => batch.takeOutcomes());
}

function toStatement({ statement, keys }: PendingQuery): BatchedStatement {
  if (!keys) return statement;
  return { name: statement.name, text: statement.text, values: [toListParameter([...keys])] };
}
