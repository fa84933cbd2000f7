import type { Config } from '../../config/env.js';
import type { Database } from '../../database/database.js';
import type { ContentModel } from '../../fields/content-model.js';
import type { TelemetrySink } from '../../observability/telemetry.js';
import type { AppLogger } from '../../shared/logging/logger.js';
import type { SiteConfig } from '../site-config.js';

export interface BackgroundWorkerOptions {
  config: Config;
  /** The site's own configuration; defaults to none. */
  siteConfig?: SiteConfig;
  database: Database;
  logger: AppLogger;
  /** The site's own fields and kinds; none by default. */
  model?: ContentModel;
  /** Seconds between the attempts of a delivery; defaults to the usual delays. */
  retryDelaysSeconds?: number[];
  /** Sink for the events of jobs and mail. */
  telemetry?: TelemetrySink;
}

export interface BackgroundWorker {
  /** Takes no more jobs and resolves when those under way have ended. */
  stop(): Promise<void>;
}
