import pg from 'pg';
import { WRITER } from '../../changes/change-log.js';
import { migrateJobQueue } from '../../jobs/queue.js';
import { acquireSessionLock } from '../session-lock.js';
import { DatabaseSetupError } from '../setup-error.js';
import { runSilently, type StepRunner } from '../setup-progress.js';
import { applyMigrations, createFailureError } from './apply-migrations.js';
import { ensureDatabaseSource } from './apply-source.js';
import { getMigrationKind } from './contractions.js';
import { readDatabaseSource, type SourceFile } from './database-source.js';
import { DEFAULT_LOCK_RETRY_POLICY, type LockRetryPolicy, retryOnLockConflict } from './lock-retry.js';
import { type Migration, readMigrations } from './migration-files.js';
import { type AppliedMigration, clearFailedMigrations, readAppliedMigrations } from './migration-history.js';
import { ensurePerspectiveSchemas } from './view-schemas.js';

/**
 * Advisory lock held while migrating, so that of two instances that start together one migrates and the other
 * waits.
 */
export const MIGRATION_LOCK = 7_203_115;
/** Advisory lock that `prisma migrate` holds. */
const PRISMA_LOCK = 72_707_369;

/** Application names of the connections of instances, with the time in the name of their newest migration. */
const INSTANCE_NAME = '^dateline \\d{14}$';

/** Returns the application name of an instance that knows these migrations. */
export function getInstanceName(newestMigration: string): string {
  return `dateline ${getMigrationTime(newestMigration)}`;
}

function getMigrationTime(name: string): string {
  return name.split('_')[0]!;
}

/**
 * Applies the missing migrations, then functions, triggers and views; returns the names of the migrations. Leaves a newer database as it is if it is ahead by
 * expansions only. Throws DatabaseSetupError, changing nothing, if it is newer otherwise, locked, or has a
 * failed or edited migration.
 */
export async function migrate(
  connection: pg.PoolConfig,
  migrations?: Migration[],
  options: {
    retryFailed?: boolean | undefined;
    lockRetryPolicy?: LockRetryPolicy;
    step?: StepRunner;
    source?: SourceFile[];
  } = {},
): Promise<string[]> {
  const known = migrations ?? (await readMigrations());
  const { retryFailed = false, lockRetryPolicy = DEFAULT_LOCK_RETRY_POLICY, step = runSilently } = options;
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  try {
    await acquireSessionLock(client, MIGRATION_LOCK);
    await acquireSessionLock(client, PRISMA_LOCK);
    await client.query(`SET lock_timeout = ${lockRetryPolicy.timeoutMs}`);
    await client.query("SELECT set_config('dateline.writer', $1, false)", [WRITER]);
    await clearFailedMigrations(client, retryFailed);
    const applied = await readAppliedMigrations(client);
    assertMigratable(applied, known);
    const appliedNames = new Set(applied.map(({ migration_name }) => migration_name));
    const missing = known.filter(({ name }) => !appliedNames.has(name));
    await assertNoOlderInstances(client, missing, known);
    // The newer release has created functions, triggers, views and the job queue as it needs them.
    if (missing.length === 0 && applied.length > known.length) return [];
    const title = `Applying ${missing.length} ${missing.length === 1 ? 'migration' : 'migrations'}`;
    if (missing.length > 0) await step(title, () => applyMigrations(client, missing, lockRetryPolicy));
    const source = options.source ?? (await readDatabaseSource());
    await retryOnLockConflict(client, lockRetryPolicy, () => ensureDatabaseSource(client, source, known));
    await retryOnLockConflict(client, lockRetryPolicy, () => ensurePerspectiveSchemas(client, known));
    await migrateJobQueue(connection, lockRetryPolicy.timeoutMs);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function assertMigratable(applied: AppliedMigration[], known: Migration[]): void {
  const failed = applied.find(({ finished_at }) => !finished_at);
  if (failed) throw createFailureError(failed.migration_name, failed.logs);
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  const newer = applied.filter(
    ({ migration_name }) =>
      !checksums.has(migration_name) && getMigrationKind(migration_name) !== 'expansion',
  );
  if (newer.length > 0) {
    throw new DatabaseSetupError(
      `The database is newer than this release of Dateline: it has ${newer.map((m) => m.migration_name).join(', ')}. ` +
        'Start the release that migrated the database, or a later one: see docs/operations/deployment.md#schema-changes.',
    );
  }
  const edited = applied.find(
    ({ migration_name, checksum }) => (checksums.get(migration_name) ?? checksum) !== checksum,
  );
  if (edited) {
    throw new DatabaseSetupError(
      `prisma/migrations/${edited.migration_name} was changed after it was applied to this database. ` +
        'Restore the file, and create a new migration for the change: npm run migrate -- NAME',
    );
  }
}

/**
 * Throws DatabaseSetupError if a missing migration removes parts that instances of a release before the last
 * one use, and such instances are connected.
 */
async function assertNoOlderInstances(
  client: pg.Client,
  missing: Migration[],
  known: Migration[],
): Promise<void> {
  const contraction = missing.find(({ name }) => getMigrationKind(name) === 'contraction');
  const last = contraction && known[known.indexOf(contraction) - 1];
  if (!last) return;
  // Instances send statements every few seconds. A pooler keeps connections of those that have ended.
  const { rows } = await client.query<{ schema: string; pids: number[] }>(
    `SELECT substr(application_name, 10) AS schema, array_agg(pid ORDER BY pid) AS pids FROM pg_stat_activity
     WHERE datname = current_database() AND application_name ~ $1 AND substr(application_name, 10) < $2
       AND state_change > now() - interval '1 minute'
     GROUP BY 1 ORDER BY 1`,
    [INSTANCE_NAME, getMigrationTime(last.name)],
  );
  if (rows.length === 0) return;
  const each = rows.map(({ schema, pids }) => `of the schema ${schema} (processes ${pids.join(', ')})`);
  throw new DatabaseSetupError(
    `The migration ${contraction.name} removes what older releases use, and instances of such are connected: ` +
      `${each.join(', ')}. Nothing was changed. Replace them by the release of the schema ${getMigrationTime(last.name)}, or end them, ` +
      'and start again: see docs/operations/deployment.md#schema-changes.',
  );
}
