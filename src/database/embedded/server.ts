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
/** Every process that uses the server holds this lock shared; who gets it alone is the last to leave. */
const IN_USE_LOCK = 7_203_114;

/** Milliseconds between two attempts to start a server that ended by itself. */
const RESTART_INTERVAL_MS = 2_000;

export interface EmbeddedServer {
  connection: ConnectionSettings;
  /** Leaves the server. The last process to leave stops it, whoever started it. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Called each time that a server which ended by itself does not start. */
  onRestartFailure?: (error: unknown) => void;
  step?: StepRunner;
}

/**
 * The PostgreSQL that comes with the packages, its data in `<dataDir>/postgres`, listening on a Unix
 * socket only. Starts it, or joins the one that another process (or a crash) left running there.
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

/** Among the processes that use the server: a connection that holds the lock. */
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

/** Whether an error only means that the last one left or another came meanwhile, or that what a killed server left is about to end. */
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
    if (error.code !== '42P04' && error.code !== '23505') throw error; // made by another process meanwhile
  });
}

/**
 * Takes the place again when it is lost, because PostgreSQL restarted or was killed: without it, another
 * process would think itself the last. A server that does not start, as on a full disk, is tried again until it
 * does. Answers how to leave.
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

/** The lock is held until the server has stopped, so that whoever comes meanwhile is turned away and starts it again. */
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
