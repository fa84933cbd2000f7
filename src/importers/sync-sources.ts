import type { AppLogger } from '../shared/logging/logger.js';
import { type AgencyOptions, createAgencyImporter } from './agency/agency-importer.js';
import type { AgencyFormatName } from './agency/format.js';
import { syncFeed } from './feed/feed-import.js';
import { syncGhost } from './ghost/ghost-sync.js';
import type { MediaCopier } from './media/media-copier.js';
import type { Importer } from './own/importer.js';
import { syncImporter } from './own/run-importer.js';
import type { PushResult } from './push-result.js';
import type { ImportSummary } from './run/import-run.js';
import { SYNC_TASK } from './sync-task.js';
import { pushWordPress } from './wordpress/push.js';
import { type SyncDeps, syncWordPress, type WordPressSyncOptions } from './wordpress/wordpress-sync.js';

/**
 * Schedule of the sync: every five minutes. A failed run is not retried, because the next one follows soon.
 */
export const SYNC_CRONTAB = `*/5 * * * * ${SYNC_TASK} ?queue=${SYNC_TASK}&jobKey=${SYNC_TASK}&max=1`;

/** A site or feed from which changes are imported regularly. */
export interface SyncSource {
  /** URL for the log, or the name of an importer without one. */
  url: string;
  sync(parts: SyncDeps): Promise<ImportSummary>;
  /** Saves an item that the site has pushed. Throws PushRefusedError. */
  push?(json: unknown, parts: SyncDeps): Promise<PushResult>;
}

/** Options of every source. */
export interface SourceOptions {
  /** Creates the copier of pictures for a run, with the pictures that earlier runs copied. */
  createMedia?: () => Promise<MediaCopier | undefined>;
}

/**
 * Creates the source of a WordPress site. `login` consists of a user name, a colon and an application
 * password.
 */
export function createWordPressSource(
  url: string,
  {
    createMedia,
    ...options
  }: Pick<WordPressSyncOptions, 'login' | 'pathPrefix' | 'sponsors'> & SourceOptions = {},
): SyncSource {
  const sync: SyncSource['sync'] = async (parts) =>
    syncWordPress(url, parts, { ...options, ...(await toMedia(createMedia)) });
  const { pathPrefix, sponsors } = options;
  const push: SyncSource['push'] = async (json, parts) =>
    pushWordPress(json, parts, { url, pathPrefix, sponsors, ...(await toMedia(createMedia)) });
  return { url, sync, push };
}

export function createGhostSource(
  url: string,
  key: string,
  { createMedia, pathPrefix }: SourceOptions & { pathPrefix?: string | undefined } = {},
): SyncSource {
  const sync: SyncSource['sync'] = async (parts) =>
    syncGhost(url, key, parts, { pathPrefix, ...(await toMedia(createMedia)) });
  return { url, sync };
}

export function createFeedSource(url: string, { createMedia }: SourceOptions = {}): SyncSource {
  return { url, sync: async (parts) => syncFeed(url, parts, await toMedia(createMedia)) };
}

/** Creates the source of a folder or URL with copy of news agencies. */
export function createAgencySource(
  format: AgencyFormatName,
  location: string,
  { createMedia, rules }: SourceOptions & Pick<AgencyOptions, 'rules'> = {},
): SyncSource {
  const sync: SyncSource['sync'] = async (parts) => {
    const options = { ...(await toMedia(createMedia)), args: [location], location };
    return syncImporter(format, createAgencyImporter(format, { rules }), parts, options);
  };
  return { url: location, sync };
}

/** Creates the source of one of the site's own importers. */
export function createImporterSource(
  name: string,
  importer: Importer,
  { createMedia }: SourceOptions = {},
): SyncSource {
  const sync: SyncSource['sync'] = async (parts) =>
    syncImporter(name, importer, parts, await toMedia(createMedia));
  return { url: importer.site ?? name, sync };
}

async function toMedia(create: SourceOptions['createMedia']): Promise<{ media?: MediaCopier }> {
  const media = await create?.();
  return media ? { media } : {};
}

/**
 * Syncs all sources in sequence and logs the results. A failure does not stop the others; if several fail,
 * the job fails with all their messages.
 */
export async function syncSources(sources: SyncSource[], parts: SyncDeps, log: AppLogger): Promise<void> {
  const failures: Error[] = [];
  for (const { url, sync } of sources) {
    const requestsBefore = parts.fetcher.requestCount;
    try {
      const { counts, resultsWithReasons, seconds } = await sync(parts);
      const requests = parts.fetcher.requestCount - requestsBefore;
      log.info({ site: url, ...counts, seconds, requests }, 'synced a site');
      for (const { item, outcome, reasons } of resultsWithReasons) {
        if (outcome === 'refused' || outcome === 'kept')
          log.warn({ item, outcome, reasons }, 'item was not imported');
      }
    } catch (error) {
      failures.push(error as Error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1)
    throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
}
