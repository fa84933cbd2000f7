import type { Config } from '../config/env.js';
import { EMPTY_MODEL } from '../fields/content-model.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { createMediaCopier, type MediaOption } from '../importers/media/create-copier.js';
import type { PushResult } from '../importers/push-result.js';
import {
  createAgencySource,
  createFeedSource,
  createGhostSource,
  createImporterSource,
  createWordPressSource,
  type SourceOptions,
  type SyncSource,
} from '../importers/sync-sources.js';
import { SaveHook } from '../modules/editing/before-save.js';
import { ImportService } from '../modules/import/import.service.js';
import { requireValue } from '../shared/require-value.js';
import { createMediaLibrary } from './media.js';
import { listSyncedImporters } from './site-config.js';
import type { BackgroundWorkerOptions } from './worker/worker-options.js';

export type SyncEnvironment = Pick<
  BackgroundWorkerOptions,
  'config' | 'siteConfig' | 'database' | 'logger' | 'model'
>;

/**
 * Creates the configured WordPress, Ghost, feed and agency sources with the site's own importers, and what their syncs need.
 * `retries` are those of a write whose connection was lost.
 */
export function createSync(
  { config, siteConfig = {}, database: { prisma }, logger, model = EMPTY_MODEL }: SyncEnvironment,
  retries: ConstructorParameters<typeof ImportService>[1] = {},
): { sources: SyncSource[]; deps: Parameters<SyncSource['sync']>[0] } {
  const allowPrivate = config.IMPORT_ALLOW_PRIVATE;
  const { SYNC_RECONCILE_MINUTES: reconcileMinutes } = config;
  const saveHook = new SaveHook(siteConfig.hooks?.beforeSave, logger);
  const importService = new ImportService(prisma, retries, saveHook, config.SITE_LANGUAGE);
  const library = createMediaLibrary(config, siteConfig, prisma);
  const createMedia = (how: MediaOption) => () => createMediaCopier({ library, how, allowPrivate });
  const sources = [
    ...getSyncSources(config, createMedia),
    ...listSyncedImporters(siteConfig).map(([name, importer]) =>
      createImporterSource(name, importer, { createMedia: createMedia(importer.media ?? 'link') }),
    ),
  ];
  const fetcher = new Fetcher({ allowPrivate });
  return { sources, deps: { prisma, importService, fetcher, reconcileMinutes, model } };
}

/**
 * Saves a post that the synced WordPress has pushed. The site waits for it, so that a lost connection is retried only
 * once. Throws PushRefusedError.
 */
export async function pushToSource(options: SyncEnvironment, json: unknown): Promise<PushResult> {
  const { sources, deps } = createSync(options, { retries: 1 });
  const source = sources.find(({ push }) => push);
  return requireValue(source?.push, 'The route of pushes exists for a site that pushes.')(json, deps);
}

function getSyncSources(
  config: Config,
  createMedia: (how: MediaOption) => SourceOptions['createMedia'] & object,
): SyncSource[] {
  const { WORDPRESS_URL, WORDPRESS_LOGIN: login, WORDPRESS_PATH_PREFIX: pathPrefix } = config;
  const { GHOST_URL, GHOST_KEY: key = '', GHOST_PATH_PREFIX, FEED_URLS } = config;
  const wordpress = {
    login,
    pathPrefix,
    sponsors: config.WORDPRESS_SPONSORS,
    createMedia: createMedia(config.WORDPRESS_MEDIA),
  };
  const ghost = { pathPrefix: GHOST_PATH_PREFIX, createMedia: createMedia(config.GHOST_MEDIA) };
  const feed = { createMedia: createMedia(config.FEED_MEDIA) };
  const ninjs = { rules: config.NINJS_RULES, createMedia: createMedia(config.NINJS_MEDIA) };
  const newsml = { rules: config.NEWSML_RULES, createMedia: createMedia(config.NEWSML_MEDIA) };
  return [
    ...(WORDPRESS_URL ? [createWordPressSource(WORDPRESS_URL, wordpress)] : []),
    ...(GHOST_URL ? [createGhostSource(GHOST_URL, key, ghost)] : []),
    ...FEED_URLS.map((url) => createFeedSource(url, feed)),
    ...config.NINJS_SOURCES.map((location) => createAgencySource('ninjs', location, ninjs)),
    ...config.NEWSML_SOURCES.map((location) => createAgencySource('newsml', location, newsml)),
  ];
}
