import pg from 'pg';
import type { Config } from '../config.js';
import { type Database, openDatabase } from './database.js';
import { type EmbeddedOptions, joinEmbeddedServer } from './embedded.js';
import { listErrorCodes } from './error-codes.js';
import { migrate } from './migrate.js';
import { prepareSearchLanguage } from './search-language.js';
import type { ConnectionSettings } from './socket.js';
import { runSilently, type StepRunner } from './steps.js';
import { UnusableDatabaseError } from './unusable.js';

export interface OpenDatabase extends Database {
  connection: ConnectionSettings;
  /** In a few words, for the person who starts Dateline. */
  description: string;
}

/** A PostgreSQL that can be reached, and how to leave it. */
interface Server {
  connection: ConnectionSettings;
  description: string;
  leave(): Promise<void>;
}

type DatabaseConfig = Pick<
  Config,
  'DATABASE_URL' | 'DATABASE_POOL' | 'DATA_DIR' | 'SITE_LANGUAGE' | 'READ_SECONDS'
>;

/** Milliseconds that a database elsewhere has to answer when Dateline starts. */
const PATIENCE = 5_000;
const TOO_MANY_CONNECTIONS = '53300';
/** As PostgreSQL numbers its versions. */
const OLDEST_VERSION = 15_00_00;

/** The database, migrated and ready. Throws UnusableDatabaseError. */
export async function connect(
  config: DatabaseConfig,
  options: { retryFailedMigrations?: boolean; step?: StepRunner } = {},
): Promise<OpenDatabase> {
  let report = (_error: unknown): void => undefined;
  const { step = runSilently } = options;
  const onRestartFailure = (error: unknown) => report(error);
  const { connection, description, leave } = await joinServer(config, { onRestartFailure, step });
  try {
    await migrate(connection, undefined, { retryFailed: options.retryFailedMigrations, step });
    await prepareSearchLanguage(connection, config.SITE_LANGUAGE);
  } catch (error) {
    await leave();
    throw error;
  }
  const database = openDatabase(connection, config.DATABASE_POOL, config.READ_SECONDS * 1_000);
  report = (error) => database.storage.report(error);
  const close = async () => {
    await database.close();
    await leave();
  };
  return { ...database, connection, description, close };
}

/** The server that the configuration names: a PostgreSQL elsewhere, or the embedded one. */
export async function joinServer(
  { DATABASE_URL, DATA_DIR }: Pick<DatabaseConfig, 'DATABASE_URL' | 'DATA_DIR'>,
  options?: EmbeddedOptions,
): Promise<Server> {
  if (DATABASE_URL === undefined) {
    return {
      ...(await joinEmbeddedServer(DATA_DIR, options)),
      description: `embedded PostgreSQL in ${DATA_DIR}`,
    };
  }
  const { host, searchParams } = new URL(DATABASE_URL);
  const server = {
    connection: { connectionString: DATABASE_URL },
    description: `PostgreSQL at ${searchParams.get('host') ?? host}`,
    leave: async () => undefined,
  };
  await refuseUnfit(server);
  return server;
}

async function refuseUnfit({ connection, description }: Server): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: PATIENCE });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
    if (rows[0].version >= OLDEST_VERSION) return;
  } catch (cause) {
    const isFull = listErrorCodes(cause).includes(TOO_MANY_CONNECTIONS);
    const advice = isFull
      ? 'Raise its max_connections, or lower DATABASE_POOL: see deploy/README.md'
      : 'Start it, or correct DATABASE_URL';
    throw new UnusableDatabaseError(`The ${description} cannot be used: ${reasonOf(cause)}. ${advice}.`, {
      cause,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
  throw new UnusableDatabaseError(`The ${description} is older than 15, the oldest version that will do.`);
}

/** A name with several addresses fails with an error for each, and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
