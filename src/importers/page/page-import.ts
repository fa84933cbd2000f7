import { basename } from 'node:path';
import { ContentRefusedError } from '../../content/content-error.js';
import type { ImportService } from '../../modules/import/import.service.js';
import { FetchError } from '../fetch/fetch-error.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { describeContent, type IdentifiedContent, identifyContent } from '../fetch/identify-content.js';
import { type LoadedSource, loadSource } from '../fetch/load-source.js';
import { type ArticleImporterOptions, createArticleImporter } from '../run/article-importer.js';
import { listCharsetWarnings } from '../run/charset-warnings.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import { forbidsFollowing, forbidsIndexing } from '../run/noindex.js';
import { openSource } from '../run/open-source.js';
import { type ItemReader, itemReader } from '../run/reading.js';
import { SlugRegistry } from '../run/slugs.js';
import { createPageItem } from './article.js';
import type { ExtractedArticle } from './read-page.js';
import { applySubstackPost, renderSubstackPage, SubstackExports, type SubstackPost } from './substack.js';

/** Note on the first story of an export of Medium. */
const MEDIUM_NOTE =
  "Medium's export does not say which stories are unlisted, for members, or responses to others: check what is published";

export interface PageImportOptions extends ArticleImporterOptions {
  report?: ImportReporter;
}

/** Dependencies of an import of pages. */
export interface PageImportDeps {
  importService: ImportService;
  fetcher: Fetcher;
  /** Time zone of days without a time; UTC by default. */
  timeZone?: string;
  /** Replaces the shared reader of the process, which has the limits for long articles. */
  reader?: ItemReader;
}

/**
 * Imports the article of each page, from saved files (HTML, or plain text as `.txt`) and from URLs. The URL
 * that a page declares is its source ID, so that a second run updates the same article.
 */
export async function importPages(
  locations: string[],
  { importService, fetcher, timeZone, reader = itemReader }: PageImportDeps,
  { report, ...options }: PageImportOptions = {},
): Promise<ImportSummary> {
  const slugsBySource = new Map<string, SlugRegistry>();
  const substack = new SubstackExports();
  const getSlugs = async (source: string) => {
    const slugs =
      slugsBySource.get(source) ??
      new SlugRegistry(
        await importService.listSlugs(await openSource(importService, source, options.pathPrefix)),
      );
    slugsBySource.set(source, slugs);
    return slugs;
  };
  const items = async function* (): AsyncGenerator<ImportItem> {
    let isMediumNoted = false;
    for (const location of locations) {
      const { item, isMediumExport } = await readPageItem(location, {
        fetcher,
        reader,
        timeZone,
        substack,
        getSlugs,
      });
      if (isMediumExport && !isMediumNoted && 'article' in item) item.warnings.push(MEDIUM_NOTE);
      isMediumNoted ||= isMediumExport;
      yield item;
    }
  };
  return runImport(items(), createArticleImporter(importService, options), report ? { report } : {});
}

interface ReadingDeps {
  timeZone: string | undefined;
  fetcher: Fetcher;
  reader: ItemReader;
  substack: SubstackExports;
  getSlugs: (source: string) => Promise<SlugRegistry>;
}

async function readPageItem(
  location: string,
  deps: ReadingDeps,
): Promise<{ item: ImportItem; isMediumExport: boolean }> {
  const refuse = (reason: string) => ({ item: { item: location, refused: [reason] }, isMediumExport: false });
  try {
    const source = await loadSource(location, deps.fetcher, { accept: 'text/html, text/plain;q=0.5' });
    const { text, url, headers } = source;
    const post = url === null ? await deps.substack.findPost(location) : null;
    if (post?.draftReason && text.trim() === '')
      return { item: createEmptyDraft(location, 'Substack'), isMediumExport: false };
    const content = await identifyContent(source.bytes, location);
    const refusal = findRefusal(content, source);
    if (refusal !== null) return refuse(refusal);
    const isPlain = post === null && isPlainText(content, location, source);
    const extracted = isPlain
      ? await deps.reader.read('plainPage', text, deps.timeZone)
      : await extractArticle(text, url, post, deps);
    if (!extracted && isMediumDraft(location, text))
      return { item: createEmptyDraft(location, 'Medium'), isMediumExport: true };
    if (!extracted) return refuse('no article was found on the page');
    const name = { item: location, file: basename(location) };
    // The header of a response counts as the tag in a page.
    const directives = String(headers['x-robots-tag'] ?? '');
    const isNoindex = extracted.isNoindex || forbidsIndexing(directives);
    const isNofollow = extracted.isNofollow || forbidsFollowing(directives);
    const item = await createPageItem(name, { ...extracted, isNoindex, isNofollow }, post, deps.getSlugs);
    if ('article' in item)
      item.warnings.push(...listCharsetWarnings(extracted.title + extracted.html, source));
    return { item, isMediumExport: extracted.isMediumExport };
  } catch (error) {
    const isExpected = error instanceof ContentRefusedError || error instanceof FetchError;
    if (!isExpected) throw error;
    return refuse(error.message);
  }
}

/** Returns the reason why a source is no page, or null. The content type tells scripts and styles from plain text. */
function findRefusal(content: IdentifiedContent, { url, headers }: LoadedSource): string | null {
  const { kind } = content;
  if (kind !== 'html' && kind !== 'text') return `it is ${describeContent(content)}`;
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';', 1);
  const type = mediaType.trim().toLowerCase();
  const isPage =
    kind === 'html' || /^(|text\/(html|plain)|application\/(xhtml\+xml|octet-stream))$/.test(type);
  return url === null || isPage ? null : `it was sent as ${type}, which is no page`;
}

function isPlainText({ kind }: IdentifiedContent, location: string, { url, headers }: LoadedSource): boolean {
  const isNamedSo =
    url === null ? /\.(txt|text)$/i.test(location) : /^text\/plain/i.test(headers['content-type'] ?? '');
  return isNamedSo || kind === 'text';
}

async function extractArticle(
  html: string,
  url: string | null,
  post: SubstackPost | null,
  { reader, timeZone }: ReadingDeps,
): Promise<ExtractedArticle | null> {
  const given = { isImported: true, ...(timeZone !== undefined && { timeZone }) };
  if (post === null) return reader.read('page', html, url, given);
  const options = { ...given, isArticle: true };
  const extracted = await reader.read('page', renderSubstackPage(html, post), url, options);
  return extracted && applySubstackPost(extracted, post);
}

function isMediumDraft(file: string, html: string): boolean {
  return basename(file).startsWith('draft_') && html.includes('Exported from <a href="https://medium.com">');
}

function createEmptyDraft(location: string, platform: string): ImportItem {
  return {
    item: location,
    kind: 'draft',
    status: 'left out',
    reason: `a draft of ${platform} without a text`,
  };
}
