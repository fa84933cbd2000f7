import { readFile } from 'node:fs/promises';
import type { Database } from '../../database/database.js';

const SEED_FILE = new URL('../../../seeds/files.yaml', import.meta.url);

/** Adds text alternatives to files of the sample content that have none, unless the database is in use. */
export async function seedFileTexts({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const { rows } = await pool.query<{ isSeedable: boolean }>(`
    SELECT EXISTS (SELECT FROM draft WHERE source_id LIKE 'seeds/%') AND NOT EXISTS (SELECT FROM api_key)
      AND EXISTS (SELECT FROM media_file) AND NOT EXISTS (SELECT FROM media_file WHERE alt <> '') AS "isSeedable"`);
  if (!rows[0]?.isSeedable) return;
  const { parse } = await import('yaml');
  const texts = parse(await readFile(SEED_FILE, 'utf8')) as Record<string, string>;
  await pool.query('UPDATE media_file f SET alt = s.value FROM json_each_text($1) s WHERE f.name = s.key', [
    JSON.stringify(texts),
  ]);
}
