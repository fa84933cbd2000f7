import pg from 'pg';
import { migrateJobQueue } from '../../jobs/queue.js';
import { DatabaseSetupError } from '../setup-error.js';
import { runSilently, type StepRunner } from '../setup-progress.js';
import { applyMigrations, createFailureError } from './apply-migrations.js';
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

/** Suffix of the names of migrations with which the release before still runs: see docs/operations/deployment.md. */
const EXPANSION_SUFFIX = /_expand$/;

/**
 * Applies the missing migrations and returns their names; leaves a newer database as it is if it is ahead by
 * expansions only. Throws DatabaseSetupError, changing nothing, if it is newer otherwise, locked, or has a
 * failed or edited migration.
 */
export async function migrate(
  connection: pg.PoolConfig,
  migrations?: Migration[],
  options: { retryFailed?: boolean | undefined; lockRetryPolicy?: LockRetryPolicy; step?: StepRunner } = {},
): Promise<string[]> {
  const known = migrations ?? (await readMigrations());
  const { retryFailed = false, lockRetryPolicy = DEFAULT_LOCK_RETRY_POLICY, step = runSilently } = options;
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(`SET lock_timeout = ${lockRetryPolicy.timeoutMs}`);
    await clearFailedMigrations(client, retryFailed);
    const applied = await readAppliedMigrations(client);
    assertMigratable(applied, known);
    const appliedNames = new Set(applied.map(({ migration_name }) => migration_name));
    const missing = known.filter(({ name }) => !appliedNames.has(name));
    // The newer release has created the views and the job queue as it needs them.
    if (missing.length === 0 && applied.length > known.length) return [];
    const title = `Applying ${missing.length} ${missing.length === 1 ? 'migration' : 'migrations'}`;
    if (missing.length > 0) await step(title, () => applyMigrations(client, missing, lockRetryPolicy));
    await retryOnLockConflict(client, lockRetryPolicy, () => ensurePerspectiveSchemas(client, known));
    await migrateJobQueue({ ...connection, lock_timeout: lockRetryPolicy.timeoutMs });
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
    ({ migration_name }) => !checksums.has(migration_name) && !EXPANSION_SUFFIX.test(migration_name),
  );
  if (newer.length > 0) {
    throw new DatabaseSetupError(
      `The database is newer than this release of Dateline: it has ${newer.map((m) => m.migration_name).join(', ')}. ` +
        'Start the release that migrated the database, or a later one.',
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
