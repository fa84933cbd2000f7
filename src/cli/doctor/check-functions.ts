import type pg from 'pg';
import { readDatabaseSource } from '../../database/migrations/database-source.js';
import { readMigrations } from '../../database/migrations/migration-files.js';
import { readAppliedMigrations } from '../../database/migrations/migration-history.js';
import { compareSource, getSourcePath, readSourceObjects } from '../../database/migrations/source-objects.js';
import { arePerspectivesCurrent } from '../../database/migrations/view-schemas.js';
import { type Finding, ok, warning } from './finding.js';

const CHECK = 'functions';
const ADVICE =
  'They were changed by hand, or an upgrade stopped. Restart one instance, or run: dateline migrate retry';

/** Compares the functions, triggers and views of the database with the files of this release. */
export async function checkFunctions(client: pg.Client): Promise<Finding[]> {
  const migrations = await readMigrations();
  const history = await readAppliedMigrations(client);
  const applied = history.filter((each) => each.finished_at).map((each) => each.migration_name);
  if (migrations.some(({ name }) => !applied.includes(name)))
    return [ok(CHECK, 'not compared; the next start applies them after the migrations')];
  if (applied.length > migrations.length)
    return [ok(CHECK, 'not compared, since the database is newer than this release')];

  const files = await readDatabaseSource();
  const { own } = await readSourceObjects(client, files, migrations);
  const { outdated, obsolete } = compareSource(files, own);
  const differences = [
    ...outdated.map((file) => `${getSourcePath(file)} differs`),
    ...obsolete.map(({ identity }) => `${identity} has no file`),
  ];
  if (!(await arePerspectivesCurrent(client, migrations)))
    differences.push('prisma/perspectives.sql differs');
  if (differences.length > 0) return [warning(CHECK, differences.join(', '), ADVICE)];
  return [ok(CHECK, `functions, triggers and views are those of ${files.length + 1} files`)];
}
