import pg from 'pg';
import { prepareJobQueue } from './job-queue.js';
import { type Migration, migrationList, readMigrations, readSchema } from './migration-files.js';
import { createPerspectives } from './perspectives.js';
import { withSchemaEngine } from './schema-engine.js';
import { UnusableDatabaseError } from './unusable.js';

/** Held while migrating, so that of two instances that start together one migrates and the other waits. */
const MIGRATION_LOCK = 7_203_115;

const FAILED = 'finished_at IS NULL AND rolled_back_at IS NULL';

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  logs: string | null;
}

/**
 * Brings the database to the newest migration and answers the names of those it applied. Throws
 * UnusableDatabaseError, having changed nothing, when the database is newer than this release, holds a failed
 * migration, or holds one that was edited since.
 */
export async function migrate(
  connection: pg.PoolConfig,
  migrations?: Migration[],
  options: { retryFailed?: boolean | undefined } = {},
): Promise<string[]> {
  const known = migrations ?? (await readMigrations());
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that runs into it says so
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await forgetFailed(client, options.retryFailed ?? false);
    const applied = await appliedMigrations(client);
    refuseUnusable(applied, known);
    const names = applied.length < known.length ? await apply(connection, client, known) : [];
    await createPerspectives(client, known);
    await prepareJobQueue(connection);
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
  const newer = applied.filter(({ migration_name }) => !checksums.has(migration_name));
  if (newer.length > 0) {
    throw new UnusableDatabaseError(
      `The database is newer than this release of Dateline: it has ${newer.map((m) => m.migration_name).join(', ')}. ` +
        'Start the release that made it, or a later one.',
    );
  }
  const edited = applied.find(({ migration_name, checksum }) => checksums.get(migration_name) !== checksum);
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
    if (await hasHistory(client)) {
      await client.query(`UPDATE _prisma_migrations SET logs = $1 WHERE ${FAILED}`, [
        (error as Error).message,
      ]);
    }
    refuseUnusable(await appliedMigrations(client), known);
    throw error;
  }
}

/** One that is unfinished and without a complaint was cut off with the process that applied it. */
async function forgetFailed(client: pg.Client, withComplaint: boolean): Promise<void> {
  if (!(await hasHistory(client))) return;
  const which = withComplaint ? FAILED : `${FAILED} AND logs IS NULL`;
  await client.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE ${which}`);
}
