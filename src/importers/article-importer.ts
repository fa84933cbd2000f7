import type { EditingService, MirrorOptions } from '../modules/editing/editing.service.js';
import type { ArticleImporter } from './imported-article.js';

/** Writes what importers read through the service that editors write through. */
export function articleImporter(editing: EditingService, options: MirrorOptions = {}): ArticleImporter {
  return {
    importArticles: (batch) => editing.mirrorAll(batch, options),
    withdrawArticles: (gone) => editing.withdrawAll(gone, options),
  };
}
