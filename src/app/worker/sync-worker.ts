import type { Config } from '../../config/env.js';
import { EMPTY_MODEL } from '../../fields/content-model.js';
import { Fetcher } from '../../importers/fetch/fetcher.js';
import { createMediaCopier, type MediaOption } from '../../importers/media/create-copier.js';
import {
  createFeedSource,
  createGhostSource,
  createImporterSource,
  createWordPressSource,
  type SourceOptions,
  SYNC_CRONTAB,
  type SyncSource,
  syncSources,
} from '../../importers/sync-sources.js';
import { SYNC_TASK } from '../../importers/sync-task.js';
import { startWorker } from '../../jobs/queue.js';
import { SaveHook } from '../../modules/editing/before-save.js';
import { ImportService } from '../../modules/import/import.service.js';
import type { Site } from '../../modules/site/site.type.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import { createMediaLibrary } from '../media.js';
import { listSyncedImporters } from '../site-config.js';
import type { BackgroundWorkerOptions } from './worker-options.js';

/**
 * Starts the worker that syncs the configured WordPress, Ghost and feed sources, and the site's own importers. `site` has the time zone of their days.
 * Call it once per instance.
 */
export function startSyncWorker(
  { config, siteConfig = {}, database, logger, model = EMPTY_MODEL, telemetry = {} }: BackgroundWorkerOptions,
  site: Site,
) {
  const { prisma, jobPool } = database;
  const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE });
  const { SYNC_RECONCILE_MINUTES: reconcileMinutes } = config;
  const importService = new ImportService(
    prisma,
    {},
    new SaveHook(siteConfig.hooks?.beforeSave, logger),
    config.SITE_LANGUAGE,
  );
  const common = { prisma, importService, fetcher, reconcileMinutes, model };
  const library = createMediaLibrary(config, siteConfig, prisma);
  const allowPrivate = config.IMPORT_ALLOW_PRIVATE;
  const createMedia = (how: MediaOption) => () => createMediaCopier({ library, how, allowPrivate });
  const sources = [
    ...getSyncSources(config, createMedia),
    ...listSyncedImporters(siteConfig).map(([name, importer]) =>
      createImporterSource(name, importer, { createMedia: createMedia(importer.media ?? 'link') }),
    ),
  ];
  const syncTasks = {
    [SYNC_TASK]: () => syncSources(sources, { ...common, timeZone: site.timeZone }, logger),
  };
  return startWorker(jobPool, instrumentTasks(syncTasks, telemetry), logger, {
    name: 'following',
    states: database.workers,
    crontab: SYNC_CRONTAB,
    concurrency: 1,
  });
}

function getSyncSources(
  config: Config,
  createMedia: (how: MediaOption) => SourceOptions['createMedia'] & object,
): SyncSource[] {
  const { WORDPRESS_URL, WORDPRESS_LOGIN: login, WORDPRESS_PATH_PREFIX: pathPrefix } = config;
  const { GHOST_URL, GHOST_KEY: key = '', GHOST_PATH_PREFIX, FEED_URLS } = config;
  const wordpress = { login, pathPrefix, createMedia: createMedia(config.WORDPRESS_MEDIA) };
  const ghost = { pathPrefix: GHOST_PATH_PREFIX, createMedia: createMedia(config.GHOST_MEDIA) };
  const feed = { createMedia: createMedia(config.FEED_MEDIA) };
  return [
    ...(WORDPRESS_URL ? [createWordPressSource(WORDPRESS_URL, wordpress)] : []),
    ...(GHOST_URL ? [createGhostSource(GHOST_URL, key, ghost)] : []),
    ...FEED_URLS.map((url) => createFeedSource(url, feed)),
  ];
}
