import type pg from 'pg';
import { readMigrations } from '../../database/migrations/migration-files.js';
import { type Finding, failed, ok, warning } from './finding.js';

/** Compares the migrations of this release with those of the database. */
export async function checkMigrations(client: pg.Client): Promise<Finding[]> {
  const known = (await readMigrations()).map(({ name }) => name);
  const { rows: tables } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS made");
  if (!tables[0].made) return [ok('migrations', `none applied; the next start applies ${known.length}`)];
  const { rows } = await client.query<{ name: string; finished: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations
      WHERE rolled_back_at IS NULL`,
  );
  const unfinished = rows.find(({ finished }) => !finished);
  if (unfinished) {
    const advice = 'Start Dateline to see the error, fix its cause, then run: dateline migrate retry';
    return [failed('migrations', `${unfinished.name} failed`, advice)];
  }
  const applied = new Set(rows.map(({ name }) => name));
  const newer = [...applied].filter((name) => !known.includes(name));
  if (newer.length > 0) {
    const advice = 'Start the release that migrated the database, or a later one.';
    return [warning('migrations', `the database is newer than this release: ${newer.join(', ')}`, advice)];
  }
  const missing = known.filter((name) => !applied.has(name));
  if (missing.length === 0) return [ok('migrations', `all ${known.length} applied`)];
  const message = `${missing.length} of ${known.length} not applied`;
  return [warning('migrations', message, 'The next start applies them.')];
}
