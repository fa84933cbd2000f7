import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { type Migration, PRISMA_FOLDER } from './migration-files.js';

/**
 * Creates the schemas of prisma/perspectives.sql anew when the file, or the tables that `migrations` have made,
 * are not those of the last time. The digest of both is kept as a comment on a schema.
 */
export async function ensurePerspectiveSchemas(client: pg.Client, migrations: Migration[]): Promise<void> {
  const sql = await readFile(join(PRISMA_FOLDER, 'perspectives.sql'), 'utf8');
  const sources = [sql, ...migrations.map(({ checksum }) => checksum)];
  const digest = createHash('sha256').update(sources.join('\n')).digest('hex');
  const { rows } = await client.query(
    "SELECT obj_description(to_regnamespace('published')) IS NOT DISTINCT FROM $1 AS current",
    [digest],
  );
  if (rows[0].current) return;
  try {
    await client.query(`BEGIN; ${sql}; COMMENT ON SCHEMA published IS '${digest}'; COMMIT`);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
