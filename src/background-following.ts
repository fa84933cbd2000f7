import type { BackgroundParts } from './background.js';
import type { Config } from './config.js';
import { startWorker } from './database/job-queue.js';
import { observeJobs } from './delivery/observing/observe-jobs.js';
import { Fetcher } from './importers/fetcher.js';
import {
  type FollowedSource,
  followedFeed,
  followedGhost,
  followedWordPress,
  followSources,
  SYNC_TIMES,
} from './importers/following.js';
import { EditingService } from './modules/editing/editing.service.js';
import { SYNC_TASK } from './shared/sync-task.js';

/** Starts what follows sites that go on elsewhere. Once per instance. */
export function startFollowing({ config, database, logger, observer = {} }: BackgroundParts) {
  const { editorial, jobs } = database;
  const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE });
  const { SYNC_RECONCILE_MINUTES: reconcileMinutes } = config;
  const sync = { prisma: editorial, editing: new EditingService(editorial), fetcher, reconcileMinutes };
  const following = { [SYNC_TASK]: () => followSources(followedSources(config), sync, logger) };
  return startWorker(jobs, observeJobs(following, observer), logger, {
    name: 'following',
    states: database.workers,
    crontab: SYNC_TIMES,
    concurrency: 1,
  });
}

function followedSources(config: Config): FollowedSource[] {
  const { WORDPRESS_URL, WORDPRESS_LOGIN: login, GHOST_URL, GHOST_KEY: key = '', FEED_URLS } = config;
  return [
    ...(WORDPRESS_URL ? [followedWordPress(WORDPRESS_URL, login)] : []),
    ...(GHOST_URL ? [followedGhost(GHOST_URL, key)] : []),
    ...FEED_URLS.map(followedFeed),
  ];
}
