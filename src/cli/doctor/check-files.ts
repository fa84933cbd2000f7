import { loadContentModel, loadSiteConfig } from '../../app/site-config.js';
import type { Config } from '../../config/env.js';
import { readTrustedDocuments } from '../../graphql/persisted-documents/persisted-documents.js';
import { type Finding, failed, warning } from './finding.js';

/** Seconds that a CDN may serve responses without purges. */
const MAX_UNPURGED_SECONDS = 10;

/** Warns of a CDN that serves old responses, because neither PURGE_URL nor the site's configuration has it purged. */
export async function checkPurges({
  CACHE_S_MAXAGE,
  PURGE_URL,
  DATELINE_CONFIG,
}: Config): Promise<Finding[]> {
  if (CACHE_S_MAXAGE <= MAX_UNPURGED_SECONDS) return [];
  // checkFiles reports a configuration that cannot be loaded.
  const { purgers } = await loadSiteConfig(DATELINE_CONFIG).catch(() => ({ purgers: undefined }));
  if (purgers ? purgers.length > 0 : PURGE_URL !== undefined) return [];
  return [
    warning(
      'purges',
      `a CDN serves changed and unpublished articles for up to ${CACHE_S_MAXAGE} seconds more, because it is not purged`,
      'Set PURGE_URL, or lower CACHE_S_MAXAGE: see docs/operations/caching-and-cdn.md#a-cdn-in-front.',
    ),
  ];
}

/** Reads the site's configuration and its trusted documents, as a start does. Lists those for which it would fail. */
export async function checkFiles(config: Config): Promise<Finding[]> {
  const results = await Promise.allSettled([
    loadContentModel(config.DATELINE_CONFIG),
    readTrustedDocuments(config.TRUSTED_DOCUMENTS, config.TRUSTED_DOCUMENTS_FILE),
  ]);
  return results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) =>
      failed('files', reason.message, 'Follow the message. Dateline does not start before.'),
    );
}
