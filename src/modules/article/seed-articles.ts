import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../database/database.js';
import type { SeedTools } from '../module.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SEEDS = 'seeds';
const PACKAGES = 'packages';

/**
 * Imports the sample newsroom of seeds/ into an unused database, or continues an interrupted import. A database with an
 * API key counts as used. Articles in further languages of the site follow, such as those of packages/seeds-de.
 */
export async function seedArticles(
  { pool }: Pick<Database, 'pool'>,
  { step, importFolder, languages }: SeedTools,
): Promise<void> {
  // Sent through pg, because this runs at every start, and Prisma's query engine is loaded by its first query.
  const { rows } = await pool.query<{ folder: string | null; count: number }>(`
    SELECT CASE WHEN source_id ~ '^seeds(-[a-z-]+)?/' THEN split_part(source_id, '/', 1) END AS folder, count(*)::int
    FROM draft GROUP BY 1 UNION ALL SELECT NULL, count(*)::int FROM api_key`);
  if (rows.some(({ folder, count }) => folder === null && count > 0)) return;
  const folders = [SEEDS, ...languages.map((tag) => `${SEEDS}-${tag.toLowerCase()}`)];
  for (const folder of folders) {
    const path = folder === SEEDS ? join(ROOT, folder) : join(ROOT, PACKAGES, folder);
    const files = await readdir(join(path, 'articles')).catch(() => []);
    const seeded = rows.find((row) => row.folder === folder)?.count ?? 0;
    if (seeded >= files.length) continue;
    const text = `Importing the ${files.length} sample articles of ${folder}/`;
    await step(text, () => importFolder(path));
  }
}
