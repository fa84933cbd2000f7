import type { BackgroundWorkerOptions } from './background.js';
import type { Config } from './config.js';
import { startWorker } from './database/job-queue.js';
import { instrumentTasks } from './delivery/observing/observe-jobs.js';
import { Fetcher } from './importers/fetcher.js';
import {
  createFeedSource,
  createGhostSource,
  createWordPressSource,
  SYNC_CRONTAB,
  type SyncSource,
  syncSources,
} from './importers/following.js';
import { ImportService } from './modules/editing/editing.service.js';
import { SYNC_TASK } from './shared/sync-task.js';

/** Starts what follows sites that go on elsewhere. Once per instance. */
export function startSyncWorker({ config, database, logger, telemetry = {} }: BackgroundWorkerOptions) {
  const { prisma, jobPool } = database;
  const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE });
  const { SYNC_RECONCILE_MINUTES: reconcileMinutes } = config;
  const sync = { prisma: prisma, importService: new ImportService(prisma), fetcher, reconcileMinutes };
  const syncTasks = { [SYNC_TASK]: () => syncSources(getSyncSources(config), sync, logger) };
  return startWorker(jobPool, instrumentTasks(syncTasks, telemetry), logger, {
    name: 'following',
    states: database.workers,
    crontab: SYNC_CRONTAB,
    concurrency: 1,
  });
}

function getSyncSources(config: Config): SyncSource[] {
  const { WORDPRESS_URL, WORDPRESS_LOGIN: login, GHOST_URL, GHOST_KEY: key = '', FEED_URLS } = config;
  return [
    ...(WORDPRESS_URL ? [createWordPressSource(WORDPRESS_URL, login)] : []),
    ...(GHOST_URL ? [createGhostSource(GHOST_URL, key)] : []),
    ...FEED_URLS.map(createFeedSource),
  ];
}
