import type { ArticleImportOptions, ImportService } from '../../modules/import/import.service.js';
import { createArticleImporter } from '../run/article-importer.js';
import type { ImportSummary } from '../run/import-run.js';
import type { ArticleImporter, ImportedArticle } from '../run/imported-article.js';
import { importMarkdownFolder, type MarkdownImportOptions } from './import-folder.js';
import { readTaxonomyFiles } from './taxonomy-files.js';

/**
 * Brings a folder of Markdown into the database: what its sections.yaml, authors.yaml and tags.yaml say, where
 * there are such, then every article. A second run changes what has changed,
 * but keeps what editors changed here unless it is to `overwrite`.
 *
 * @throws {NoSuchFolderError} when the folder is missing, is a file or holds no Markdown.
 */
export async function importMarkdown(
  folder: string,
  importService: ImportService,
  options: MarkdownImportOptions & ArticleImportOptions = {},
): Promise<ImportSummary> {
  await importService.saveTaxonomy(await readTaxonomyFiles(folder));
  const { importer, pinning: pins } = collectPins(createArticleImporter(importService, options));
  const summary = await importMarkdownFolder(folder, importer, options);
  await importService.pinMany(pins);
  return summary;
}

/** Articles are pinned to others once these are there: of those that came or changed, it notes what is to be. */
function collectPins(importer: ArticleImporter) {
  const pins: Pick<ImportedArticle, 'slug' | 'pinned'>[] = [];
  const importArticles: ArticleImporter['importArticles'] = async (batch) => {
    const results = await importer.importArticles(batch);
    for (const [i, { outcome }] of results.entries()) {
      const { slug, pinned } = batch[i]!;
      if (pinned && (outcome === 'created' || outcome === 'updated')) pins.push({ slug, pinned });
    }
    return results;
  };
  return { importer: { ...importer, importArticles }, pinning: pins };
}
