import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../database/database.js';
import { runSilently, type StepRunner } from '../database/setup-progress.js';
import { ImportService } from '../modules/import/import.service.js';
import type { MediaLibrary } from '../modules/media/media-library.js';
import { requireValue } from '../shared/require-value.js';
import { MediaCopier } from './media/media-copier.js';
import type { ImportSummary } from './run/import-run.js';

const SEEDS_FOLDER = fileURLToPath(new URL('../../seeds', import.meta.url));

/**
 * Imports the sample newsroom of seeds/ into an unused database, or continues an interrupted import. Returns null if
 * there is nothing to do. With a library, their pictures are copied into it. A database with an API key counts as used,
 * and the Markdown importer is only loaded when needed.
 */
export async function seedArticles(
  { prisma, pool }: Pick<Database, 'prisma' | 'pool'>,
  step: StepRunner = runSilently,
  library?: MediaLibrary,
): Promise<ImportSummary | null> {
  // Sent through pg, because this runs at every start, and Prisma's query engine is loaded by its first query.
  const { rows } = await pool.query<{ isInUse: boolean; seeded: number }>(`
    SELECT count(*) FILTER (WHERE source_id LIKE 'seeds/%')::int AS seeded,
      coalesce(bool_or(source_id IS NULL OR source_id NOT LIKE 'seeds/%'), false) OR EXISTS (SELECT FROM api_key) AS "isInUse"
    FROM draft`);
  const { isInUse, seeded } = requireValue(rows[0], 'SELECT returns a row.');
  const seedFiles = await readdir(join(SEEDS_FOLDER, 'articles'));
  if (isInUse || seeded >= seedFiles.length) return null;
  return step(`Importing the ${seedFiles.length} sample articles of seeds/`, async () => {
    const { importMarkdown } = await import('./markdown/markdown-import.js');
    const media = library && new MediaCopier({ library, fetcher: null, folder: SEEDS_FOLDER });
    return importMarkdown(SEEDS_FOLDER, new ImportService(prisma), media ? { media } : {});
  });
}

/** Reads earlier view counts of the sample articles from seeds/views.yaml, by hours ago and slug. */
export async function readSeedViews(): Promise<Map<number, Record<string, number>>> {
  const { parse } = await import('yaml');
  const { hoursBefore, views } = parse(await readFile(join(SEEDS_FOLDER, 'views.yaml'), 'utf8')) as {
    hoursBefore: number[];
    views: Record<string, number[]>;
  };
  const getHourEntries = (i: number) => Object.entries(views).map(([slug, counts]) => [slug, counts[i] ?? 0]);
  return new Map(hoursBefore.map((hours, i) => [hours, Object.fromEntries(getHourEntries(i))]));
}
