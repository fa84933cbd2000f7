import { SYNC_CRONTAB, syncSources } from '../../importers/sync-sources.js';
import { SYNC_TASK } from '../../importers/sync-task.js';
import { startWorker } from '../../jobs/queue.js';
import type { Site } from '../../modules/site/site.type.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import { createSync } from '../sync.js';
import type { BackgroundWorkerOptions } from './worker-options.js';

/**
 * Starts the worker that syncs the configured WordPress, Ghost, feed and agency sources, and the site's own importers. `site` has the time zone of their days.
 * Call it once per instance.
 */
export function startSyncWorker(options: BackgroundWorkerOptions, site: Site) {
  const { database, logger, telemetry = {} } = options;
  const { sources, deps } = createSync(options);
  const syncTasks = {
    [SYNC_TASK]: () => syncSources(sources, { ...deps, timeZone: site.timeZone }, logger),
  };
  return startWorker(database.jobPool, instrumentTasks(syncTasks, telemetry), logger, {
    name: 'following',
    states: database.workers,
    crontab: SYNC_CRONTAB,
    concurrency: 1,
  });
}
