import pg from 'pg';
import { migrateJobQueue } from '../../jobs/queue.js';
import { DatabaseSetupError } from '../setup-error.js';
import { runSilently, type StepRunner } from '../setup-progress.js';
import { FULL_DISK_PATTERN, isStorageFull } from '../storage-monitor.js';
import {
  DEFAULT_LOCK_RETRY_POLICY,
  isLockTimeout,
  type LockRetryPolicy,
  retryOnLockTimeout,
} from './lock-retry.js';
import { buildMigrationList, type Migration, readMigrations, readPrismaSchema } from './migration-files.js';
import { withSchemaEngine } from './prisma-schema-engine.js';
import { ensurePerspectiveSchemas } from './view-schemas.js';

/**
 * Advisory lock held while migrating, so that of two instances that start together one migrates and the other
 * waits.
 */
const MIGRATION_LOCK = 7_203_115;

/** Suffix of the names of migrations with which the release before still runs: see docs/operations/deployment.md. */
const EXPANSION_SUFFIX = /_expand$/;

const FAILED_CONDITION = 'finished_at IS NULL AND rolled_back_at IS NULL';

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  logs: string | null;
}

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
  const lockTimeoutConnection = { ...connection, lock_timeout: lockRetryPolicy.timeoutMs };
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`SET lock_timeout = ${lockRetryPolicy.timeoutMs}`);
    await clearFailedMigrations(client, retryFailed);
    const applied = await readAppliedMigrations(client);
    assertMigratable(applied, known);
    // The newer release has created the views and the job queue as it needs them.
    if (applied.length > known.length) return [];
    const isBehind = applied.length < known.length;
    const missing = known.length - applied.length;
    const names = isBehind
      ? await step(`Applying ${missing} ${missing === 1 ? 'migration' : 'migrations'}`, () =>
          retryOnLockTimeout(client, lockRetryPolicy, () =>
            applyMigrations(lockTimeoutConnection, client, known),
          ),
        )
      : [];
    await retryOnLockTimeout(client, lockRetryPolicy, () => ensurePerspectiveSchemas(client, known));
    await migrateJobQueue(lockTimeoutConnection);
    return names;
  } finally {
    await client.end();
  }
}

async function hasMigrationHistory(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') AS history");
  return rows[0].history !== null;
}

async function readAppliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  if (!(await hasMigrationHistory(client))) return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations ' +
      'WHERE rolled_back_at IS NULL ORDER BY migration_name',
  );
  return rows;
}

function assertMigratable(applied: AppliedMigration[], known: Migration[]): void {
  const failed = applied.find(({ finished_at }) => !finished_at);
  if (failed) {
    throw new DatabaseSetupError(
      `Migration ${failed.migration_name} failed and was rolled back:\n${failed.logs}\n` +
        'Fix the cause, then run: npx dateline migrate retry',
    );
  }
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

async function applyMigrations(
  connection: pg.PoolConfig,
  client: pg.Client,
  known: Migration[],
): Promise<string[]> {
  try {
    return await withSchemaEngine(connection, await readPrismaSchema(), async (engine) => {
      const migrationsList = buildMigrationList(known);
      const filters = { externalTables: [], externalEnums: [] };
      return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
    });
  } catch (error) {
    if (isStorageFull(error)) throw error; // the next start retries it
    if (isLockTimeout(error)) {
      await clearFailedMigrations(client, true); // it left nothing behind, and is retried
      throw error;
    }
    if (await hasMigrationHistory(client)) {
      await client.query(`UPDATE _prisma_migrations SET logs = $1 WHERE ${FAILED_CONDITION}`, [
        (error as Error).message,
      ]);
    }
    assertMigratable(await readAppliedMigrations(client), known);
    throw error;
  }
}

/**
 * Marks unfinished migrations as rolled back if they have no logged error (the process ended) or a full disk
 * was the cause. `includesLogged` adds all others.
 */
async function clearFailedMigrations(client: pg.Client, includesLogged: boolean): Promise<void> {
  if (!(await hasMigrationHistory(client))) return;
  const which = includesLogged
    ? FAILED_CONDITION
    : `${FAILED_CONDITION} AND (logs IS NULL OR logs ~ '${FULL_DISK_PATTERN}')`;
  await client.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE ${which}`);
}
