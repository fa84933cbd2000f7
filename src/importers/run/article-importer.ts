import type { ArticleImportOptions, ImportService } from '../../modules/import/import.service.js';
import type { ArticleImporter } from './imported-article.js';

/** Writes what importers read through the service that editors write through. */
export function createArticleImporter(
  importService: ImportService,
  options: ArticleImportOptions = {},
): ArticleImporter {
  return {
    importArticles: (batch) => importService.upsertMany(batch, options),
    unpublishArticles: (origins) => importService.unpublishMissing(origins, options),
  };
}
