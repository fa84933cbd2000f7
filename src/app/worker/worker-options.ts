import type { Config } from '../../config/env.js';
import { getLanguages } from '../../config/languages.js';
import type { Database } from '../../database/database.js';
import type { ContentModel } from '../../fields/content-model.js';
import type { FindService } from '../../graphql/loaders.js';
import { type DocumentRunner, NO_DOCUMENTS } from '../../graphql/persisted-documents/document-runner.js';
import { LicenseLocation } from '../../modules/machine-rights/license-location.js';
import type { WorkerOptions } from '../../modules/module.js';
import type { TelemetrySink } from '../../observability/telemetry.js';
import type { AppLogger } from '../../shared/logging/logger.js';
import type { SiteConfig } from '../define-config.js';
import { createPublishedLoaders } from '../load-modules.js';
import { createModuleEnvironment } from '../module-environment.js';

export interface BackgroundWorkerOptions {
  config: Config;
  /** The site's own configuration; defaults to none. */
  siteConfig?: SiteConfig;
  database: Database;
  logger: AppLogger;
  /** The site's own fields and kinds; none by default. */
  model?: ContentModel;
  /** Executes trusted documents for readers; by default there are none. */
  documents?: DocumentRunner;
  /** Seconds between the attempts of a delivery; defaults to the usual delays. */
  retryDelaysSeconds?: number[];
  /** Sink for the events of jobs and mail. */
  telemetry?: TelemetrySink;
  /** False in workers of a machine that leave jobs and consumers to the first one; true by default. */
  runsJobs?: boolean;
}

/** Adds the values that modules need to the options of the gateway's workers. */
export async function createWorkerOptions({
  config,
  siteConfig = {},
  database,
  telemetry = {},
  documents = NO_DOCUMENTS,
  ...options
}: BackgroundWorkerOptions): Promise<WorkerOptions> {
  const { readClients, prisma } = database;
  const languages = getLanguages(config);
  const environment = await createModuleEnvironment(config, siteConfig, database);
  // Jobs load content, for which modules need no other services than these.
  const services = [environment.site, new LicenseLocation(config.FEEDS_URL ?? environment.gatewayUrl)];
  const findService: FindService = (Service) =>
    (services.find((each) => each instanceof Service) ?? null) as never;
  const createLoaders = (language?: string) =>
    createPublishedLoaders(readClients, prisma, languages, findService, language).loads;
  const drafts = { published: readClients.preview };
  const createDraftLoaders = () => createPublishedLoaders(drafts, prisma, languages).loads;
  return { ...options, ...environment, createLoaders, createDraftLoaders, telemetry, documents };
}
