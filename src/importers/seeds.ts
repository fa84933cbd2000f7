import type { PrismaClient } from '../database/generated/client.js';
import { ImportService } from '../modules/import/import.service.js';
import type { MediaLibrary } from '../modules/media/media-library.js';
import type { CommandFilters } from '../modules/module.js';
import { MediaCopier } from './media/media-copier.js';
import type { ImportSummary } from './run/import-run.js';

interface SeedDeps {
  prisma: PrismaClient;
  createFilters: () => Promise<CommandFilters>;
  /** BCP 47 tag of the language of the site. */
  primaryLanguage: string;
}

/**
 * Imports a folder of sample articles and fronts, and copies their pictures into the library if there is one. Loads the Markdown
 * importer, which few starts need.
 */
export async function importSeeds(
  folder: string,
  { prisma, createFilters, primaryLanguage }: SeedDeps,
  library?: MediaLibrary,
): Promise<ImportSummary> {
  const { importMarkdown } = await import('./markdown/markdown-import.js');
  const media = library && new MediaCopier({ library, fetcher: null, folder });
  return importMarkdown(folder, new ImportService(prisma, {}, undefined, primaryLanguage), {
    createFilters,
    ...(media && { media }),
  });
}
