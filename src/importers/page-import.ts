import { basename } from 'node:path';
import type { EditingService, MirrorOptions } from '../modules/editing/editing.service.js';
import { ContentRefusedError } from '../shared/content/content-refused.js';
import { articleImporter } from './article-importer.js';
import { FetchError, type Fetcher } from './fetcher.js';
import { type ImportItem, type ImportReport, type ImportSummary, runImport } from './import-run.js';
import { loadPlace } from './load-place.js';
import { pageItem } from './page/article.js';
import { type ItemReader, itemReader } from './reading.js';
import { Slugs } from './slugs.js';

export interface PageImportOptions extends MirrorOptions {
  report?: ImportReport;
}

/** What an import of pages works with. */
export interface PageParts {
  editing: EditingService;
  fetcher: Fetcher;
  /** In place of the process' own, whose limits are for long articles. */
  reader?: ItemReader;
}

/**
 * Brings the article of each page into the database: of saved pages (HTML, or plain text as `.txt`) and of pages at
 * addresses. A page is known by the address that it says it lives at, so that a second run finds its article again.
 */
export async function importPages(
  places: string[],
  { editing, fetcher, reader = itemReader }: PageParts,
  { report, ...options }: PageImportOptions = {},
): Promise<ImportSummary> {
  const slugs = new Map<string, Slugs>();
  const items = async function* (): AsyncGenerator<ImportItem> {
    for (const place of places) {
      const item = await itemOf(place, { fetcher, reader }, async (source) => {
        const known = slugs.get(source) ?? new Slugs(await editing.slugsOf(source));
        slugs.set(source, known);
        return known;
      });
      yield item;
    }
  };
  return runImport(items(), articleImporter(editing, options), report ? { report } : {});
}

async function itemOf(
  place: string,
  { fetcher, reader }: { fetcher: Fetcher; reader: ItemReader },
  slugsOf: (source: string) => Promise<Slugs>,
): Promise<ImportItem> {
  try {
    const { text, url, headers } = await loadPlace(place, fetcher, { accept: 'text/html, text/plain;q=0.5' });
    const isPlain =
      url === null ? /\.(txt|text)$/i.test(place) : /^text\/plain/i.test(headers['content-type'] ?? '');
    const found = await (isPlain ? reader.read('plainPage', text) : reader.read('page', text, url));
    if (!found) return { item: place, refused: ['no article was found on it'] };
    return await pageItem(place, basename(place), found, slugsOf);
  } catch (error) {
    const isExpected = error instanceof ContentRefusedError || error instanceof FetchError;
    if (!isExpected) throw error;
    return { item: place, refused: [error.message] };
  }
}
