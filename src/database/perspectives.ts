import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { PRISMA_FOLDER } from './migration-files.js';

/**
 * Creates the schemas of prisma/perspectives.sql anew when the tables below them (`tablesChanged`) or the
 * file itself changed. The file's digest is kept as a comment on the schema.
 */
export async function createPerspectives(client: pg.Client, tablesChanged: boolean): Promise<void> {
  const sql = await readFile(join(PRISMA_FOLDER, 'perspectives.sql'), 'utf8');
  const digest = createHash('sha256').update(sql).digest('hex');
  const { rows } = await client.query(
    "SELECT obj_description(to_regnamespace('published')) IS NOT DISTINCT FROM $1 AS current",
    [digest],
  );
  if (rows[0].current && !tablesChanged) return;
  await client.query(`BEGIN; ${sql}; COMMENT ON SCHEMA published IS '${digest}'; COMMIT`);
}
