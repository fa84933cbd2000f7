import type { PrismaClient } from '../database/generated/client.js';
import type { Log } from '../database/log.js';
import { EditingService } from '../modules/editing/editing.service.js';
import { SYNC_TASK } from '../shared/sync-task.js';
import { Fetcher } from './fetcher.js';
import { syncWordPress } from './wordpress-sync.js';

/** Every five minutes; one that fails is not tried again, for the next one comes soon. */
export const SYNC_TIMES = `*/5 * * * * ${SYNC_TASK} ?queue=${SYNC_TASK}&jobKey=${SYNC_TASK}&max=1`;

export interface FollowedWordPress {
  address: string;
  login: string | undefined;
  allowPrivate: boolean;
}

/** Syncs a site as a job, and logs what it came to. */
export async function followWordPress(
  prisma: PrismaClient,
  { address, login, allowPrivate }: FollowedWordPress,
  log: Log,
): Promise<void> {
  const parts = { prisma, editing: new EditingService(prisma), fetcher: new Fetcher({ allowPrivate }) };
  const { counts, withReasons, seconds } = await syncWordPress(address, parts, { login });
  const { requests } = parts.fetcher;
  log.info({ site: address, ...counts, seconds, requests }, 'followed the WordPress site');
  for (const { item, outcome, reasons } of withReasons) {
    if (outcome === 'refused' || outcome === 'kept')
      log.warn({ item, outcome, reasons }, 'could not be brought');
  }
}
