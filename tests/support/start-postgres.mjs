// Jest loads this file without its transform, so it imports the build in `dist`.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { migrate } from '../../dist/database/migrations/migrate.js';

/** Starts one PostgreSQL for all test files, with a migrated template database that each of them copies. */
export default async function startPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), 'dateline-tests-'));
  const server = await acquireEmbeddedServer(dataDir);
  const admin = new pg.Client({ ...server.connection, database: 'postgres' });
  await admin.connect();
  // The data is thrown away after the run, so it does not have to survive a crash of the machine.
  // Nor does it last until its statistics would be gathered.
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum'])
    await admin.query(`ALTER SYSTEM SET ${setting} = off`);
  await admin.query('SELECT pg_reload_conf()');
  await admin.query('CREATE DATABASE template');
  await admin.end();
  await migrate({ ...server.connection, database: 'template' });
  process.env.TEST_POSTGRES = JSON.stringify(server.connection);
  globalThis.testPostgres = { server, dataDir };
}
