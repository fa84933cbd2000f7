import type { ArticleImportOptions, ImportService } from '../../modules/import/import.service.js';
import type { ArticleImporter } from './imported-article.js';

/** Creates an importer that writes articles through the import service. */
export function createArticleImporter(
  importService: ImportService,
  options: ArticleImportOptions = {},
): ArticleImporter {
  return {
    importArticles: (batch) => importService.upsertMany(batch, options),
    unpublishArticles: (origins) => importService.unpublishMissing(origins, options),
    importMenus: (menus) => importService.importMenus(menus, options),
    finish: async () =>
      (await importService.completeReferences(options)).map(({ sourceId, reasons }) => ({
        item: sourceId,
        outcome: 'refused' as const,
        reasons,
      })),
  };
}
