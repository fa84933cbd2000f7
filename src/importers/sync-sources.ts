import type { AppLogger } from '../observability/logger.js';
import { SYNC_TASK } from '../shared/sync-task.js';
import { syncFeed } from './feed/feed-import.js';
import { syncGhost } from './ghost/ghost-sync.js';
import type { ImportSummary } from './run/import-run.js';
import { type SyncDeps, syncWordPress } from './wordpress/wordpress-sync.js';

/** Every five minutes; one that fails is not tried again, for the next one comes soon. */
export const SYNC_CRONTAB = `*/5 * * * * ${SYNC_TASK} ?queue=${SYNC_TASK}&jobKey=${SYNC_TASK}&max=1`;

/** Where articles go on being written elsewhere, and how to bring what has changed there. */
export interface SyncSource {
  url: string;
  sync(parts: SyncDeps): Promise<ImportSummary>;
}

/** `login` is a user's name, a colon and an application password. */
export function createWordPressSource(url: string, login: string | undefined): SyncSource {
  return { url, sync: (parts) => syncWordPress(url, parts, { login }) };
}

export function createGhostSource(url: string, key: string): SyncSource {
  return { url, sync: (parts) => syncGhost(url, key, parts) };
}

export function createFeedSource(url: string): SyncSource {
  return { url, sync: (parts) => syncFeed(url, parts) };
}

/**
 * Syncs all as a job, one after the other, and logs what each came to. One that fails keeps none of the others; when
 * several have, the job fails with what all of them say.
 */
export async function syncSources(sources: SyncSource[], parts: SyncDeps, log: AppLogger): Promise<void> {
  const failures: Error[] = [];
  for (const { url, sync } of sources) {
    const requestsBefore = parts.fetcher.requestCount;
    try {
      const { counts, resultsWithReasons, seconds } = await sync(parts);
      const requests = parts.fetcher.requestCount - requestsBefore;
      log.info({ site: url, ...counts, seconds, requests }, 'followed the site');
      for (const { item, outcome, reasons } of resultsWithReasons) {
        if (outcome === 'refused' || outcome === 'kept')
          log.warn({ item, outcome, reasons }, 'could not be brought');
      }
    } catch (error) {
      failures.push(error as Error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1)
    throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
}
