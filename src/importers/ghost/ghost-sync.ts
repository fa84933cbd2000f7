import { retryLost } from '../../database/retry-on-lost-connection.js';
import { createArticleImporter } from '../run/article-importer.js';
import { type ImportSummary, runImport } from '../run/import-run.js';
import { forgetStates, loadKnownItems, saveSyncTime } from '../run/known-items.js';
import { SlugRegistry } from '../run/slugs.js';
import { SyncMark } from '../run/sync-mark.js';
import type { SyncDeps } from '../wordpress/wordpress-sync.js';
import { ContentApi } from './content-api.js';
import type { GhostImportOptions } from './ghost-import.js';
import { GhostSite } from './site.js';
import { GhostSiteSync, STATUS } from './sync-site.js';

export interface GhostSyncOptions extends Pick<GhostImportOptions, 'report' | 'overwrite'> {
  /** Whether to ask for everything, not only for what has changed since the last time. */
  all?: boolean;
}

/**
 * Brings what a Ghost site has published to where it stands now, over its Content API: all of it the first time,
 * later what has changed since, or differs. What is no more there, or no more for everybody, is withdrawn here.
 *
 * @throws {UnreadableSource} when the site offers no API, or does not know the key.
 * @throws {FetchError} when it cannot be reached.
 */
export async function syncGhost(
  url: string,
  apiKey: string,
  { prisma, importService, fetcher }: SyncDeps,
  { report, all, ...options }: GhostSyncOptions = {},
): Promise<ImportSummary> {
  const api = await ContentApi.connect(fetcher, url, apiKey);
  const site = new GhostSite(api.url);
  site.slugs = new SlugRegistry(await importService.listSlugs(site.source));
  const saved = await retryLost(() => loadKnownItems(prisma, site.source, STATUS));
  const known = all ? forgetStates(saved) : saved;
  const mark = new SyncMark(known, api.clock);
  const siteSync = new GhostSiteSync(api, site, known, mark, importService);
  const summary = await runImport(
    siteSync.fetchItems(),
    createArticleImporter(importService, options),
    report ? { report } : {},
  );
  if (mark.latest) {
    const { seen, gone } = siteSync;
    const progress = { syncedTo: mark.latest, comparedAt: mark.clock, seen, gone };
    await retryLost(() => saveSyncTime(prisma, site.source, progress));
  }
  return summary;
}
