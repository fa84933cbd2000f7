import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { ChangeListener } from '../changes/change-listener.js';
import { WorkerStates } from '../jobs/worker-states.js';
import { instrumentPool } from '../shared/logging/query-log.js';
import { DatabaseCircuitBreaker } from './circuit-breaker.js';
import { PrismaClient } from './generated/client.js';
import { READER_TYPES } from './parse-timestamp.js';
import { GuardedPool } from './pool.js';
import { getStatementName, type Perspective, ReadClient } from './read/read-client.js';
import { StorageMonitor } from './storage-monitor.js';

export interface Database {
  pool: pg.Pool;
  /** Connections of `prisma`, reserved so that reads never use them up. */
  writes: pg.Pool;
  /**
   * Connections for jobs, which may run long, and for the queue's workers, each of which listens on one.
   * Requests use none of these.
   */
  jobPool: pg.Pool;
  /** Parameters for dedicated connections: for LISTEN, and for locks that outlast a transaction. */
  connection: pg.PoolConfig;
  /** Prisma client that reads and writes everything, for the mutation services. */
  prisma: PrismaClient;
  readClients: Record<Perspective, ReadClient>;
  /** Listener for changes of published content. It has to be started. */
  changes: ChangeListener;
  /** Tracks whether PostgreSQL's disk is full. */
  storage: StorageMonitor;
  /** States of the job workers that this process has started. */
  workers: WorkerStates;
  close(): Promise<void>;
}

/**
 * Timeouts of connections in milliseconds, unless named otherwise. Without them, an unresponsive database
 * would never fail.
 */
const TIMEOUTS = {
  connectionTimeoutMillis: 3_000,
  query_timeout: 15_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  idleTimeoutMillis: 30_000,
  // A connection keeps every statement it prepared, and clients can send many different ones.
  maxLifetimeSeconds: 600,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

/** Timeouts in milliseconds of jobs, which may process thousands of articles in one statement. */
const JOB_TIMEOUTS = { query_timeout: 600_000, statement_timeout: 600_000 };
/** Maximum number of connections for jobs. */
const MAX_JOB_CONNECTIONS = 10;

/**
 * Opens a Prisma client and a read client per perspective; writes and reads get half of `poolSize` each, at
 * least one connection. `readTimeoutMs` limits all reads of a response together; connects at first use.
 */
export function openDatabase(connection: pg.PoolConfig, poolSize = 10, readTimeoutMs = 2_500): Database {
  const circuitBreaker = new DatabaseCircuitBreaker(connection);
  const storage = new StorageMonitor(connection);
  const settings = { ...TIMEOUTS, ...connection };
  const reserved = Math.max(1, Math.floor(poolSize / 2));
  const readers = Math.max(1, poolSize - reserved);
  const pool = new GuardedPool(
    { ...settings, max: readers, pipeline: true, types: READER_TYPES },
    circuitBreaker,
    storage,
  );
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
      members: new ReadClient(pool, 'members', readTimeoutMs),
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

/** Returns the database's time, the clock that all instances share. */
export async function getDatabaseTime(pool: pg.Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('SELECT now() AS now');
  return rows[0]!.now;
}
