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
  /** Short description for the startup message. */
  description: string;
}

/** A reachable PostgreSQL server, and a function that releases it. */
interface DatabaseServer {
  connection: ConnectionSettings;
  description: string;
  release(): Promise<void>;
}

type DatabaseConfig = Pick<
  Config,
  'DATABASE_URL' | 'DATABASE_POOL' | 'DATA_DIR' | 'SITE_LANGUAGE' | 'READ_SECONDS'
>;

/** Milliseconds that an external database has to respond at startup. */
const CONNECT_TIMEOUT_MS = 5_000;
const TOO_MANY_CONNECTIONS = '53300';
/** Minimum version of the server, in the form of PostgreSQL's server_version_num. */
const MIN_SERVER_VERSION = 15_00_00;

/** Connects to the database and migrates it. Throws DatabaseSetupError. */
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

/** Returns the server that the configuration names: an external PostgreSQL, or the embedded one. */
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
      ? 'Raise max_connections of PostgreSQL, or lower DATABASE_POOL: see docs/operations/deployment.md'
      : 'Start PostgreSQL, or correct DATABASE_URL';
    throw new DatabaseSetupError(`The ${description} cannot be used: ${describeError(cause)}. ${advice}.`, {
      cause,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
  throw new DatabaseSetupError(
    `The ${description} is too old: version 15 or newer is required. Upgrade PostgreSQL.`,
  );
}

/**
 * Describes an error. A host with several addresses fails with an AggregateError, which has no message of its
 * own.
 */
function describeError(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join('; ');
  return error instanceof Error ? error.message : String(error);
}
