import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { migrateJobQueue } from '../../jobs/queue.js';
import { applyMigrations } from '../migrations/apply-migrations.js';
import { DEFAULT_LOCK_RETRY_POLICY } from '../migrations/lock-retry.js';
import { type Migration, readMigrations } from '../migrations/migration-files.js';
import { applySearchConfiguration } from '../migrations/search-language.js';
import { DatabaseSetupError } from '../setup-error.js';
import { type DatabaseContents, getTableFile, JOB_COLUMNS, JOBS } from './database-contents.js';
import { withSession } from './session.js';
import { emptyDatabase, type TargetState } from './target-database.js';

export interface LoadOptions {
  /** Folder of the dump. */
  folder: string;
  contents: DatabaseContents;
  state: TargetState;
  signal: AbortSignal;
}

type TableContents = DatabaseContents['tables'][number];
type CopyRows = (schema: string, table: TableContents) => Promise<void>;

/** Foreign keys of all tables, which are checked when all rows are there. */
const SELECT_FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`;

/** Returns the migrations of a dump as this release knows them. Throws DatabaseSetupError if it is newer. */
export async function selectMigrations({ migrations }: DatabaseContents): Promise<Migration[]> {
  const known = new Map((await readMigrations()).map((migration) => [migration.name, migration]));
  const unknown = migrations.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new DatabaseSetupError(
      `The backup is of a newer release of Dateline: it has the migrations ${unknown.join(', ')}, which this release does not have. ` +
        'Restore it with the release that made it, or a later one.',
    );
  }
  return migrations.flatMap((name) => known.get(name) ?? []);
}

/** Throws DatabaseSetupError if a file of a dump is missing, or does not have the size that it was written with. */
export async function assertComplete(folder: string, { tables }: DatabaseContents): Promise<void> {
  for (const { name, bytes } of tables) {
    const file = join(folder, getTableFile(name));
    const found = await stat(file).catch(() => null);
    if (found?.size === bytes) continue;
    const problem = found ? `has ${found.size} bytes instead of ${bytes}` : 'is missing';
    throw new DatabaseSetupError(
      `The backup is damaged: ${file} ${problem}. Nothing was changed. Restore another copy of the backup.`,
    );
  }
}

/**
 * Loads a dump: creates the tables as they were when it was made, and fills them in one transaction. A killed
 * load leaves a database without content. The next start applies later migrations.
 */
export async function loadDatabase(
  connection: pg.PoolConfig,
  { folder, contents, state, signal }: LoadOptions,
): Promise<void> {
  const migrations = await selectMigrations(contents);
  await withSession(connection, async (client) => {
    if (state !== 'new') await emptyDatabase(client);
    await applyMigrations(client, migrations, DEFAULT_LOCK_RETRY_POLICY);
    await migrateJobQueue(connection);
    await client.query('BEGIN');
    await applySearchConfiguration(client, contents.searchConfiguration);
    const copyRows = (schema: string, table: TableContents) =>
      copyFrom(client, `${schema}.${pg.escapeIdentifier(table.name)}`, folder, table, signal);
    await loadTables(client, contents, copyRows);
    await loadJobs(client, contents, copyRows);
    await client.query('COMMIT');
    await client.query('VACUUM (ANALYZE)'); // the first queries need the statistics
  });
}

async function loadTables(client: pg.Client, contents: DatabaseContents, copyRows: CopyRows): Promise<void> {
  const tables = contents.tables.filter(({ name }) => name !== JOBS);
  const names = tables.map(({ name }) => `public.${pg.escapeIdentifier(name)}`);
  const { rows: foreignKeys } = await client.query<{ table: string; name: string; definition: string }>(
    SELECT_FOREIGN_KEYS,
  );
  const runEach = async (statements: string[]) => {
    for (const statement of statements) await client.query(statement);
  };
  await runEach(foreignKeys.map(({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`));
  await client.query(`TRUNCATE ${names.join(', ')}`);
  await runEach(names.map((name) => `ALTER TABLE ${name} DISABLE TRIGGER USER`));
  for (const table of tables) await copyRows('public', table);
  await runEach(names.map((name) => `ALTER TABLE ${name} ENABLE TRIGGER USER`));
  await runEach(
    foreignKeys.map(
      ({ table, name, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`,
    ),
  );
  for (const [name, value] of Object.entries(contents.sequences))
    await client.query('SELECT setval($1::regclass, $2)', [`public.${pg.escapeIdentifier(name)}`, value]);
}

async function loadJobs(client: pg.Client, { tables }: DatabaseContents, copyRows: CopyRows): Promise<void> {
  const jobs = tables.find(({ name }) => name === JOBS);
  if (!jobs) return;
  await client.query(`
    CREATE TEMPORARY TABLE "${JOBS}" (identifier text, payload json, queue_name text, run_at timestamptz,
      max_attempts int, job_key text, priority int, flags text[]) ON COMMIT DROP`);
  await copyRows('pg_temp', jobs);
  const args = JOB_COLUMNS.map((name) => `${name} := j.${name}`);
  await client.query(`SELECT graphile_worker.add_job(${args.join(', ')}) FROM pg_temp."${JOBS}" j`);
}

async function copyFrom(
  client: pg.Client,
  target: string,
  folder: string,
  { name, columns, rows }: TableContents,
  signal: AbortSignal,
): Promise<void> {
  const list = columns.map(pg.escapeIdentifier).join(', ');
  const copy = client.query(copyStreams.from(`COPY ${target} (${list}) FROM STDIN`));
  await pipeline(createReadStream(join(folder, getTableFile(name))), createGunzip(), copy, { signal });
  if (copy.rowCount === rows) return;
  throw new DatabaseSetupError(
    `The backup is damaged: ${name} has ${copy.rowCount} rows instead of ${rows}. The database was left without content.`,
  );
}
