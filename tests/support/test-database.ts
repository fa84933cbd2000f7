import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/database/database.js';

/** Milliseconds: that a machine is busy is not what tests are to find out. */
const TIMEOUT_MS = 60_000;

export interface TestDatabase extends Database {
  connection: pg.PoolConfig;
}

/** A migrated, empty database of the test's own; closing it drops it. */
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

/** The server that start-postgres.ts started. */
export function getTestServer(): pg.PoolConfig {
  return JSON.parse(process.env.TEST_POSTGRES ?? '{}');
}

/** Runs a statement outside any test's database. */
export async function queryAsAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ ...getTestServer(), database: 'postgres' });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}
