import type { EditingService, MirrorOptions } from '../modules/editing/editing.service.js';
import { articleImporter } from './article-importer.js';
import type { ImportSummary } from './import-run.js';
import { importMarkdownFolder, type MarkdownImportOptions } from './markdown/import-folder.js';
import { readVocabularyFiles } from './vocabulary-files.js';

/**
 * Brings a folder of Markdown into the database: what its sections.yaml, authors.yaml and tags.yaml say, where
 * there are such, then every article. A second run changes what has changed,
 * but keeps what editors changed here unless it is to `overwrite`.
 *
 * @throws {NoSuchFolderError} when the folder is missing, is a file or holds no Markdown.
 */
export async function importMarkdown(
  folder: string,
  editing: EditingService,
  options: MarkdownImportOptions & MirrorOptions = {},
): Promise<ImportSummary> {
  await editing.saveVocabulary(await readVocabularyFiles(folder));
  return importMarkdownFolder(folder, articleImporter(editing, options), options);
}
