import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../database/database.js';
import { requireValue } from '../../shared/require-value.js';
import type { SeedTools } from '../module.js';

const SEEDS_FOLDER = fileURLToPath(new URL('../../../seeds', import.meta.url));

/**
 * Imports the sample newsroom of seeds/ into an unused database, or continues an interrupted import. A database with an
 * API key counts as used.
 */
export async function seedArticles(
  { pool }: Pick<Database, 'pool'>,
  { step, importFolder }: SeedTools,
): Promise<void> {
  // Sent through pg, because this runs at every start, and Prisma's query engine is loaded by its first query.
  const { rows } = await pool.query<{ isInUse: boolean; seeded: number }>(`
    SELECT count(*) FILTER (WHERE source_id LIKE 'seeds/%')::int AS seeded,
      coalesce(bool_or(source_id IS NULL OR source_id NOT LIKE 'seeds/%'), false) OR EXISTS (SELECT FROM api_key) AS "isInUse"
    FROM draft`);
  const { isInUse, seeded } = requireValue(rows[0], 'SELECT returns a row.');
  const seedFiles = await readdir(join(SEEDS_FOLDER, 'articles'));
  if (isInUse || seeded >= seedFiles.length) return;
  await step(`Importing the ${seedFiles.length} sample articles of seeds/`, () => importFolder(SEEDS_FOLDER));
}
