import { Logger, runMigrations, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { PrismaClient } from '../database/generated/client.js';
import type { AppLogger } from '../observability/logger.js';
import { SupervisedWorker } from './supervised-worker.js';
import { WorkerStates } from './worker-states.js';

/** Milliseconds between two looks for a job whose time has come; readers wait so long at most. */
const POLL_INTERVAL_MS = 500;
/** Jobs that one instance does at once, unless said otherwise. */
const DEFAULT_CONCURRENCY = 2;

/** A task by name: what is to be done with a job's payload. A thrown error is tried again, later and later. */
export type Tasks = Record<string, (payload: unknown) => Promise<void>>;

export interface WorkerOptions {
  /** By which metrics, readiness and logs know it. */
  name?: string;
  /** Where its state is noted. */
  states?: WorkerStates;
  /** Jobs done at once. */
  concurrency?: number;
  /** Tasks that come by themselves, a line each as cron has them, in UTC. Each time comes once, on one instance. */
  crontab?: string;
}

/** Works through the queue until it is stopped. */
export interface Worker {
  /** Takes no more jobs, and resolves when those under way have ended. */
  stop(): Promise<void>;
}

/** Brings the job queue's own tables (schema graphile_worker) to what this release needs. */
export async function migrateJobQueue(connection: pg.PoolConfig): Promise<void> {
  const pgPool = new pg.Pool({ ...connection, max: 1 });
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  await runMigrations({ pgPool, logger: createSilentLogger() }).finally(() => pgPool.end());
}

/** Adds a job of a task that there is no use in doing twice at once: one that waits already is enough. */
export async function enqueueUnique(prisma: PrismaClient, task: string): Promise<void> {
  await prisma.$executeRaw`
    SELECT graphile_worker.add_job(${task}, queue_name := ${task}, job_key := ${task}, max_attempts := 1)`;
}

/**
 * Works through the queue, together with every other instance: each job is done by one of them, and a job whose
 * time came while none was up is done at the next start. A worker that fails is started anew.
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
  }: WorkerOptions = {},
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

/** Adds a job that is done as soon as an instance has time for it. */
export async function addJob(pool: pg.Pool, task: string): Promise<void> {
  await pool.query('SELECT graphile_worker.add_job($1)', [task]);
}
