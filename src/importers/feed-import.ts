import type { PrismaClient } from '../database/generated/client.js';
import { retryLost } from '../database/retry-lost.js';
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
import { clockOf, RECONCILE_MINUTES } from './sync-mark.js';

export interface FeedImportOptions extends MirrorOptions {
  report?: ImportReport;
}

/** What an import of feeds works with. */
export interface FeedParts {
  prisma: PrismaClient;
  editing: EditingService;
  fetcher: Fetcher;
  /** Minutes after which a feed is read whole although it seems to be as it was. */
  reconcileMinutes?: number;
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
  const known = await retryLost(() => prisma.followedFeed.findUnique({ where: { address } }));
  const loaded = await loadPlace(address, fetcher, {
    accept: FORMS,
    ...conditionsOf(known, parts.reconcileMinutes ?? RECONCILE_MINUTES),
  });
  if (loaded.status === 304) {
    const nothing = emptySummary();
    options.report?.end(nothing);
    return nothing;
  }
  const summary = await bring(address, loaded, parts, options);
  const { etag = null, date } = loaded.headers;
  // One that is later than the server's own clock would hide changes until then (RFC 9110, 8.8.2.1).
  const isPast = isAtMost(loaded.headers['last-modified'], clockOf(date));
  const lastModified = isPast ? (loaded.headers['last-modified'] ?? null) : null;
  const data = { etag, lastModified, readAt: new Date() };
  const row = { where: { address }, create: { address, ...data }, update: data };
  await retryLost(() => prisma.followedFeed.upsert(row));
  return summary;
}

/** Headers by which a server sends only what has changed; none now and then, so that no error of its lasts. */
function conditionsOf(
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
