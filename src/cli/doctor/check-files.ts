import { loadContentModel } from '../../app/site-config.js';
import type { Config } from '../../config/env.js';
import { readTrustedDocuments } from '../../graphql/persisted-documents/persisted-documents.js';
import { type Finding, failed } from './finding.js';

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
