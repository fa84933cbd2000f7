import { createCommandFilters } from '../../src/app/command-filters.js';
import type { Database } from '../../src/database/database.js';
import { runSilently } from '../../src/database/setup-progress.js';
import type { ImportSummary } from '../../src/importers/run/import-run.js';
import { importSeeds } from '../../src/importers/seeds.js';
import * as articles from '../../src/modules/article/seed-articles.js';

/** Adds the sample articles, without their pictures. Returns null if there is nothing to do. */
export async function seedArticles(
  database: Pick<Database, 'prisma' | 'pool' | 'readClients'>,
): Promise<ImportSummary | null> {
  let summary: ImportSummary | null = null;
  await articles.seedArticles(database, {
    step: runSilently,
    importFolder: async (folder) => {
      const createFilters = () => createCommandFilters(database);
      summary = await importSeeds(folder, { prisma: database.prisma, createFilters, primaryLanguage: 'en' });
    },
    languages: [],
  });
  return summary;
}
