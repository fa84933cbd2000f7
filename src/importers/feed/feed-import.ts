import type { PrismaClient } from '../../database/generated/client.js';
import { retryLost } from '../../database/retry-on-lost-connection.js';
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
import { parseServerClock, RECONCILE_MINUTES } from '../run/sync-mark.js';
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
  const stored = await retryLost(() => prisma.followedFeed.findUnique({ where: { address } }));
  const response = await loadSource(address, fetcher, {
    accept: ACCEPT_HEADER,
    ...getConditionalHeaders(stored, deps.reconcileMinutes ?? RECONCILE_MINUTES),
  });
  if (response.status === 304) {
    const unchanged = createSummary();
    options.report?.onEnd(unchanged);
    return unchanged;
  }
  const summary = await importLoadedFeed(address, response, deps, options);
  const { etag = null, date } = response.headers;
  // A date after the server's own clock would hide changes until then (RFC 9110, 8.8.2.1).
  const isPast = isAtMost(response.headers['last-modified'], parseServerClock(date));
  const lastModified = isPast ? (response.headers['last-modified'] ?? null) : null;
  const data = { etag, lastModified, readAt: new Date() };
  const row = { where: { address }, create: { address, ...data }, update: data };
  await retryLost(() => prisma.followedFeed.upsert(row));
  return summary;
}

/**
 * Returns the headers of a conditional request. Returns none after `reconcileMinutes`, so that a server's
 * wrong validator has no lasting effect.
 */
function getConditionalHeaders(
  known: { etag: string | null; lastModified: string | null; readAt: Date | null } | null,
  reconcileMinutes: number,
): Record<string, string> {
  const age = known?.readAt ? Date.now() - known.readAt.getTime() : Number.POSITIVE_INFINITY;
  if (!known || age < 0 || age >= reconcileMinutes * 60_000) return {};
  const { etag, lastModified } = known;
  return {
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && isAtMost(lastModified, new Date()) && { 'if-modified-since': lastModified }),
  };
}

function isAtMost(written: string | undefined, time: Date): boolean {
  return Date.parse(written ?? '') <= time.getTime();
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
