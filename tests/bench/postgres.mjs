import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { migrate } from '../../dist/database/migrations/migrate.js';
import { addCleanup } from './clean-up.mjs';

/**
 * Starts the embedded PostgreSQL on a data folder with pg_stat_statements loaded but switched off. `settings` are further ones
 * of PostgreSQL, which stay in the data folder.
 */
export async function startPostgres(data, settings = {}) {
  await prepareCounting(data, settings);
  const server = await acquireServer(data);
  await migrate(server.connection);
  const content = openPool(server.connection);
  // Use a separate database, whose statistics cover all databases.
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
  // Emitted when the server stops before its idle client.
  pool.on('error', () => undefined);
  addCleanup(() => pool.end());
  return pool;
}

/**
 * Configures pg_stat_statements, which must be loaded at the start of the server. It is only enabled for
 * single requests, not under load.
 */
async function prepareCounting(data, settings) {
  const server = await acquireEmbeddedServer(data);
  const client = new pg.Client(server.connection);
  await client.connect();
  await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  await client.query("ALTER SYSTEM SET pg_stat_statements.track = 'none'");
  for (const [name, value] of Object.entries(settings))
    await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  await client.end();
  await server.release();
}

async function acquireServer(data) {
  const joining = acquireEmbeddedServer(data);
  addCleanup(async () => (await joining).release());
  return joining;
}

/** Enables pg_stat_statements while `work` runs. */
export async function countOnlyRequests({ counter }, work) {
  await track(counter, 'top');
  await work();
  await track(counter, 'none');
}

export async function track(counter, which) {
  await counter.query(`ALTER SYSTEM SET pg_stat_statements.track = '${which}'`);
  await counter.query('SELECT pg_reload_conf()');
  // Wait for other connections to apply the new setting, which happens between two statements.
  await sleep(300);
}
