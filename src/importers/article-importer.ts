import type { EditingService } from '../modules/editing/editing.service.js';
import type { ArticleImporter } from './imported-article.js';

/** Writes what importers read through the service that editors write through. */
export function articleImporter(editing: EditingService): ArticleImporter {
  return { importArticles: (batch) => editing.mirrorAll(batch) };
}
