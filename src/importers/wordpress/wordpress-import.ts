import type { ArticleImportOptions, ImportService } from '../../modules/import/import.service.js';
import { createArticleImporter } from '../run/article-importer.js';
import { type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import { readSite } from './export/read-site.js';
import { readExportItems } from './items.js';

export interface WordPressImportOptions extends ArticleImportOptions {
  report?: ImportReporter;
  /** The types of posts that become articles; else posts and pages. */
  types?: string[];
}

/**
 * Brings WordPress exports (WXR) into the database, several files of one site together: its categories as
 * sections, then every post and page. A second run changes what has changed, but keeps what editors changed
 * here unless it is to `overwrite`.
 *
 * @throws {NoExportError} when a file is missing or no export.
 * @throws {BrokenExportError} where a file breaks off; what stands before that is imported.
 */
export async function importWordPress(
  files: string[],
  importService: ImportService,
  { types, report, ...options }: WordPressImportOptions = {},
): Promise<ImportSummary> {
  const site = await readSite(files);
  for (const entry of await importService.listSlugs(site.source)) site.slugs.reserve(entry);
  await importService.saveTaxonomy({ sections: site.sections.listSections(), authors: [], tags: [] });
  return runImport(readExportItems(files, site, types), createArticleImporter(importService, options), {
    report,
  });
}
