import { basename } from 'node:path';
import { ContentRefusedError } from '../../content/content-error.js';
import type { ImportService } from '../../modules/import/import.service.js';
import { FetchError } from '../fetch/fetch-error.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { loadSource } from '../fetch/load-source.js';
import { type ArticleImporterOptions, createArticleImporter } from '../run/article-importer.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import { openSource } from '../run/open-source.js';
import { type ItemReader, itemReader } from '../run/reading.js';
import { SlugRegistry } from '../run/slugs.js';
import { createPageItem } from './article.js';

export interface PageImportOptions extends ArticleImporterOptions {
  report?: ImportReporter;
}

/** Dependencies of an import of pages. */
export interface PageImportDeps {
  importService: ImportService;
  fetcher: Fetcher;
  /** Replaces the shared reader of the process, whose limits are for long articles. */
  reader?: ItemReader;
}

/**
 * Imports the article of each page, from saved files (HTML, or plain text as `.txt`) and from URLs. The URL
 * that a page declares is its source ID, so that a second run updates the same article.
 */
export async function importPages(
  locations: string[],
  { importService, fetcher, reader = itemReader }: PageImportDeps,
  { report, ...options }: PageImportOptions = {},
): Promise<ImportSummary> {
  const slugsBySource = new Map<string, SlugRegistry>();
  const items = async function* (): AsyncGenerator<ImportItem> {
    for (const location of locations) {
      const item = await readPageItem(location, { fetcher, reader }, async (source) => {
        const sourceSlugs =
          slugsBySource.get(source) ??
          new SlugRegistry(
            await importService.listSlugs(await openSource(importService, source, options.pathPrefix)),
          );
        slugsBySource.set(source, sourceSlugs);
        return sourceSlugs;
      });
      yield item;
    }
  };
  return runImport(items(), createArticleImporter(importService, options), report ? { report } : {});
}

async function readPageItem(
  location: string,
  { fetcher, reader }: { fetcher: Fetcher; reader: ItemReader },
  getSlugs: (source: string) => Promise<SlugRegistry>,
): Promise<ImportItem> {
  try {
    const { text, url, headers } = await loadSource(location, fetcher, {
      accept: 'text/html, text/plain;q=0.5',
    });
    const isPlain =
      url === null ? /\.(txt|text)$/i.test(location) : /^text\/plain/i.test(headers['content-type'] ?? '');
    const extracted = await (isPlain
      ? reader.read('plainPage', text)
      : reader.read('page', text, url, { isImported: true }));
    if (!extracted) return { item: location, refused: ['no article was found on the page'] };
    return await createPageItem(location, basename(location), extracted, getSlugs);
  } catch (error) {
    const isExpected = error instanceof ContentRefusedError || error instanceof FetchError;
    if (!isExpected) throw error;
    return { item: location, refused: [error.message] };
  }
}
