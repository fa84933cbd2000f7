import type { PrismaClient } from '../../database/generated/client.js';
import type { ImportService } from '../../modules/import/import.service.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { type LoadedSource, loadSource } from '../fetch/load-source.js';
import { type ArticleImporterOptions, createArticleImporter } from '../run/article-importer.js';
import {
  createSummary,
  type ImportItem,
  type ImportReporter,
  type ImportSummary,
  runImport,
} from '../run/import-run.js';
import { openSource } from '../run/open-source.js';
import { SlugRegistry } from '../run/slugs.js';
import { loadConditionalHeaders, saveValidators } from '../run/validators.js';
import { createEntryItem } from './article.js';
import { parseFeedContent } from './parse-feed.js';

export interface FeedImportOptions extends ArticleImporterOptions {
  report?: ImportReporter;
}

/** Dependencies of an import of feeds. */
export interface FeedImportDeps {
  prisma: PrismaClient;
  importService: ImportService;
  fetcher: Fetcher;
  /** Time zone of days without a time; UTC by default. */
  timeZone?: string;
  /** Minutes after which a feed is downloaded even if the server reports no change. */
  reconcileMinutes?: number;
}

const ACCEPT_HEADER =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5';

/**
 * Imports the entries of a feed from a file or URL. Articles stay when their entry leaves the feed, since
 * feeds only list recent entries.
 * @throws {FetchError} if the feed cannot be read.
 * @throws {UnreadableSourceError} if it is no feed.
 */
export async function importFeed(
  location: string,
  deps: FeedImportDeps,
  options: FeedImportOptions = {},
): Promise<ImportSummary> {
  return importLoadedFeed(
    location,
    await loadSource(location, deps.fetcher, { accept: ACCEPT_HEADER }),
    deps,
    options,
  );
}

/**
 * Imports a feed like importFeed, but with a conditional request, which downloads it only if it has changed.
 */
export async function syncFeed(
  address: string,
  deps: FeedImportDeps,
  options: FeedImportOptions = {},
): Promise<ImportSummary> {
  const { prisma, fetcher } = deps;
  const response = await loadSource(address, fetcher, {
    accept: ACCEPT_HEADER,
    ...(await loadConditionalHeaders(prisma, address, deps.reconcileMinutes)),
  });
  if (response.status === 304) {
    const unchanged = createSummary();
    options.report?.onEnd(unchanged);
    return unchanged;
  }
  const summary = await importLoadedFeed(address, response, deps, options);
  await saveValidators(prisma, address, response.headers);
  return summary;
}

async function importLoadedFeed(
  location: string,
  loaded: LoadedSource,
  { importService, timeZone }: FeedImportDeps,
  { report, ...options }: FeedImportOptions,
): Promise<ImportSummary> {
  const { url, assumedCharset } = loaded;
  const feed = await parseFeedContent(loaded, location, timeZone);
  const site =
    feed.site !== null && URL.canParse(feed.site, url ?? undefined)
      ? new URL(feed.site, url ?? undefined).href
      : url;
  const source = site === null ? 'feed' : `feed ${new URL(site).host.replace(/^www\./, '')}`;
  const slugs = new SlugRegistry(
    await importService.listSlugs(await openSource(importService, source, options.pathPrefix)),
  );
  const items = async function* (): AsyncGenerator<ImportItem> {
    for (const entry of feed.entries)
      yield await createEntryItem(entry, { source, site, slugs, assumedCharset });
  };
  return runImport(items(), createArticleImporter(importService, options), report ? { report } : {});
}
