import { Logger, type Runner, run, runMigrations, type TaskList } from 'graphile-worker';
import pg from 'pg';

/** Milliseconds between two looks for a job whose time has come; readers wait so long at most. */
const POLL_INTERVAL = 500;
/** Jobs that one instance does at once. */
const CONCURRENCY = 2;

/** A task by name: what is to be done with a job's payload. A thrown error is tried again, later and later. */
export type Tasks = Record<string, (payload: unknown) => Promise<void>>;

interface Log {
  debug(line: object, message: string): void;
  info(line: object, message: string): void;
  warn(line: object, message: string): void;
  error(line: object, message: string): void;
}

/** Brings the job queue's own tables (schema graphile_worker) to what this release needs. */
export async function prepareJobQueue(connection: pg.PoolConfig): Promise<void> {
  const pgPool = new pg.Pool({ ...connection, max: 1 });
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  await runMigrations({ pgPool, logger: quiet() }).finally(() => pgPool.end());
}

/**
 * Works through the queue, together with every other instance: each job is done by one of them, and a job whose
 * time came while none was up is done at the next start.
 */
export function startWorker(pgPool: pg.Pool, tasks: Tasks, log: Log): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload)]),
  );
  return run({
    pgPool,
    taskList,
    concurrency: CONCURRENCY,
    pollInterval: POLL_INTERVAL,
    noHandleSignals: true, // main.ts stops it, after the requests that may still add jobs
    logger: new Logger(() => (level, message) => {
      const method = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
      log[method]({ part: 'jobs' }, message);
    }),
  });
}

function quiet(): Logger {
  return new Logger(() => () => undefined);
}
