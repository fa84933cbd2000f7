import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/database/database.js';

/** Database timeout in milliseconds, long enough for a busy machine. */
const TIMEOUT_MS = 60_000;

export interface TestDatabase extends Database {
  connection: pg.PoolConfig;
}

/** Creates an empty, migrated database. Closing it drops it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = getTestServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await queryAsAdmin(`CREATE DATABASE ${name} TEMPLATE template`);
  const connection = { ...server, database: name };
  const database = openDatabase(connection, 5, TIMEOUT_MS);
  const close = async () => {
    await database.close();
    await queryAsAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { ...database, connection, close };
}

/** Returns the server that start-postgres.mjs started. */
export function getTestServer(): pg.PoolConfig {
  return JSON.parse(process.env.TEST_POSTGRES ?? '{}');
}

/** Runs a statement on the server's `postgres` database. */
export async function queryAsAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ ...getTestServer(), database: 'postgres' });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}
