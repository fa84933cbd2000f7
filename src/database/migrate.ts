import pg from 'pg';
import { prepareJobQueue } from './job-queue.js';
import { type Migration, migrationList, readMigrations, readSchema } from './migration-files.js';
import { createPerspectives } from './perspectives.js';
import { withSchemaEngine } from './schema-engine.js';
import { UnusableDatabaseError } from './unusable.js';

/** Held while migrating, so that of two instances that start together one migrates and the other waits. */
const MIGRATION_LOCK = 7_203_115;

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
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (options.retryFailed) await forgetFailed(client);
    const applied = await appliedMigrations(client);
    refuseUnusable(applied, known);
    const names = applied.length < known.length ? await apply(connection, known) : [];
    await createPerspectives(client, known);
    await prepareJobQueue(connection);
    return names;
  } finally {
    await client.end();
  }
}

async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') AS history");
  if (!rows[0].history) return [];
  const { rows: applied } = await client.query<AppliedMigration>(
    'SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations ' +
      'WHERE rolled_back_at IS NULL ORDER BY migration_name',
  );
  return applied;
}

function refuseUnusable(applied: AppliedMigration[], known: Migration[]): void {
  const failed = applied.find(({ finished_at }) => !finished_at);
  if (failed) {
    throw new UnusableDatabaseError(
      `Migration ${failed.migration_name} failed in this database and left nothing behind.\n${failed.logs ?? ''}\n` +
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

async function apply(connection: pg.PoolConfig, known: Migration[]): Promise<string[]> {
  try {
    return await withSchemaEngine(connection, await readSchema(), async (engine) => {
      const migrationsList = migrationList(known);
      const filters = { externalTables: [], externalEnums: [] };
      return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
    });
  } catch (cause) {
    throw new UnusableDatabaseError(
      `A migration failed and left nothing behind.\n${(cause as Error).message}\n` +
        'Put right what it complains of, then run: npx dateline migrate retry',
      { cause },
    );
  }
}

async function forgetFailed(client: pg.Client): Promise<void> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') AS history");
  if (!rows[0].history) return;
  await client.query(
    'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  );
}
