import type { Log } from '../database/log.js';
import { SYNC_TASK } from '../shared/sync-task.js';
import { type SyncParts, syncWordPress } from './wordpress-sync.js';

/** Every five minutes; one that fails is not tried again, for the next one comes soon. */
export const SYNC_TIMES = `*/5 * * * * ${SYNC_TASK} ?queue=${SYNC_TASK}&jobKey=${SYNC_TASK}&max=1`;

/** Syncs a site as a job, and logs what it came to. */
export async function followWordPress(
  parts: SyncParts,
  { address, login }: { address: string; login: string | undefined },
  log: Log,
): Promise<void> {
  const before = parts.fetcher.requests;
  const { counts, withReasons, seconds } = await syncWordPress(address, parts, { login });
  const requests = parts.fetcher.requests - before;
  log.info({ site: address, ...counts, seconds, requests }, 'followed the WordPress site');
  for (const { item, outcome, reasons } of withReasons) {
    if (outcome === 'refused' || outcome === 'kept')
      log.warn({ item, outcome, reasons }, 'could not be brought');
  }
}
