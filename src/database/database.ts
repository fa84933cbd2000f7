import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { ChangeListener } from '../changes/change-listener.js';
import { WorkerStates } from '../jobs/worker-states.js';
import { instrumentPool } from '../observability/query-log.js';
import { DatabaseCircuitBreaker } from './circuit-breaker.js';
import { PrismaClient } from './generated/client.js';
import { GuardedPool } from './pool.js';
import { getStatementName, type Perspective, ReadClient } from './read/read-client.js';
import { StorageMonitor } from './storage-monitor.js';

export interface Database {
  pool: pg.Pool;
  /** Connections of `editorial`: however many readers there are, a write gets one. */
  writes: pg.Pool;
  /** Connections for work that may take long, and of the queue's workers, each of which listens on one: none is taken from requests. */
  jobPool: pg.Pool;
  /** For what needs a connection of its own: listening, and locks that outlast a transaction. */
  connection: pg.PoolConfig;
  /** Sees and writes everything: for the services that edit. */
  prisma: PrismaClient;
  readClients: Record<Perspective, ReadClient>;
  /** What happens to published content. It listens once it is started. */
  changes: ChangeListener;
  /** Whether PostgreSQL's disk is full. */
  storage: StorageMonitor;
  /** Of the job workers that this process has started. */
  workers: WorkerStates;
  close(): Promise<void>;
}

/** Without these a database that went silent would be waited for without end. Milliseconds. */
const TIMEOUTS = {
  connectionTimeoutMillis: 3_000,
  query_timeout: 15_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  idleTimeoutMillis: 30_000,
  // A connection keeps every statement that it was ever sent, and readers can put many together.
  maxLifetimeSeconds: 600,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

/** What a job asks may take minutes: thousands of articles at once. Milliseconds. */
const JOB_TIMEOUTS = { query_timeout: 600_000, statement_timeout: 600_000 };
/** Most connections for jobs. */
const MAX_JOB_CONNECTIONS = 10;

/**
 * A Prisma client for the editors, and a reader of each perspective, each with its half of `poolSize` connections, at
 * least one. Readers wait `patience` milliseconds for all that one answer reads. Connects when connections are first
 * needed.
 */
export function openDatabase(connection: pg.PoolConfig, poolSize = 10, readTimeoutMs = 2_500): Database {
  const circuitBreaker = new DatabaseCircuitBreaker(connection);
  const storage = new StorageMonitor(connection);
  const settings = { ...TIMEOUTS, ...connection };
  const reserved = Math.max(1, Math.floor(poolSize / 2));
  const readers = Math.max(1, poolSize - reserved);
  const pool = new GuardedPool({ ...settings, max: readers, pipeline: true }, circuitBreaker, storage);
  const writes = new GuardedPool({ ...settings, max: reserved, pipeline: true }, circuitBreaker, storage);
  const jobPool = new GuardedPool(
    { ...settings, ...JOB_TIMEOUTS, max: MAX_JOB_CONNECTIONS },
    circuitBreaker,
    storage,
  );
  for (const each of [pool, writes, jobPool]) instrumentPool(each);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(writes, { statementNameGenerator: ({ sql }) => getStatementName(sql) }),
  });
  const changes = new ChangeListener(connection, pool);
  circuitBreaker.closeHandlers.add(() => changes.pollChanges());
  return {
    pool,
    writes,
    jobPool,
    connection,
    prisma,
    readClients: {
      published: new ReadClient(pool, 'published', readTimeoutMs),
      preview: new ReadClient(pool, 'preview', readTimeoutMs),
    },
    changes,
    storage,
    workers: new WorkerStates(),
    close: async () => {
      circuitBreaker.stop();
      storage.stop();
      await changes.stop();
      await prisma.$disconnect();
      await Promise.all([pool.end(), writes.end(), jobPool.end()]);
    },
  };
}

/** The time by the one clock that all instances share. */
export async function getDatabaseTime(pool: pg.Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('SELECT now() AS now');
  return rows[0]!.now;
}
