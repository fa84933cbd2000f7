import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ContentRefusedError } from '../../content/content-error.js';
import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import type { ExternalMenu } from '../../modules/menu/import-menu.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import type { ArticleImporter } from '../run/imported-article.js';
import { itemReader } from '../run/reading.js';
import { parseFileName } from './fields/file-name.js';
import { listMarkdownFiles, readTextFile, UnreadableFileError } from './files.js';

export interface MarkdownImportOptions {
  report?: ImportReporter;
  /** Number of articles that are passed to the importer at once. */
  batchSize?: number;
  /** Own fields and kinds of the site, which front matter fills. */
  model?: ContentModel;
  /** Menus, which are saved after the articles. */
  menus?: ExternalMenu[];
}

/** Error for a folder from which nothing can be imported. The message is shown in the terminal. */
export class InvalidFolderError extends UserFacingError {
  override readonly name = 'InvalidFolderError';
}

/**
 * Imports every Markdown file of a folder and its subfolders, in the order of their paths.
 * @throws {InvalidFolderError} if the folder is missing, is a file or contains no Markdown.
 */
export async function importMarkdownFolder(
  folder: string,
  importer: ArticleImporter,
  options: MarkdownImportOptions = {},
): Promise<ImportSummary> {
  await assertImportable(folder);
  return runImport(readItems(folder, options), importer, options);
}

async function* readItems(
  folder: string,
  { model, menus = [] }: MarkdownImportOptions,
): AsyncGenerator<ImportItem> {
  yield* readMarkdownItems(folder, model);
  for (const menu of menus) yield { item: `menus.yaml ${menu.location}`, menu };
}

/** Yields the files of a folder as import items, reading one at a time. */
export async function* readMarkdownItems(
  folder: string,
  model: ContentModel = EMPTY_MODEL,
): AsyncGenerator<ImportItem> {
  const root = path.basename(path.resolve(folder));
  const itemsBySlug = new Map<string, string>();
  for await (const file of listMarkdownFiles(folder)) {
    // Normalize names, because macOS decomposes accented letters and other systems do not.
    const sourceId = `${root}/${file}`.normalize('NFC');
    yield ensureUniqueSlug(await readItem(path.join(folder, file), sourceId, model), itemsBySlug);
  }
}

async function readItem(file: string, sourceId: string, model: ContentModel): Promise<ImportItem> {
  const refusal = getRefusalReason(sourceId);
  if (refusal !== null) return { item: sourceId, refused: [refusal] };
  try {
    return await itemReader.read('markdown', await readTextFile(file), sourceId, model);
  } catch (error) {
    if (error instanceof ContentRefusedError) return { item: sourceId, refused: [error.message] };
    if (!(error instanceof UnreadableFileError)) throw error;
    return { item: sourceId, refused: [error.message], ...(error.line && { line: error.line }) };
  }
}

function getRefusalReason(sourceId: string): string | null {
  if (/\.mdx$/i.test(sourceId)) return 'MDX is not supported; save the article as .md';
  if (path.posix.basename(sourceId).startsWith('_index.')) return 'describes a section and is not an article';
  return null;
}

/**
 * Ensures that each slug is used once. If dates are part of file names, the later article's slug gets its
 * date; otherwise the later article is refused.
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
    return { item: item.item, refused: [`${firstItem} already has the slug ${article.slug}`] };
  }
  itemsBySlug.set(datedSlug, item.item);
  const warning = `the slug is ${datedSlug}, because ${firstItem} has the slug ${article.slug}`;
  return { ...item, article: { ...article, slug: datedSlug }, warnings: [...item.warnings, warning] };
}

async function assertImportable(folder: string): Promise<void> {
  const stats = await stat(folder).catch(() => null);
  if (stats === null) throw new InvalidFolderError(`Folder not found: ${folder}.`);
  if (!stats.isDirectory()) throw new InvalidFolderError(`${folder} is a file, but a folder is expected.`);
  for await (const _file of listMarkdownFiles(folder)) return;
  throw new InvalidFolderError(`${folder} contains no Markdown files (.md, .markdown).`);
}
