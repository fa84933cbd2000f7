import pg from 'pg';
import type { Config } from '../config/env.js';
import { type Database, openDatabase } from './database.js';
import { acquireEmbeddedServer, type EmbeddedOptions } from './embedded/server.js';
import type { ConnectionSettings } from './embedded/socket.js';
import { listErrorCodes } from './error-codes.js';
import { migrate } from './migrations/migrate.js';
import { ensureSearchLanguage } from './migrations/search-language.js';
import { DatabaseSetupError } from './setup-error.js';
import { runSilently, type StepRunner } from './setup-progress.js';

export interface OpenDatabase extends Database {
  connection: ConnectionSettings;
  /** In a few words, for the person who starts Dateline. */
  description: string;
}

/** A PostgreSQL that can be reached, and how to leave it. */
interface DatabaseServer {
  connection: ConnectionSettings;
  description: string;
  release(): Promise<void>;
}

type DatabaseConfig = Pick<
  Config,
  'DATABASE_URL' | 'DATABASE_POOL' | 'DATA_DIR' | 'SITE_LANGUAGE' | 'READ_SECONDS'
>;

/** Milliseconds that a database elsewhere has to answer when Dateline starts. */
const CONNECT_TIMEOUT_MS = 5_000;
const TOO_MANY_CONNECTIONS = '53300';
/** As PostgreSQL numbers its versions. */
const MIN_SERVER_VERSION = 15_00_00;

/** The database, migrated and ready. Throws UnusableDatabaseError. */
export async function connect(
  config: DatabaseConfig,
  options: { retryFailedMigrations?: boolean; step?: StepRunner } = {},
): Promise<OpenDatabase> {
  let report = (_error: unknown): void => undefined;
  const { step = runSilently } = options;
  const onRestartFailure = (error: unknown) => report(error);
  const { connection, description, release } = await resolveServer(config, { onRestartFailure, step });
  try {
    await migrate(connection, undefined, { retryFailed: options.retryFailedMigrations, step });
    await ensureSearchLanguage(connection, config.SITE_LANGUAGE);
  } catch (error) {
    await release();
    throw error;
  }
  const database = openDatabase(connection, config.DATABASE_POOL, config.READ_SECONDS * 1_000);
  report = (error) => database.storage.report(error);
  const close = async () => {
    await database.close();
    await release();
  };
  return { ...database, connection, description, close };
}

/** The server that the configuration names: a PostgreSQL elsewhere, or the embedded one. */
export async function resolveServer(
  { DATABASE_URL, DATA_DIR }: Pick<DatabaseConfig, 'DATABASE_URL' | 'DATA_DIR'>,
  options?: EmbeddedOptions,
): Promise<DatabaseServer> {
  if (DATABASE_URL === undefined) {
    return {
      ...(await acquireEmbeddedServer(DATA_DIR, options)),
      description: `embedded PostgreSQL in ${DATA_DIR}`,
    };
  }
  const { host, searchParams } = new URL(DATABASE_URL);
  const server = {
    connection: { connectionString: DATABASE_URL },
    description: `PostgreSQL at ${searchParams.get('host') ?? host}`,
    release: async () => undefined,
  };
  await assertServerVersion(server);
  return server;
}

async function assertServerVersion({ connection, description }: DatabaseServer): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
    if (rows[0].version >= MIN_SERVER_VERSION) return;
  } catch (cause) {
    const isFull = listErrorCodes(cause).includes(TOO_MANY_CONNECTIONS);
    const advice = isFull
      ? 'Raise its max_connections, or lower DATABASE_POOL: see docs/operations/deployment.md'
      : 'Start it, or correct DATABASE_URL';
    throw new DatabaseSetupError(`The ${description} cannot be used: ${describeError(cause)}. ${advice}.`, {
      cause,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
  throw new DatabaseSetupError(`The ${description} is older than 15, the oldest version that will do.`);
}

/** A name with several addresses fails with an error for each, and no message of its own. */
function describeError(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join('; ');
  return error instanceof Error ? error.message : String(error);
}
