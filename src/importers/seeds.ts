import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PrismaClient } from '../database/generated/client.js';
import { runSilently, type StepRunner } from '../database/setup-progress.js';
import { ImportService } from '../modules/import/import.service.js';
import type { ImportSummary } from './run/import-run.js';

const SEEDS_FOLDER = fileURLToPath(new URL('../../seeds', import.meta.url));

/**
 * Fills a database that nobody has written to with the newsroom of seeds/, or goes on where that was cut off;
 * answers null when there is nothing to do, as at most starts: what reads Markdown is loaded where there is. Without a key nobody edits, so that all there is came from here.
 */
export async function seedArticles(
  prisma: PrismaClient,
  step: StepRunner = runSilently,
): Promise<ImportSummary | null> {
  const seededCount = await prisma.draft.count({ where: { sourceId: { startsWith: 'seeds/' } } });
  const isInUse = (await prisma.draft.count()) > seededCount || (await prisma.apiKey.count()) > 0;
  const seedFiles = await readdir(join(SEEDS_FOLDER, 'articles'));
  if (isInUse || seededCount >= seedFiles.length) return null;
  return step(`Importing the ${seedFiles.length} sample articles of seeds/`, async () => {
    const { importMarkdown } = await import('./markdown/markdown-import.js');
    return importMarkdown(SEEDS_FOLDER, new ImportService(prisma));
  });
}

/** How often the seeds' articles were read before, by hours ago and slug: seeds/views.yaml. */
export async function readSeedViews(): Promise<Map<number, Record<string, number>>> {
  const { parse } = await import('yaml');
  const { hoursBefore, views } = parse(await readFile(join(SEEDS_FOLDER, 'views.yaml'), 'utf8')) as {
    hoursBefore: number[];
    views: Record<string, number[]>;
  };
  const getHourEntries = (i: number) => Object.entries(views).map(([slug, counts]) => [slug, counts[i] ?? 0]);
  return new Map(hoursBefore.map((hours, i) => [hours, Object.fromEntries(getHourEntries(i))]));
}
