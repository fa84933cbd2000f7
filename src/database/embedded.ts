import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { prepareCluster } from './cluster.js';
import { type Account, postgresAccount } from './postgres-process.js';
import { startServer, stopServer } from './postmaster.js';
import { isRunning } from './running.js';
import { type ConnectionSettings, connectionTo } from './socket.js';
import { runSilently, type StepRunner } from './steps.js';
import { UnusableDatabaseError } from './unusable.js';

const DATABASE = 'dateline';
/** Every process that uses the server holds this lock shared; who gets it alone is the last to leave. */
const IN_USE_LOCK = 7_203_114;

/** Milliseconds between two attempts to start a server that ended by itself. */
const RESTART_INTERVAL_MS = 2_000;

export interface EmbeddedServer {
  connection: ConnectionSettings;
  /** Leaves the server. The last process to leave stops it, whoever started it. */
  leave(): Promise<void>;
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
export async function joinEmbeddedServer(
  dataDir: string,
  { onRestartFailure = () => undefined, step = runSilently }: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  const data = await prepareCluster(resolve(dataDir, 'postgres'), step);
  const account = postgresAccount(data);
  const place = await takePlace(data, account);
  return {
    connection: connectionTo(data, DATABASE),
    leave: keepPlace(place, data, account, onRestartFailure),
  };
}

/** Among the processes that use the server: a connection that holds the lock. */
async function takePlace(data: string, account: Account): Promise<pg.Client> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (!(await isRunning(data))) await startServer(data, account);
      return await enter(data);
    } catch (error) {
      if (attempt === 10 || !mayPass(error)) throw error;
      await sleep(200);
    }
  }
}

/** Whether an error only means that the last one left or another came meanwhile, or that what a killed server left is about to end. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof UnusableDatabaseError)) return true;
  const { message, cause } = error;
  return /database system is ready|shared memory block|lock file|PID file/.test(`${message} ${cause}`);
}

async function enter(data: string): Promise<pg.Client> {
  const client = new pg.Client(connectionTo(data, 'postgres'));
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
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount) return;
  await client.query(`CREATE DATABASE ${DATABASE}`).catch((error: pg.DatabaseError) => {
    if (error.code !== '42P04' && error.code !== '23505') throw error; // made by another process meanwhile
  });
}

/**
 * Takes the place again when it is lost, because PostgreSQL restarted or was killed: without it, another
 * process would think itself the last. A server that does not start, as on a full disk, is tried again until it
 * does. Answers how to leave.
 */
function keepPlace(
  first: pg.Client,
  data: string,
  account: Account,
  onRestartFailure: (error: unknown) => void,
): () => Promise<void> {
  let place: Promise<pg.Client | null> = Promise.resolve(first);
  let isLeaving = false;
  const watch = (held: pg.Client) =>
    held.once('end', () => {
      if (!isLeaving) place = retake();
    });
  const retake = async (): Promise<pg.Client | null> => {
    while (!isLeaving) {
      try {
        return watch(await takePlace(data, account));
      } catch (error) {
        onRestartFailure(error);
        await sleep(RESTART_INTERVAL_MS, undefined, { ref: false });
      }
    }
    return null;
  };
  watch(first);
  return async () => {
    isLeaving = true;
    const held = await place;
    if (held) await leave(held, data, account);
  };
}

/** The lock is held until the server has stopped, so that whoever comes meanwhile is turned away and starts it again. */
async function leave(client: pg.Client, data: string, account: Account): Promise<void> {
  try {
    const isLast = await client
      .query('SELECT pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) AS alone', [IN_USE_LOCK])
      .then(({ rows }) => Boolean(rows[0].alone))
      .catch(() => false); // the server is gone already
    if (isLast) await stopServer(data, account);
  } finally {
    await client.end().catch(() => undefined);
  }
}
