import type { PrismaClient } from '../../database/generated/client.js';
import { retryLost } from '../../database/retry-on-lost-connection.js';
import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import type { SourceRef } from '../../modules/import/external-article.js';
import type { ImportService } from '../../modules/import/import.service.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { createArticleImporter } from '../run/article-importer.js';
import { type ImportSummary, runImport } from '../run/import-run.js';
import { listKeptTerms } from '../run/kept-terms.js';
import { forgetStates, loadKnownItems, saveSyncTime } from '../run/known-items.js';
import { openSource } from '../run/open-source.js';
import { checkPushed } from '../run/pushed-items.js';
import { SourceTerms } from '../run/source-terms.js';
import { RECONCILE_MINUTES, SyncMark } from '../run/sync-mark.js';
import { explainUpdate } from './comparison.js';
import { ARTICLE_TYPES } from './items.js';
import { listMissingLanguages } from './rest/languages.js';
import { loadSite } from './rest/load-site.js';
import { RestApi } from './rest/rest-api.js';
import { loadSponsors } from './rest/sponsors.js';
import { STATUS, WordPressSiteSync } from './rest/sync-site.js';
import { followRenamedTerms } from './terms.js';
import type { WordPressImportOptions } from './wordpress-import.js';

export interface WordPressSyncOptions extends WordPressImportOptions {
  /** User name, colon and application password. With it, drafts are synced too. */
  login?: string | undefined;
  /** True to fetch everything instead of changes since the last sync. */
  all?: boolean;
}

/** Dependencies of a sync. */
export interface SyncDeps {
  prisma: PrismaClient;
  importService: ImportService;
  fetcher: Fetcher;
  /** The site's own fields and kinds; none by default. */
  model?: ContentModel;
  /** Time zone of days without a time; UTC by default. */
  timeZone?: string;
  /** Minutes between complete comparisons of a large site. */
  reconcileMinutes?: number;
}

/**
 * Syncs a WordPress site over its REST API: everything the first time, later the items changed since, and
 * periodically all that differ. Deleted items are unpublished, and changes by editors are preserved.
 * @throws {RestApiUnavailableError} if the site has no API or not the requested types.
 * @throws {FetchError} if the site cannot be reached.
 */
export async function syncWordPress(
  url: string,
  { prisma, importService, fetcher, reconcileMinutes = RECONCILE_MINUTES, model = EMPTY_MODEL }: SyncDeps,
  { login, all, types = ARTICLE_TYPES, sponsors = [], report, ...options }: WordPressSyncOptions = {},
): Promise<ImportSummary> {
  const api = await RestApi.connect(fetcher, url, login);
  const routes = await api.getRoutes(types);
  const site = await loadSite(api);
  site.model = model;
  site.sponsors.rules = sponsors;
  await loadSponsors(api, site);
  site.pathPrefix = options.pathPrefix ?? '';
  const source = await openSource(importService, site.source, options.pathPrefix);
  for (const entry of await importService.listSlugs(source)) site.slugs.reserve(entry);
  const terms = new SourceTerms(importService, source);
  site.terms = terms;
  await terms.saveSections(site.sections.listSections(), { source });
  const saved = await retryLost(() => loadKnownItems(prisma, source, STATUS));
  const known = all ? forgetStates(saved) : saved;
  const mark = new SyncMark(known, api.clock);
  await followRenamedTerms(api, site, { isComparisonDue: mark.isComparisonDue(reconcileMinutes) });
  const siteSync = new WordPressSiteSync(api, site, routes, known, mark, reconcileMinutes);
  const checkVersion = (tx: Transaction, { sourceId }: SourceRef) =>
    checkPushed(tx, source, sourceId, siteSync.seen.get(sourceId));
  const importer = createArticleImporter(
    importService,
    { ...options, explainUpdate, checkVersion },
    site.archives,
  );
  const finish = async () => [
    ...listKeptTerms(terms.kept),
    ...listMissingLanguages(api, { count: siteSync.seen.size, hasLanguages: siteSync.hasLanguages }),
    ...((await importer.finish?.()) ?? []),
  ];
  const summary = await runImport(siteSync.fetchItems(), { ...importer, finish }, { report });
  if (mark.latest) {
    const comparedAt = siteSync.isCompared ? mark.clock : null;
    const { seen, gone } = siteSync;
    const progress = { syncedTo: mark.latest, comparedAt, seen, gone };
    await retryLost(() => saveSyncTime(prisma, source, progress));
  }
  return summary;
}
