import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { ChangeFeed } from './change-feed.js';
import { PrismaClient } from './generated/client.js';
import { type Perspective, Reader, statementName } from './reader.js';
import { makeNoticeable } from './statements.js';

export interface Database {
  pool: pg.Pool;
  /** Connections of the job queue's workers, each of which listens on one: none is taken from requests. */
  jobs: pg.Pool;
  /** For what needs a connection of its own: listening, and locks that outlast a transaction. */
  connection: pg.PoolConfig;
  /** Sees and writes everything: for the services that edit. */
  editorial: PrismaClient;
  readers: Record<Perspective, Reader>;
  /** What happens to published content. It listens once it is started. */
  changes: ChangeFeed;
  close(): Promise<void>;
}

/** Without these a database that went silent would be waited for without end. Milliseconds. */
const TIMEOUTS = {
  connectionTimeoutMillis: 3_000,
  query_timeout: 15_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  idleTimeoutMillis: 30_000,
};

/** Most connections for jobs. */
const JOB_CONNECTIONS = 10;

/** Connects when they are first needed. */
function openPool(connection: pg.PoolConfig, max: number): pg.Pool {
  const pool = new pg.Pool({ ...TIMEOUTS, ...connection, max, keepAlive: true });
  // An idle connection that breaks is replaced by the next query; unheard, this event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  makeNoticeable(pool);
  return pool;
}

/** One pool of connections; over it a Prisma client for the editors, and a reader of each perspective. */
export function openDatabase(connection: pg.PoolConfig, poolSize = 10): Database {
  const pool = openPool(connection, poolSize);
  const jobs = openPool(connection, JOB_CONNECTIONS);
  const editorial = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) }),
  });
  const changes = new ChangeFeed(connection, pool);
  return {
    pool,
    jobs,
    connection,
    editorial,
    readers: { published: new Reader(pool, 'published'), preview: new Reader(pool, 'preview') },
    changes,
    close: async () => {
      await changes.stop();
      await editorial.$disconnect();
      await Promise.all([pool.end(), jobs.end()]);
    },
  };
}

/** The time by the one clock that all instances share. */
export async function databaseTime(pool: pg.Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('SELECT now() AS now');
  return rows[0]!.now;
}
