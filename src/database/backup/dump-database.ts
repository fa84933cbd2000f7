import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { readAppliedMigrations } from '../migrations/migration-history.js';
import { readSearchConfiguration } from '../migrations/search-language.js';
import { type DatabaseContents, getTableFile, JOB_COLUMNS, JOBS } from './database-contents.js';
import { withSession } from './session.js';

interface Table {
  name: string;
  columns: string[];
}

/** Jobs that were not given up. A locked one is done again after a restore. */
const SELECT_JOBS = `
  SELECT t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key AS job_key, j.priority,
    (SELECT array_agg(flag) FROM jsonb_object_keys(j.flags) flag) AS flags
  FROM graphile_worker._private_jobs j
  JOIN graphile_worker._private_tasks t ON t.id = j.task_id
  LEFT JOIN graphile_worker._private_job_queues q ON q.id = j.job_queue_id
  WHERE j.attempts < j.max_attempts ORDER BY j.id`;

/**
 * Writes all tables of one moment into a folder, each as the output of COPY in a compressed file, and waiting jobs.
 * Others read and write meanwhile. Returns null if the database is not one of Dateline.
 */
export function dumpDatabase(
  connection: pg.PoolConfig,
  folder: string,
  signal: AbortSignal,
): Promise<DatabaseContents | null> {
  return withSession(connection, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const migrations = (await readAppliedMigrations(client)).filter(({ finished_at }) => finished_at);
    if (migrations.length === 0) return null;
    await mkdir(folder);
    const copyRows = async (name: string, columns: string[], source: string) => ({
      name,
      columns,
      ...(await copyTo(client, source, join(folder, getTableFile(name)), signal)),
    });
    const tables: DatabaseContents['tables'] = [];
    for (const { name, columns } of await listTables(client)) {
      const source = `public.${pg.escapeIdentifier(name)} (${columns.map(pg.escapeIdentifier).join(', ')})`;
      tables.push(await copyRows(name, columns, source));
    }
    tables.push(await copyRows(JOBS, JOB_COLUMNS, `(${SELECT_JOBS})`));
    return {
      migrations: migrations.map(({ migration_name }) => migration_name),
      searchConfiguration: await readSearchConfiguration(client),
      tables,
      // Read last: sequences are of no transaction, and must not be behind the rows.
      sequences: await readSequences(client),
    };
  });
}

/**
 * Lists the tables with their columns, except for the history of migrations, which a restore writes itself, and
 * unlogged ones, which a crash of the server empties too.
 */
async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
      AND c.relname <> '_prisma_migrations' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname`);
  return rows;
}

/** Copies rows into a file and returns their number and the size of the file. */
async function copyTo(
  client: pg.Client,
  source: string,
  file: string,
  signal: AbortSignal,
): Promise<{ rows: number; bytes: number }> {
  const rows = client.query(copyStreams.to(`COPY ${source} TO STDOUT`));
  await pipeline(rows, createGzip(), createWriteStream(file, { flush: true }), { signal });
  return { rows: rows.rowCount, bytes: (await stat(file)).size };
}

async function readSequences(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY sequencename`,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
