import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ContentRefusedError } from '../../content/content-error.js';
import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import type { ExpectedPaths } from '../../modules/import/expected-paths.js';
import type { ExternalArticle } from '../../modules/import/external-article.js';
import { FOLDER_SOURCE } from '../../modules/import/source-name.js';
import type { ExternalMenu } from '../../modules/menu/import-menu.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { explainFile } from '../fetch/identify-content.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import type { ArticleImporter } from '../run/imported-article.js';
import { itemReader } from '../run/reading.js';
import type { UsedSlug } from '../run/slugs.js';
import { readTextFile, UnreadableFileError } from './files.js';
import { FolderSlugs } from './folder-slugs.js';
import { LinkedFiles } from './linked-files.js';
import type { SiteEntry } from './site/read-site-page.js';
import { listSections, type SiteSection, withSection } from './site/sections.js';
import type { FileContext, ReadingOptions, SiteFile, StaticSite } from './site/site.js';
import { SiteLinks } from './site/site-links.js';
import { SiteSource } from './site/site-source.js';
import { type DescribedTerms, listDescribedTerms, parseTermFile, TermLists } from './site/term-pages.js';

export interface MarkdownImportOptions extends ReadingOptions {
  report?: ImportReporter;
  /** Number of articles that are passed to the importer in one batch. */
  batchSize?: number;
  /** Own fields and kinds of the site, which front matter fills. */
  model?: ContentModel;
  /** Menus, which are saved after the articles. */
  menus?: ExternalMenu[];
  /** True if the pictures of the folder are copied into the media library. */
  copiesPictures?: boolean;
  /** Name of the folder as a source. */
  sourceName?: string;
  /** Slugs of the articles that are here. */
  usedSlugs?: UsedSlug[];
  /** Path under which everything is put. */
  pathPrefix?: string | undefined;
  /** Gets the paths of articles that others link to before they are saved. */
  expectedPaths?: ExpectedPaths<ExternalArticle> | undefined;
}

/** Error for a folder from which nothing can be imported. The message is shown in the terminal. */
export class InvalidFolderError extends UserFacingError {
  override readonly name = 'InvalidFolderError';
}

/** A folder with the entries of its files, read once for an import. */
export interface OpenedSource {
  source: SiteSource;
  /** Where each file of a site is published. */
  entries: Map<string, SiteEntry>;
  /** Sections that files of the site describe, parents first. */
  sections: SiteSection[];
  /** Tags and series that files of the site describe. */
  terms: DescribedTerms;
  /** Source IDs of the files. */
  sourceIds: string[];
}

/**
 * Opens a folder and reads where each file of its site is published.
 * @throws {InvalidFolderError} if the folder is missing, is a file or contains no Markdown.
 */
export async function openSource(folder: string, options: ReadingOptions = {}): Promise<OpenedSource> {
  await assertFolder(folder);
  const source = await SiteSource.open(folder, {
    permalinks: options.permalinks,
    map: options.map,
    timeZone: options.timeZone,
  });
  await assertImportable(folder, source);
  const entries = await source.readEntries();
  const sourceIds: string[] = [];
  for await (const file of source.listFiles()) sourceIds.push(getSourceId(folder, file));
  const sections = [...listSections(entries, source.site).values()];
  return { source, entries, sections, terms: listDescribedTerms(entries, source.site), sourceIds };
}

/**
 * Imports every Markdown file of a folder and its subfolders, in the order of their paths.
 * @throws {InvalidFolderError} if the folder is missing, is a file or contains no Markdown.
 */
export async function importMarkdownFolder(
  folder: string,
  importer: ArticleImporter,
  options: MarkdownImportOptions = {},
  opened?: OpenedSource,
): Promise<ImportSummary> {
  const source = opened ?? (await openSource(folder, options));
  return runImport(readItems(folder, source, options), importer, options);
}

async function* readItems(
  folder: string,
  source: OpenedSource,
  options: MarkdownImportOptions,
): AsyncGenerator<ImportItem> {
  const { menus = [], sourceName = FOLDER_SOURCE, pathPrefix } = options;
  const slugs = new FolderSlugs(source.sourceIds, options.usedSlugs, pathPrefix);
  for await (const item of readSourceItems(folder, source, options)) {
    if (!('article' in item)) yield item;
    else yield slugs.ensureUnique({ ...item, article: { ...item.article, source: sourceName } });
  }
  for (const menu of menus)
    yield { item: `menus.yaml ${menu.location}`, menu: { ...menu, source: sourceName } };
}

/** Yields the files of a folder as import items, reading one at a time. */
export async function* readMarkdownItems(
  folder: string,
  model: ContentModel = EMPTY_MODEL,
): AsyncGenerator<ImportItem> {
  yield* readItems(folder, await openSource(folder), { model });
}

async function* readSourceItems(
  folder: string,
  { source, entries, sourceIds }: OpenedSource,
  { model = EMPTY_MODEL, copiesPictures = false, expectedPaths }: MarkdownImportOptions,
): AsyncGenerator<ImportItem> {
  const { site } = source;
  const sections = listSections(entries, site);
  const linkedFiles = expectedPaths && new LinkedFiles({ folder, source, sourceIds, model }, expectedPaths);
  const links = site === null ? null : new SiteLinks(site, source.root, entries, copiesPictures);
  const termLists = site === null ? null : new TermLists(site);
  for await (const file of source.listFiles()) {
    const sourceId = getSourceId(folder, file);
    const context = await source.getContext(file);
    const section = sections.get(context.file.path);
    if (section !== undefined) {
      yield { item: sourceId, status: 'used', reason: `the section ${section.name}` };
      continue;
    }
    const termFile = parseTermFile(site, context.file.path);
    if (termFile) {
      yield { item: sourceId, status: 'used', reason: `a page of ${termFile.taxonomy}` };
      continue;
    }
    // An omitted file describes no section.
    const refusal = entries.get(context.file.path)?.isLeftOut ? null : getRefusalReason(sourceId);
    const read = await readItem(path.join(folder, file), sourceId, { model, context, refusal });
    await linkedFiles?.add(read);
    const item = links === null ? read : await resolveLinks(links, read, context.file);
    termLists?.add(item);
    yield withSection(item, context.file.path, sections);
  }
  const pages = [...entries].filter(([file]) => parseTermFile(site, file) === null);
  const paths = new Set(pages.map(([, entry]) => entry.path));
  yield* termLists?.listItems(getRootName(folder), (each) => paths.has(each)) ?? [];
  if (site !== null) yield* listSiteWarnings(site, [...entries.values()]);
}

/** Lists warnings about the configuration of a site, and about the addresses that are not known. */
function listSiteWarnings(site: StaticSite, entries: SiteEntry[]): ImportItem[] {
  const published = entries.filter(({ isLeftOut }) => !isLeftOut);
  const unknown = published.filter(({ address }) => address === null).length;
  const ofAddresses = `the addresses of ${unknown} of ${published.length} files on the old site are not known, and are lost here; give their pattern with --permalinks, such as /blog/:year/:slug/`;
  return [
    ...(site.warnings ?? []).map((reason) => ({ item: site.configFile, status: 'warning' as const, reason })),
    ...(unknown > 0 ? [{ item: 'addresses', status: 'warning' as const, reason: ofAddresses }] : []),
  ];
}

/** Returns the ID of a file. Normalized, because macOS decomposes accented letters and other systems do not. */
function getSourceId(folder: string, file: string): string {
  return `${getRootName(folder)}/${file}`.normalize('NFC');
}

function getRootName(folder: string): string {
  return path.basename(path.resolve(folder));
}

async function resolveLinks(links: SiteLinks, item: ImportItem, file: SiteFile): Promise<ImportItem> {
  try {
    return await links.resolve(item, file);
  } catch (error) {
    if (error instanceof ContentRefusedError) return { item: item.item, refused: [error.message] };
    throw error;
  }
}

async function readItem(
  file: string,
  sourceId: string,
  { model, context, refusal }: { model: ContentModel; context: FileContext; refusal: string | null },
): Promise<ImportItem> {
  if (refusal !== null) return { item: sourceId, refused: [refusal] };
  try {
    return await itemReader.read('markdown', await readTextFile(file), sourceId, model, context);
  } catch (error) {
    if (error instanceof ContentRefusedError) return { item: sourceId, refused: [error.message] };
    if (!(error instanceof UnreadableFileError)) throw error;
    return { item: sourceId, refused: [error.message], ...(error.line && { line: error.line }) };
  }
}

function getRefusalReason(sourceId: string): string | null {
  if (path.posix.basename(sourceId).startsWith('_index.')) return 'describes a section and is not an article';
  return null;
}

async function assertFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch(() => null);
  if (stats === null) throw new InvalidFolderError(`Folder not found: ${folder}.`);
  if (!stats.isDirectory())
    throw new InvalidFolderError(
      `${folder} is a file, but a folder is expected.${await explainFile(folder)}`,
    );
}

async function assertImportable(folder: string, source: SiteSource): Promise<void> {
  for await (const _file of source.listFiles()) return;
  throw new InvalidFolderError(`${folder} contains no Markdown files (.md, .markdown).`);
}
