import type pg from 'pg';
import { isLostConnection, persistently } from '../shared/async/lost-connection.js';
import type { AppLogger } from '../shared/logging/logger.js';

type Callback = Parameters<pg.Pool['connect']>[0];

/**
 * Matches the names of graphile-worker's statements that record a job's outcome; each is safe to run twice.
 */
const OUTCOME = /^(complete|fail)_jobs?(_q)?\//;
/** Matches the names of graphile-worker's statements that claim jobs. */
const CLAIM = /^get_job/;
/** Milliseconds that PostgreSQL has to record an outcome. */
const RECORD_TIMEOUT_MS = 15_000;

/**
 * Connections of one graphile-worker, which does not await the statement that records a job's outcome: a
 * rejection would end the process. Repeats that statement over new connections until it succeeds.
 */
export class WorkerPool {
  private readonly recording = new Set<Promise<unknown>>();
  /**
   * Resolves when the response to a claim was lost: a job may be locked that no worker of this pool knows of.
   */
  readonly claimLost: Promise<void>;
  private loseClaim: () => void = () => undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly log: AppLogger,
    private readonly signal: AbortSignal,
  ) {
    this.claimLost = new Promise((resolve) => {
      this.loseClaim = resolve;
    });
  }

  /** Returns the pool that graphile-worker uses. */
  facade(): pg.Pool {
    const connect = (callback?: Callback) =>
      callback ? this.pool.connect(callback) : Promise.resolve(this.client());
    return new Proxy(this.pool, {
      get: (pool, name) => {
        if (name === 'connect') return connect;
        const value = Reflect.get(pool, name, pool);
        return typeof value === 'function' ? value.bind(pool) : value;
      },
    });
  }

  /** Resolves when every outcome so far is recorded, or recording was aborted. */
  async settled(): Promise<void> {
    await Promise.all(this.recording);
  }

  /**
   * Returns a client that connects at its first statement, so that a failed connection does not fail
   * recording an outcome.
   */
  private client(): Pick<pg.PoolClient, 'query' | 'release'> {
    let connected: pg.PoolClient | undefined;
    const query = async (statement: pg.QueryConfig | string, values?: unknown[]) => {
      const { name = '' } = typeof statement === 'string' ? {} : statement;
      if (OUTCOME.test(name)) return this.record(statement as pg.QueryConfig);
      try {
        connected ??= await this.pool.connect();
        return await connected.query(statement as string, values);
      } catch (error) {
        if (!isLostConnection(error)) throw error;
        if (CLAIM.test(name)) return this.failClaim(connected !== undefined);
        // Without the error's code, for which graphile-worker would wait up to two minutes before its next
        // poll.
        throw new Error('The connection to the database was lost.', { cause: error });
      }
    };
    return { query: query as pg.PoolClient['query'], release: (error) => connected?.release(error) };
  }

  /** Returns an empty claim, so the worker polls again soon or stops if asked to. */
  private failClaim(wasSent: boolean): Pick<pg.QueryResult, 'rows'> {
    if (wasSent) this.loseClaim();
    return { rows: [] };
  }

  private record(statement: pg.QueryConfig): Promise<unknown> {
    const work = () => this.pool.query({ ...statement, query_timeout: RECORD_TIMEOUT_MS } as pg.QueryConfig);
    const recording = persistently(work, { signal: this.signal })
      .catch((err) => this.log.error({ err, part: 'jobs' }, 'outcome of a job could not be recorded'))
      .finally(() => this.recording.delete(recording));
    this.recording.add(recording);
    return recording;
  }
}
