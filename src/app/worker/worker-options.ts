import type { Config } from '../../config/env.js';
import type { Database } from '../../database/database.js';
import type { TelemetrySink } from '../../observability/telemetry.js';
import type { AppLogger } from '../../shared/logging/logger.js';

export interface BackgroundWorkerOptions {
  config: Config;
  database: Database;
  logger: AppLogger;
  /** Seconds between the attempts of a delivery; defaults to the usual delays. */
  retryDelaysSeconds?: number[];
  /** Sink for the events of jobs and mail. */
  telemetry?: TelemetrySink;
}

export interface BackgroundWorker {
  /** Takes no more jobs and resolves when those under way have ended. */
  stop(): Promise<void>;
}
