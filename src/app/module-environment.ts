import type { Config } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import type { Database } from '../database/database.js';
import type { ModuleEnvironment } from '../modules/module.js';
import type { SiteConfig } from './define-config.js';
import { getGatewayUrl } from './derived-settings.js';
import { createLinkedPictures, createMediaLibrary, createMediaUrls } from './media.js';
import { openSite } from './open-site.js';

/** Creates the values from which services, jobs and commands of modules are created. */
export async function createModuleEnvironment(
  config: Config,
  siteConfig: SiteConfig,
  database: Database,
): Promise<ModuleEnvironment> {
  const mediaLibrary = createMediaLibrary(config, siteConfig, database.prisma);
  return {
    config,
    siteConfig,
    languages: getLanguages(config),
    database,
    site: await openSite(config, database),
    gatewayUrl: getGatewayUrl(config),
    mediaLibrary,
    mediaUrls: await createMediaUrls(config, siteConfig, database.pool),
    linkedPictures: createLinkedPictures(config, mediaLibrary),
  };
}
