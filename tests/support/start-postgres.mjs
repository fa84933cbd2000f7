// Jest loads this file by itself, without its transform: so it uses what `npm test` has built.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { migrate } from '../../dist/database/migrations/migrate.js';

/** Starts one PostgreSQL for all test files, with a migrated database that each of them copies. */
export default async function startPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), 'dateline-tests-'));
  const server = await acquireEmbeddedServer(dataDir);
  const admin = new pg.Client({ ...server.connection, database: 'postgres' });
  await admin.connect();
  await admin.query('CREATE DATABASE template');
  await admin.end();
  await migrate({ ...server.connection, database: 'template' });
  process.env.TEST_POSTGRES = JSON.stringify(server.connection);
  globalThis.testPostgres = { server, dataDir };
}
