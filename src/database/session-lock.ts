import type pg from 'pg';
import { isLockConflict } from './migrations/lock-retry.js';
import { DatabaseSetupError } from './setup-error.js';

export interface SessionLockPolicy {
  /** Seconds to wait for a holder that runs statements. */
  busySeconds: number;
  /** Seconds to wait for a holder without a statement. */
  idleSeconds: number;
}

const DEFAULT_POLICY: SessionLockPolicy = { busySeconds: 900, idleSeconds: 30 };
/** Milliseconds after which PostgreSQL gives up the wait, to look at the holder. */
const ATTEMPT_MS = 1_000;

interface Holder {
  pid: number;
  name: string;
  state: string;
  /** Seconds since the state of the connection changed. */
  seconds: number;
}

/**
 * Takes an advisory lock of the connection. Waits for a holder that works, and throws a DatabaseSetupError that
 * names it if it has been idle too long, as one that ended behind a pooler is.
 */
export async function acquireSessionLock(
  client: pg.ClientBase,
  lock: number,
  policy: SessionLockPolicy = DEFAULT_POLICY,
): Promise<void> {
  const started = performance.now();
  let idleSince: number | null = null;
  await client.query(`SET lock_timeout = ${ATTEMPT_MS}`);
  while (!(await tryLock(client, lock))) {
    const now = performance.now();
    const holder = await findHolder(client, lock);
    idleSince = holder?.state === 'idle' ? (idleSince ?? now) : null;
    const isIdleTooLong = idleSince !== null && now - idleSince > policy.idleSeconds * 1_000;
    if (holder && (isIdleTooLong || now - started > policy.busySeconds * 1_000)) throw createError(holder);
  }
  await client.query('RESET lock_timeout');
}

async function tryLock(client: pg.ClientBase, lock: number): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    return true;
  } catch (error) {
    if (!isLockConflict(error)) throw error;
    return false;
  }
}

async function findHolder(client: pg.ClientBase, lock: number): Promise<Holder | undefined> {
  // An advisory lock of one 64-bit number has its halves in classid and objid, and objsubid 1.
  const { rows } = await client.query<Holder>(
    `SELECT a.pid, coalesce(nullif(a.application_name, ''), a.usename) AS name, coalesce(a.state, 'unknown') AS state,
       coalesce(extract(epoch FROM clock_timestamp() - a.state_change), 0)::int AS seconds
     FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1 AND l.objsubid = 1
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [lock],
  );
  return rows[0];
}

function createError({ pid, name, state, seconds }: Holder): DatabaseSetupError {
  return new DatabaseSetupError(
    `Another connection holds the lock for migrations: process ${pid} of PostgreSQL (${name}, ${state} for ${seconds} s). ` +
      'If it migrates the database, try again when it is done. If it is a connection that a pooler kept, ' +
      `end it with SELECT pg_terminate_backend(${pid}), and set DATABASE_DIRECT_URL: see docs/operations/deployment.md#pgbouncer.`,
  );
}
