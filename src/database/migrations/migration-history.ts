import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import { FULL_DISK_PATTERN } from '../storage-monitor.js';
import type { Migration } from './migration-files.js';

/** A row of _prisma_migrations, in which Prisma too records applied migrations. */
export interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  logs: string | null;
}

const FAILED_CONDITION = 'finished_at IS NULL AND rolled_back_at IS NULL';

/** Returns the migrations that are applied or have failed, sorted by name. */
export async function readAppliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  if (!(await hasHistory(client))) return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations ' +
      'WHERE rolled_back_at IS NULL ORDER BY migration_name',
  );
  return rows;
}

/** Creates the table as Prisma does. Throws DatabaseSetupError if the database has tables of another program. */
export async function ensureHistory(client: pg.Client): Promise<void> {
  if (await hasHistory(client)) return;
  await assertNoTables(client);
  await client.query(`
    CREATE TABLE _prisma_migrations (
      id varchar(36) NOT NULL PRIMARY KEY,
      checksum varchar(64) NOT NULL,
      finished_at timestamptz,
      migration_name varchar(255) NOT NULL,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0
    )`);
}

/** Records a migration in its own transaction, which has begun with it. */
export async function recordFinished(client: pg.Client, { name, checksum }: Migration): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, migration_name, checksum, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, clock_timestamp(), 1)`,
    [randomUUID(), name, checksum],
  );
}

/** Records why a migration failed, so that it is not applied again before `dateline migrate retry`. */
export async function recordFailure(
  client: pg.Client,
  { name, checksum }: Migration,
  logs: string,
): Promise<void> {
  await client.query(
    'INSERT INTO _prisma_migrations (id, migration_name, checksum, logs) VALUES ($1, $2, $3, $4)',
    [randomUUID(), name, checksum, logs],
  );
}

/**
 * Marks unfinished migrations as rolled back if they have no logged error (the process ended) or a full disk
 * was the cause. `includesLogged` adds all others.
 */
export async function clearFailedMigrations(client: pg.Client, includesLogged: boolean): Promise<void> {
  if (!(await hasHistory(client))) return;
  const which = includesLogged
    ? FAILED_CONDITION
    : `${FAILED_CONDITION} AND (logs IS NULL OR logs ~ '${FULL_DISK_PATTERN}')`;
  await client.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE ${which}`);
}

async function hasHistory(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') AS history");
  return rows[0].history !== null;
}

/** Ignores tables of extensions (pg_depend.deptype `e`). */
async function assertNoTables(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class c
    WHERE relnamespace = to_regnamespace(current_schema()::text) AND relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
    ORDER BY relname LIMIT 3`);
  if (rows.length === 0) return;
  throw new DatabaseSetupError(
    `The database has tables that are not Dateline's: ${rows.map(({ name }) => name).join(', ')}. ` +
      'Give Dateline a database of its own.',
  );
}
