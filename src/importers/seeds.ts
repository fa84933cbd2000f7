import type { PrismaClient } from '../database/generated/client.js';
import { ImportService } from '../modules/import/import.service.js';
import type { MediaLibrary } from '../modules/media/media-library.js';
import type { CommandFilters } from '../modules/module.js';
import { MediaCopier } from './media/media-copier.js';
import type { ImportSummary } from './run/import-run.js';

/**
 * Imports a folder of sample articles and fronts, and copies their pictures into the library if there is one. Loads the Markdown
 * importer, which few starts need.
 */
export async function importSeeds(
  folder: string,
  prisma: PrismaClient,
  createFilters: () => Promise<CommandFilters>,
  library?: MediaLibrary,
): Promise<ImportSummary> {
  const { importMarkdown } = await import('./markdown/markdown-import.js');
  const media = library && new MediaCopier({ library, fetcher: null, folder });
  return importMarkdown(folder, new ImportService(prisma), { createFilters, ...(media && { media }) });
}
