import pg from 'pg';
import { prepareJobQueue } from './job-queue.js';
import { isLockTimeout, LOCK_PATIENCE, type LockPatience, whenUnlocked } from './lock-patience.js';
import { type Migration, migrationList, readMigrations, readSchema } from './migration-files.js';
import { createPerspectives } from './perspectives.js';
import { withSchemaEngine } from './schema-engine.js';
import { runSilently, type StepRunner } from './steps.js';
import { FULL_DISK_PATTERN, isStorageFull } from './storage-monitor.js';
import { UnusableDatabaseError } from './unusable.js';

/** Held while migrating, so that of two instances that start together one migrates and the other waits. */
const MIGRATION_LOCK = 7_203_115;

/** At the end of the name of a migration on which the release before it runs as well: see deploy/README.md. */
const EXPANSION = /_expand$/;

const FAILED = 'finished_at IS NULL AND rolled_back_at IS NULL';

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  logs: string | null;
}

/**
 * Brings the database to the newest migration and answers the names of those it applied. A newer database is left
 * as it is if all that is newer are expansions. Throws UnusableDatabaseError, having changed nothing, when it is
 * newer in other ways, holds a failed migration or one that was edited since, or is locked for long.
 */
export async function migrate(
  connection: pg.PoolConfig,
  migrations?: Migration[],
  options: { retryFailed?: boolean | undefined; patience?: LockPatience; step?: StepRunner } = {},
): Promise<string[]> {
  const known = migrations ?? (await readMigrations());
  const { retryFailed = false, patience = LOCK_PATIENCE, step = runSilently } = options;
  const impatient = { ...connection, lock_timeout: patience.timeout };
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that runs into it says so
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`SET lock_timeout = ${patience.timeout}`);
    await forgetFailed(client, retryFailed);
    const applied = await appliedMigrations(client);
    refuseUnusable(applied, known);
    // The release that made it has the views and the job queue as it needs them.
    if (applied.length > known.length) return [];
    const isBehind = applied.length < known.length;
    const missing = known.length - applied.length;
    const names = isBehind
      ? await step(`Applying ${missing} ${missing === 1 ? 'migration' : 'migrations'}`, () =>
          whenUnlocked(client, patience, () => apply(impatient, client, known)),
        )
      : [];
    await whenUnlocked(client, patience, () => createPerspectives(client, known));
    await prepareJobQueue(impatient);
    return names;
  } finally {
    await client.end();
  }
}

async function hasHistory(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') AS history");
  return rows[0].history !== null;
}

async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  if (!(await hasHistory(client))) return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations ' +
      'WHERE rolled_back_at IS NULL ORDER BY migration_name',
  );
  return rows;
}

function refuseUnusable(applied: AppliedMigration[], known: Migration[]): void {
  const failed = applied.find(({ finished_at }) => !finished_at);
  if (failed) {
    throw new UnusableDatabaseError(
      `Migration ${failed.migration_name} failed in this database and left nothing behind:\n${failed.logs}\n` +
        'Put right what it complains of, then run: npx dateline migrate retry',
    );
  }
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  const newer = applied.filter(
    ({ migration_name }) => !checksums.has(migration_name) && !EXPANSION.test(migration_name),
  );
  if (newer.length > 0) {
    throw new UnusableDatabaseError(
      `The database is newer than this release of Dateline: it has ${newer.map((m) => m.migration_name).join(', ')}. ` +
        'Start the release that made it, or a later one.',
    );
  }
  const edited = applied.find(
    ({ migration_name, checksum }) => (checksums.get(migration_name) ?? checksum) !== checksum,
  );
  if (edited) {
    throw new UnusableDatabaseError(
      `prisma/migrations/${edited.migration_name} is not what was applied to this database. ` +
        'Put the file back as it was, and write a new migration for the change: npm run migrate:new NAME',
    );
  }
}

async function apply(connection: pg.PoolConfig, client: pg.Client, known: Migration[]): Promise<string[]> {
  try {
    return await withSchemaEngine(connection, await readSchema(), async (engine) => {
      const migrationsList = migrationList(known);
      const filters = { externalTables: [], externalEnums: [] };
      return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
    });
  } catch (error) {
    if (isStorageFull(error)) throw error; // the next start tries it again
    if (isLockTimeout(error)) {
      await forgetFailed(client, true); // it left nothing behind, and is tried again
      throw error;
    }
    if (await hasHistory(client)) {
      await client.query(`UPDATE _prisma_migrations SET logs = $1 WHERE ${FAILED}`, [
        (error as Error).message,
      ]);
    }
    refuseUnusable(await appliedMigrations(client), known);
    throw error;
  }
}

/** One that is unfinished was cut off with its process, when it is without a complaint, or by a full disk. */
async function forgetFailed(client: pg.Client, withComplaint: boolean): Promise<void> {
  if (!(await hasHistory(client))) return;
  const which = withComplaint ? FAILED : `${FAILED} AND (logs IS NULL OR logs ~ '${FULL_DISK_PATTERN}')`;
  await client.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE ${which}`);
}
