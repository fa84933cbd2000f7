import type { PrismaClient } from '../database/generated/client.js';
import type { EditingService, MirrorOptions } from '../modules/editing/editing.service.js';
import { articleImporter } from './article-importer.js';
import { entryItem } from './feed/article.js';
import { contentOfFeed } from './feed/parse-feed.js';
import type { Fetcher } from './fetcher.js';
import {
  emptySummary,
  type ImportItem,
  type ImportReport,
  type ImportSummary,
  runImport,
} from './import-run.js';
import { type Loaded, loadPlace } from './load-place.js';
import { Slugs } from './slugs.js';

export interface FeedImportOptions extends MirrorOptions {
  report?: ImportReport;
}

/** What an import of feeds works with. */
export interface FeedParts {
  prisma: PrismaClient;
  editing: EditingService;
  fetcher: Fetcher;
}

const FORMS =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5';

/**
 * Brings the entries of a feed into the database, from a file or an address. What leaves a feed stays: feeds hold
 * what is new, not what there is.
 *
 * @throws {FetchError} when it cannot be had.
 * @throws {UnreadableSource} when it is no feed.
 */
export async function importFeed(
  place: string,
  parts: FeedParts,
  options: FeedImportOptions = {},
): Promise<ImportSummary> {
  return bring(place, await loadPlace(place, parts.fetcher, { accept: FORMS }), parts, options);
}

/** As importFeed, but asks a server only for a feed that has changed since. */
export async function syncFeed(
  address: string,
  parts: FeedParts,
  options: FeedImportOptions = {},
): Promise<ImportSummary> {
  const { prisma, fetcher } = parts;
  const known = await prisma.followedFeed.findUnique({ where: { address } });
  const loaded = await loadPlace(address, fetcher, {
    accept: FORMS,
    ...(known?.etag && { 'if-none-match': known.etag }),
    ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
  });
  if (loaded.status === 304) {
    const nothing = emptySummary();
    options.report?.end(nothing);
    return nothing;
  }
  const summary = await bring(address, loaded, parts, options);
  const { etag = null, 'last-modified': lastModified = null } = loaded.headers;
  const data = { etag, lastModified };
  await prisma.followedFeed.upsert({ where: { address }, create: { address, ...data }, update: data });
  return summary;
}

async function bring(
  place: string,
  { text, url }: Loaded,
  { editing }: FeedParts,
  { report, ...options }: FeedImportOptions,
): Promise<ImportSummary> {
  const feed = contentOfFeed(text, place);
  const site =
    feed.site !== null && URL.canParse(feed.site, url ?? undefined)
      ? new URL(feed.site, url ?? undefined).href
      : url;
  const source = site === null ? 'feed' : `feed ${new URL(site).host.replace(/^www\./, '')}`;
  const slugs = new Slugs(await editing.slugsOf(source));
  const items = async function* (): AsyncGenerator<ImportItem> {
    for (const entry of feed.entries) yield await entryItem(entry, { source, site, slugs });
  };
  return runImport(items(), articleImporter(editing, options), report ? { report } : {});
}
