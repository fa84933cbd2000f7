// Jest loads this file without its transform, so it imports the build in `dist`.
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { migrate } from '../../dist/database/migrations/migrate.js';

/**
 * Settings of a server whose data is thrown away after the run: it does not have to survive a crash of the machine,
 * and does not last until its statistics would be gathered.
 */
const SETTINGS = {
  ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' },
  ...{ max_wal_size: '256MB', min_wal_size: '64MB' },
};

/** Free memory in bytes that lets the data be in memory. A run of `npm test` uses less than a tenth of it. */
const MIN_FREE_MEMORY = 4 * 2 ** 30;

/** Starts one PostgreSQL for all test files, with a migrated template database that each of them copies. */
export default async function startPostgres() {
  const dataDir = await mkdtemp(join(await findFolder(), 'dateline-tests-'));
  const server = await acquireEmbeddedServer(dataDir);
  const admin = new pg.Client({ ...server.connection, database: 'postgres' });
  await admin.connect();
  for (const [name, value] of Object.entries(SETTINGS))
    await admin.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  await admin.query('SELECT pg_reload_conf()');
  await admin.query('CREATE DATABASE template');
  await admin.end();
  await migrate({ ...server.connection, database: 'template' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => abort(dataDir));
  process.env.TEST_POSTGRES = JSON.stringify(server.connection);
  globalThis.testPostgres = { server, dataDir };
}

/** Ends the server at once and deletes its data, as Jest does not tear down after a signal. */
function abort(dataDir) {
  const [pid] = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGQUIT');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  process.exit(1);
}

/**
 * Returns a folder in memory where there is enough, else the folder of temporary files. A database has a thousand
 * files; ext4 takes 140 ms of CPU to create and remove them, tmpfs 30.
 */
async function findFolder() {
  const shared = await statfs('/dev/shm').catch(() => null);
  const free = Math.min(shared ? shared.bavail * shared.bsize : 0, freemem());
  return free >= MIN_FREE_MEMORY ? '/dev/shm' : tmpdir();
}
