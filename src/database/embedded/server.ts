import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import { runSilently, type StepRunner } from '../setup-progress.js';
import { ensureDataDirectory } from './data-directory.js';
import { type OsUser, resolvePostgresUser } from './run-binary.js';
import { startServer, stopServer } from './server-process.js';
import { isServerRunning } from './server-status.js';
import { type ConnectionSettings, getConnectionSettings } from './socket.js';

const DATABASE_NAME = 'dateline';
/**
 * Advisory lock that every process using the server holds shared; a process that can take it alone is the
 * last.
 */
const IN_USE_LOCK = 7_203_114;

/** Milliseconds between two attempts to restart a server that stopped unexpectedly. */
const RESTART_INTERVAL_MS = 2_000;

export interface EmbeddedServer {
  connection: ConnectionSettings;
  /** Releases the server. The last process to do so stops it, whichever started it. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Called each time that a server which stopped unexpectedly fails to restart. */
  onRestartFailure?: (error: unknown) => void;
  step?: StepRunner;
}

/**
 * Starts the embedded PostgreSQL, or joins the one that another process started, even if that process
 * crashed. Its data is in `<dataDir>/postgres`; it listens on a Unix socket only.
 */
export async function acquireEmbeddedServer(
  dataDir: string,
  { onRestartFailure = () => undefined, step = runSilently }: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  const dataDirectory = await ensureDataDirectory(resolve(dataDir, 'postgres'), step);
  const osUser = resolvePostgresUser(dataDirectory);
  const lease = await acquireLease(dataDirectory, osUser);
  return {
    connection: getConnectionSettings(dataDirectory, DATABASE_NAME),
    release: maintainLease(lease, dataDirectory, osUser, onRestartFailure),
  };
}

/** Returns a connection that holds the shared lock, starting the server if needed. */
async function acquireLease(dataDirectory: string, osUser: OsUser): Promise<pg.Client> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (!(await isServerRunning(dataDirectory))) await startServer(dataDirectory, osUser);
      return await connectAndLock(dataDirectory);
    } catch (error) {
      if (attempt === 10 || !isTransient(error)) throw error;
      await sleep(200);
    }
  }
}

/**
 * Returns true for errors that pass: another process is stopping or starting the server, or the remains of a
 * killed one are about to end.
 */
function isTransient(error: unknown): boolean {
  if (!(error instanceof DatabaseSetupError)) return true;
  const { message, cause } = error;
  return /database system is ready|shared memory block|lock file|PID file/.test(`${message} ${cause}`);
}

async function connectAndLock(dataDirectory: string): Promise<pg.Client> {
  const client = new pg.Client(getConnectionSettings(dataDirectory, 'postgres'));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [IN_USE_LOCK]);
    await createDatabase(client);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
  if (rowCount) return;
  await client.query(`CREATE DATABASE ${DATABASE_NAME}`).catch((error: pg.DatabaseError) => {
    if (error.code !== '42P04' && error.code !== '23505') throw error; // created by another process meanwhile
  });
}

/**
 * Re-acquires the lease after PostgreSQL restarted or was killed: without it, another process would stop the
 * server as its last user. Retries until the server starts; returns a function that releases the lease.
 */
function maintainLease(
  first: pg.Client,
  dataDirectory: string,
  osUser: OsUser,
  onRestartFailure: (error: unknown) => void,
): () => Promise<void> {
  let lease: Promise<pg.Client | null> = Promise.resolve(first);
  let isReleasing = false;
  const watch = (held: pg.Client) =>
    held.once('end', () => {
      if (!isReleasing) lease = retake();
    });
  const retake = async (): Promise<pg.Client | null> => {
    while (!isReleasing) {
      try {
        return watch(await acquireLease(dataDirectory, osUser));
      } catch (error) {
        onRestartFailure(error);
        await sleep(RESTART_INTERVAL_MS, undefined, { ref: false });
      }
    }
    return null;
  };
  watch(first);
  return async () => {
    isReleasing = true;
    const held = await lease;
    if (held) await releaseLease(held, dataDirectory, osUser);
  };
}

/**
 * Stops the server if no other process uses it. Holds the lock until it has stopped, so that a process
 * arriving meanwhile is turned away and starts it again.
 */
async function releaseLease(client: pg.Client, dataDirectory: string, osUser: OsUser): Promise<void> {
  try {
    const isLast = await client
      .query('SELECT pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) AS alone', [IN_USE_LOCK])
      .then(({ rows }) => Boolean(rows[0].alone))
      .catch(() => false); // the server is gone already
    if (isLast) await stopServer(dataDirectory, osUser);
  } finally {
    await client.end().catch(() => undefined);
  }
}
