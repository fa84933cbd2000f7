import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { ChangeListener } from '../changes/change-listener.js';
import { WorkerStates } from '../jobs/worker-states.js';
import { instrumentPool } from '../shared/logging/query-log.js';
import { requireValue } from '../shared/require-value.js';
import { DatabaseCircuitBreaker } from './circuit-breaker.js';
import { PrismaClient } from './generated/client.js';
import { READER_TYPES } from './parse-timestamp.js';
import { GuardedPool } from './pool.js';
import { getStatementName, type Perspective, ReadClient } from './read/read-client.js';
import type { Pooling } from './server/pooler.js';
import { StorageMonitor } from './storage-monitor.js';

export interface Database {
  pool: GuardedPool;
  /** Connections of `prisma`, reserved so that reads never use them up. */
  writes: GuardedPool;
  /**
   * Connections for jobs, which may run long, and for the queue's workers, each of which listens on one.
   * Requests use none of these.
   */
  jobPool: GuardedPool;
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

/**
 * Settings of connections. PostgreSQL would compile a search before it executes it, since it takes the search for costly
 * in a large archive, and compiling takes longer. By default it has 4 MB of memory for a statement, too little to list the
 * hits of a frequent word among a million articles: it would list their pages, and compare every document there.
 */
const SETTINGS = { jit: 'off', work_mem: '16MB' };
/** Timeouts in milliseconds of jobs, which may process thousands of articles in one statement. */
const JOB_TIMEOUTS = { query_timeout: 600_000, statement_timeout: 600_000 };
/** Maximum number of connections for jobs by default. */
const JOB_CONNECTIONS = 10;

export interface OpenOptions {
  /** Parameters of the pooler that requests use; defaults to those of dedicated connections. */
  pooled?: pg.PoolConfig;
  /** How the connections of `pooled` are shared. */
  pooling?: Pooling;
  /** How dedicated connections, and those for jobs, are shared. */
  directPooling?: Pooling;
  /** Maximum number of connections for jobs. */
  jobConnections?: number;
}

/**
 * Opens a Prisma client and a read client per perspective; writes and reads get half of `poolSize` each, at
 * least one connection. `readTimeoutMs` limits all reads of a response together; connects at first use.
 */
export function openDatabase(
  connection: pg.PoolConfig,
  poolSize = 10,
  readTimeoutMs = 2_500,
  {
    pooled = connection,
    pooling = 'none',
    directPooling = 'none',
    jobConnections = JOB_CONNECTIONS,
  }: OpenOptions = {},
): Database {
  const circuitBreaker = new DatabaseCircuitBreaker(pooled);
  const storage = new StorageMonitor(connection);
  const settings = withSettings({ ...TIMEOUTS, ...pooled }, pooling);
  const reserved = Math.max(1, Math.floor(poolSize / 2));
  const readers = Math.max(1, poolSize - reserved);
  const pool = new GuardedPool(
    { ...settings, max: readers, pipeline: true, types: READER_TYPES },
    circuitBreaker,
    storage,
  );
  const writes = new GuardedPool({ ...settings, max: reserved, pipeline: true }, circuitBreaker, storage);
  const jobSettings = withSettings({ ...TIMEOUTS, ...connection, ...JOB_TIMEOUTS }, directPooling);
  const jobPool = new GuardedPool({ ...jobSettings, max: jobConnections }, circuitBreaker, storage);
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

/**
 * Returns the parameters with settings of PostgreSQL as a pooler takes them: it refuses them as parameters of a
 * connection. In session mode they are set by a statement; in transaction mode the next client would get them.
 */
function withSettings(settings: pg.PoolConfig, pooling: Pooling): pg.PoolConfig {
  const own = Object.entries(SETTINGS);
  if (pooling === 'none')
    return { options: own.map(([name, value]) => `-c ${name}=${value}`).join(' '), ...settings };
  const { statement_timeout, idle_in_transaction_session_timeout, ...others } = settings;
  if (pooling === 'transaction') return others;
  const statement =
    `SET statement_timeout = ${statement_timeout}; ` +
    `SET idle_in_transaction_session_timeout = ${idle_in_transaction_session_timeout}; ` +
    own.map(([name, value]) => `SET ${name} = '${value}'`).join('; ');
  // The pool waits for a promise, which the types of pg leave out.
  const onConnect: (client: pg.ClientBase) => unknown = (client) => client.query(statement);
  return { ...others, onConnect: onConnect as (client: pg.ClientBase) => void };
}

/** Returns the database's time, the clock that all instances share. */
export async function getDatabaseTime(pool: pg.Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('SELECT now() AS now');
  return requireValue(rows[0], 'SELECT returns a row.').now;
}
