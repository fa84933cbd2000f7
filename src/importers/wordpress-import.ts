import type { EditingService, MirrorOptions } from '../modules/editing/editing.service.js';
import { articleImporter } from './article-importer.js';
import { type ImportReport, type ImportSummary, runImport } from './import-run.js';
import { wordpressItems } from './wordpress/items.js';
import { readSite } from './wordpress/read-site.js';

export interface WordPressImportOptions extends MirrorOptions {
  report?: ImportReport;
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
  editing: EditingService,
  { types, report, ...options }: WordPressImportOptions = {},
): Promise<ImportSummary> {
  const site = await readSite(files);
  for (const held of await editing.slugsOf(site.source)) site.slugs.hold(held);
  await editing.saveVocabulary({ sections: site.sections.all(), authors: [], tags: [] });
  return runImport(wordpressItems(files, site, types), articleImporter(editing, options), { report });
}
