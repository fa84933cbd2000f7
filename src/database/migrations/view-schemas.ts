import { createHash } from 'node:crypto';
import type pg from 'pg';
import { readPerspectives } from './database-source.js';
import type { Migration } from './migration-files.js';

/**
 * Recreates the view schemas of prisma/perspectives.sql if the file or the migrations have changed. A digest
 * of both is stored as a comment on the schema.
 */
export async function ensurePerspectiveSchemas(client: pg.Client, migrations: Migration[]): Promise<void> {
  const sql = await readPerspectives();
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
