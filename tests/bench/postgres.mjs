import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { migrate } from '../../dist/database/migrations/migrate.js';
import { addCleanup } from './clean-up.mjs';

/** Starts the embedded PostgreSQL on a data folder, ready to count statements but not counting them. */
export async function startPostgres(data) {
  await prepareCounting(data);
  const server = await acquireServer(data);
  await migrate(server.connection);
  const content = openPool(server.connection);
  // In a database of its own, which sees what is counted in all of them.
  const counter = openPool({ ...server.connection, database: 'postgres' });
  await counter.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  const [pid] = (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return {
    pid: Number(pid),
    connection: server.connection,
    query: (text, values) => content.query(text, values),
    counter,
  };
}

function openPool(connection) {
  const pool = new pg.Pool({ ...connection, max: 1 });
  // Heard when the server goes before its idle client.
  pool.on('error', () => undefined);
  addCleanup(() => pool.end());
  return pool;
}

/** The counter must be loaded when the server starts. It is switched on for single requests, not under load. */
async function prepareCounting(data) {
  const server = await acquireEmbeddedServer(data);
  const client = new pg.Client(server.connection);
  await client.connect();
  await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  await client.query("ALTER SYSTEM SET pg_stat_statements.track = 'none'");
  await client.end();
  await server.release();
}

async function acquireServer(data) {
  const joining = acquireEmbeddedServer(data);
  addCleanup(async () => (await joining).release());
  return joining;
}

/** Counts what PostgreSQL does while `work` runs. */
export async function countOnlyRequests({ counter }, work) {
  await track(counter, 'top');
  await work();
  await track(counter, 'none');
}

async function track(counter, which) {
  await counter.query(`ALTER SYSTEM SET pg_stat_statements.track = '${which}'`);
  await counter.query('SELECT pg_reload_conf()');
  // The other connections read the new setting between two of their statements, once they are told.
  await sleep(300);
}
