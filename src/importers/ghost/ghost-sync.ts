import type { PrismaClient } from '../../database/generated/client.js';
import { retryLost } from '../../database/retry-on-lost-connection.js';
import { EMPTY_MODEL } from '../../fields/content-model.js';
import { createArticleImporter } from '../run/article-importer.js';
import { type ImportItem, type ImportSummary, runImport } from '../run/import-run.js';
import { listKeptTerms } from '../run/kept-terms.js';
import { forgetStates, loadKnownItems, saveSyncTime } from '../run/known-items.js';
import { openSource } from '../run/open-source.js';
import { SlugRegistry } from '../run/slugs.js';
import { SourceTerms } from '../run/source-terms.js';
import { SyncMark } from '../run/sync-mark.js';
import type { SyncDeps } from '../wordpress/wordpress-sync.js';
import { ContentApi } from './content-api.js';
import type { GhostImportOptions } from './ghost-import.js';
import { readMenus } from './menus.js';
import { GhostSite } from './site.js';
import { followRenamedTerms, GhostSiteSync, readSiteTaxonomy, STATUS } from './sync-site.js';
import { createTaxonomyItems } from './taxonomy-items.js';

export interface GhostSyncOptions
  extends Pick<GhostImportOptions, 'report' | 'overwrite' | 'pathPrefix' | 'media'> {
  /** True to fetch everything instead of changes since the last sync. */
  all?: boolean;
}

/**
 * Syncs the published posts and pages of a Ghost site over its Content API: everything the first time, later
 * the changed ones. Items that are deleted or no longer public are unpublished.
 * @throws {UnreadableSourceError} if the site has no API or rejects the key.
 * @throws {FetchError} if the site cannot be reached.
 */
export async function syncGhost(
  url: string,
  apiKey: string,
  { prisma, importService, fetcher, model = EMPTY_MODEL }: SyncDeps,
  { report, all, ...options }: GhostSyncOptions = {},
): Promise<ImportSummary> {
  const api = await ContentApi.connect(fetcher, url, apiKey);
  const site = new GhostSite(api.url);
  site.model = model;
  const source = await openSource(importService, site.source, options.pathPrefix);
  site.slugs = new SlugRegistry(await importService.listSlugs(source));
  const saved = await retryLost(() => loadKnownItems(prisma, source, STATUS));
  const known = all ? forgetStates(saved) : saved;
  const mark = new SyncMark(known, api.clock);
  const terms = new SourceTerms(importService, source);
  site.terms = terms;
  const taxonomy = await readSiteTaxonomy(api);
  await followRenamedTerms(taxonomy, site);
  const siteSync = new GhostSiteSync(api, site, known, mark);
  const isFirst = mark.since === null;
  const items = async function* (): AsyncGenerator<ImportItem> {
    yield* siteSync.fetchItems();
    // Later runs read only the posts that changed, so that they do not know which tags the others have.
    if (isFirst) yield* createTaxonomyItems(taxonomy.tags, taxonomy.authors, siteSync.use);
    for (const item of readMenus(new Map(api.settings), site))
      if (isFirst || (await isOwnMenu(prisma, source, item))) yield item;
  };
  const importer = createArticleImporter(importService, options, site.archives);
  const finish = async () => [...listKeptTerms(terms.kept), ...((await importer.finish?.()) ?? [])];
  const summary = await runImport(items(), { ...importer, finish }, report ? { report } : {});
  if (mark.latest) {
    const { seen, gone } = siteSync;
    const progress = { syncedTo: mark.latest, comparedAt: mark.clock, seen, gone };
    await retryLost(() => saveSyncTime(prisma, source, progress));
  }
  return summary;
}

/** Returns true for a menu that the source brought: one that was set here is reported once, not at each sync. */
async function isOwnMenu(prisma: PrismaClient, source: string, item: ImportItem): Promise<boolean> {
  if (!('menu' in item)) return false;
  const { location } = item.menu;
  return (await retryLost(() => prisma.menu.count({ where: { location, source } }))) > 0;
}
