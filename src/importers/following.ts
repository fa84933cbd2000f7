import type { Log } from '../database/log.js';
import { SYNC_TASK } from '../shared/sync-task.js';
import { syncFeed } from './feed-import.js';
import { syncGhost } from './ghost-sync.js';
import type { ImportSummary } from './import-run.js';
import { type SyncParts, syncWordPress } from './wordpress-sync.js';

/** Every five minutes; one that fails is not tried again, for the next one comes soon. */
export const SYNC_TIMES = `*/5 * * * * ${SYNC_TASK} ?queue=${SYNC_TASK}&jobKey=${SYNC_TASK}&max=1`;

/** Where articles go on being written elsewhere, and how to bring what has changed there. */
export interface FollowedSource {
  address: string;
  sync(parts: SyncParts): Promise<ImportSummary>;
}

/** `login` is a user's name, a colon and an application password. */
export function followedWordPress(address: string, login: string | undefined): FollowedSource {
  return { address, sync: (parts) => syncWordPress(address, parts, { login }) };
}

export function followedGhost(address: string, key: string): FollowedSource {
  return { address, sync: (parts) => syncGhost(address, key, parts) };
}

export function followedFeed(address: string): FollowedSource {
  return { address, sync: (parts) => syncFeed(address, parts) };
}

/**
 * Syncs all as a job, one after the other, and logs what each came to. One that fails keeps none of the others; when
 * several have, the job fails with what all of them say.
 */
export async function followSources(sources: FollowedSource[], parts: SyncParts, log: Log): Promise<void> {
  const failures: Error[] = [];
  for (const { address, sync } of sources) {
    const before = parts.fetcher.requests;
    try {
      const { counts, withReasons, seconds } = await sync(parts);
      const requests = parts.fetcher.requests - before;
      log.info({ site: address, ...counts, seconds, requests }, 'followed the site');
      for (const { item, outcome, reasons } of withReasons) {
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
