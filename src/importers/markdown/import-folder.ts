import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ContentRefusedError } from '../../content/content-error.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import type { ArticleImporter } from '../run/imported-article.js';
import { itemReader } from '../run/reading.js';
import { parseFileName } from './fields/file-name.js';
import { listMarkdownFiles, readTextFile, UnreadableFileError } from './files.js';

export interface MarkdownImportOptions {
  report?: ImportReporter;
  /** Articles given to the importer at once. */
  batchSize?: number;
}

/** Nothing can be imported from there; the message is for the person at the terminal. */
export class NoSuchFolderError extends UserFacingError {
  override readonly name = 'NoSuchFolderError';
}

/**
 * Imports every Markdown file of a folder and of the folders in it, in the order of their paths.
 *
 * @throws {NoSuchFolderError} when the folder is missing, is a file or holds no Markdown.
 */
export async function importMarkdownFolder(
  folder: string,
  importer: ArticleImporter,
  options: MarkdownImportOptions = {},
): Promise<ImportSummary> {
  await assertImportable(folder);
  return runImport(readMarkdownItems(folder), importer, options);
}

/** The folder's files as items, one read at a time. */
export async function* readMarkdownItems(folder: string): AsyncGenerator<ImportItem> {
  const root = path.basename(path.resolve(folder));
  const itemsBySlug = new Map<string, string>();
  for await (const file of listMarkdownFiles(folder)) {
    // The same name on every system: macOS takes accents apart, others do not.
    const sourceId = `${root}/${file}`.normalize('NFC');
    yield ensureUniqueSlug(await readItem(path.join(folder, file), sourceId), itemsBySlug);
  }
}

async function readItem(file: string, sourceId: string): Promise<ImportItem> {
  const refusal = getRefusalReason(sourceId);
  if (refusal !== null) return { item: sourceId, refused: [refusal] };
  try {
    return await itemReader.read('markdown', await readTextFile(file), sourceId);
  } catch (error) {
    if (error instanceof ContentRefusedError) return { item: sourceId, refused: [error.message] };
    if (!(error instanceof UnreadableFileError)) throw error;
    return { item: sourceId, refused: [error.message], ...(error.line && { line: error.line }) };
  }
}

function getRefusalReason(sourceId: string): string | null {
  if (/\.mdx$/i.test(sourceId))
    return 'MDX holds components that nothing here can show; save the article as .md';
  if (path.posix.basename(sourceId).startsWith('_index.')) return 'describes a section and is no article';
  return null;
}

/**
 * A slug leads to one article. Where dates are part of file names, and so of addresses, a name may come
 * again on another day: there the later article's slug gets its date. Elsewhere it is refused.
 */
function ensureUniqueSlug(item: ImportItem, itemsBySlug: Map<string, string>): ImportItem {
  if (!('article' in item)) return item;
  const { article } = item;
  const firstItem = itemsBySlug.get(article.slug);
  if (firstItem === undefined) {
    itemsBySlug.set(article.slug, item.item);
    return item;
  }
  const file = parseFileName(item.item);
  const datedSlug = `${article.slug}-${file.date?.toISOString().slice(0, 10)}`;
  if (file.date === null || file.slug !== article.slug || itemsBySlug.has(datedSlug)) {
    return { item: item.item, refused: [`the slug ${article.slug} is already that of ${firstItem}`] };
  }
  itemsBySlug.set(datedSlug, item.item);
  const warning = `the slug is ${datedSlug}, as ${article.slug} is that of ${firstItem}`;
  return { ...item, article: { ...article, slug: datedSlug }, warnings: [...item.warnings, warning] };
}

async function assertImportable(folder: string): Promise<void> {
  const stats = await stat(folder).catch(() => null);
  if (stats === null) throw new NoSuchFolderError(`There is no folder ${folder}.`);
  if (!stats.isDirectory())
    throw new NoSuchFolderError(`${folder} is a file; give the folder that it is in.`);
  for await (const _file of listMarkdownFiles(folder)) return;
  throw new NoSuchFolderError(`${folder} holds no Markdown files (.md, .markdown).`);
}
