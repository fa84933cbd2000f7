import { pino } from 'pino';
import { readConfig } from '../config/env.js';
import type { Database } from '../database/database.js';
import type { DocumentRunner } from '../graphql/persisted-documents/document-runner.js';
import { createMedia } from './media.js';
import { openSite } from './open-site.js';
import { createServices } from './services.js';
import { createContentModel, loadSiteConfig } from './site-config.js';

/** Creates what executes the trusted documents of the settings in a command, as the gateway does. */
export async function createCommandDocuments(database: Database): Promise<DocumentRunner> {
  const config = readConfig();
  const siteConfig = await loadSiteConfig(config.DATELINE_CONFIG);
  const logger = pino({ level: 'silent' });
  const { documents } = await createServices({
    config,
    siteConfig,
    site: await openSite(config, database),
    media: await createMedia(config, siteConfig, database, logger),
    searchProvider: null,
    model: createContentModel(siteConfig, config.DATELINE_CONFIG),
    database,
    logger,
    clock: () => new Date(),
  });
  return documents;
}
