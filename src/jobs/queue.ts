import { Logger, runMigrations, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { PrismaClient } from '../database/generated/client.js';
import type { AppLogger } from '../shared/logging/logger.js';
import { SupervisedWorker } from './supervised-worker.js';
import { WorkerStates } from './worker-states.js';

/** Milliseconds between two polls for due jobs: the longest delay of a job. */
const POLL_INTERVAL_MS = 500;
/** Default number of jobs that one instance runs concurrently. */
const DEFAULT_CONCURRENCY = 2;

/**
 * Task functions by name, each called with a job's payload. A job that throws is retried with increasing
 * delays.
 */
export type Tasks = Record<string, (payload: unknown) => Promise<void>>;

export interface JobWorkerOptions {
  /** Name of the worker in metrics, readiness and logs. */
  name?: string;
  /** Registry in which the worker reports its state. */
  states?: WorkerStates;
  /** Maximum number of concurrent jobs. */
  concurrency?: number;
  /** Periodic tasks, one line of cron syntax each, in UTC. Each is run by one instance only. */
  crontab?: string;
}

/** A running job worker. */
export interface Worker {
  /** Takes no more jobs and resolves when those under way have ended. */
  stop(): Promise<void>;
}

/**
 * Migrates the job queue's own schema (graphile_worker) to the version this release needs. Waits for a lock for
 * `lockTimeoutMs`.
 */
export async function migrateJobQueue(connection: pg.PoolConfig, lockTimeoutMs = 2_000): Promise<void> {
  // By a statement, as poolers refuse it as a parameter. The pool waits for the promise.
  const onConnect: (client: pg.ClientBase) => unknown = (client) =>
    client.query(`SET lock_timeout = ${lockTimeoutMs}`);
  const pgPool = new pg.Pool({
    ...connection,
    max: 1,
    onConnect: onConnect as (client: pg.ClientBase) => void,
  });
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  await runMigrations({ pgPool, logger: createSilentLogger() }).finally(() => pgPool.end());
}

/** Adds a job unless one of the same task is waiting already. */
export async function enqueueUnique(prisma: PrismaClient, task: string): Promise<void> {
  await prisma.$executeRaw`
    SELECT graphile_worker.add_job(${task}, queue_name := ${task}, job_key := ${task}, max_attempts := 1)`;
}

/**
 * Starts a worker that shares the queue with all other instances and is restarted if it fails. Jobs that fell
 * due while no instance ran are done at the next start.
 */
export async function startWorker(
  pgPool: pg.Pool,
  tasks: Tasks,
  log: AppLogger,
  {
    name = 'jobs',
    states = new WorkerStates(),
    concurrency = DEFAULT_CONCURRENCY,
    crontab = '',
  }: JobWorkerOptions = {},
): Promise<Worker> {
  const taskList: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload)]),
  );
  const options = { taskList, concurrency, crontab, pollInterval: POLL_INTERVAL_MS };
  const worker = new SupervisedWorker({ name, pool: pgPool, log, states, options });
  await worker.start();
  return worker;
}

function createSilentLogger(): Logger {
  return new Logger(() => () => undefined);
}

/** Adds a job that runs as soon as an instance has capacity. */
export async function addJob(pool: pg.Pool, task: string): Promise<void> {
  await pool.query('SELECT graphile_worker.add_job($1)', [task]);
}
