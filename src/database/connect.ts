import type { Config } from '../config.js';
import { type Database, openDatabase } from './database.js';
import { type ConnectionSettings, joinEmbeddedServer } from './embedded.js';
import { migrate } from './migrate.js';

export interface OpenDatabase extends Database {
  connection: ConnectionSettings;
  /** In a few words, for the person who starts Dateline. */
  description: string;
}

type DatabaseConfig = Pick<Config, 'DATABASE_URL' | 'DATABASE_POOL' | 'DATA_DIR'>;

/** The server that the configuration names: a PostgreSQL elsewhere, or the embedded one. */
export async function joinServer({ DATABASE_URL, DATA_DIR }: DatabaseConfig) {
  if (DATABASE_URL === undefined) {
    return { ...(await joinEmbeddedServer(DATA_DIR)), description: `embedded PostgreSQL in ${DATA_DIR}` };
  }
  return {
    connection: { connectionString: DATABASE_URL } as ConnectionSettings,
    leave: async () => undefined,
    description: `PostgreSQL at ${new URL(DATABASE_URL).host}`,
  };
}

/** The database, migrated and ready. Throws MigrationError, or what the connection complains of. */
export async function connect(
  config: DatabaseConfig,
  options: { retryFailedMigrations?: boolean } = {},
): Promise<OpenDatabase> {
  const { connection, description, leave } = await joinServer(config);
  try {
    await migrate(connection, undefined, { retryFailed: options.retryFailedMigrations });
  } catch (error) {
    await leave();
    throw error;
  }
  const database = openDatabase(connection, config.DATABASE_POOL);
  const close = async () => {
    await database.close();
    await leave();
  };
  return { ...database, connection, description, close };
}
