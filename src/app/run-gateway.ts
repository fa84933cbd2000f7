import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config/env.js';
import { findMissingSettings } from '../config/production-settings.js';
import { connect } from '../database/connect.js';
import type { Database } from '../database/database.js';
import { announceSteps } from '../database/setup-progress.js';
import type { BackgroundWorker } from '../modules/module.js';
import { applyContentModel } from '../modules/own-fields/apply-model.js';
import { createTelemetry } from '../observability/create-telemetry.js';
import type { WorkerRole } from '../shared/worker-role.js';
import { createApp, GRAPHQL_PATH } from './app.js';
import { announceReady, FellowWorkers } from './cluster/fellow-workers.js';
import { createLogger } from './create-logger.js';
import { getTelemetrySettings, listUnsetAddresses } from './derived-settings.js';
import { collectWhenIdle } from './heap.js';
import { openSite } from './open-site.js';
import { seedModules } from './seed.js';
import { createContentModel, loadSiteConfig } from './site-config.js';
import { handleUnhandledRejections } from './unhandled-rejections.js';
import { startBackgroundWorkers } from './worker/background-worker.js';

/** Milliseconds that running requests, and then running jobs, have to finish after a signal to stop. */
const DRAIN_TIMEOUT_MS = 15_000;
/** Milliseconds, in addition to the pause before closing, after which the process exits in any case. */
const STOP_TIMEOUT_MS = 45_000;

/** Runs a gateway until a signal stops it: alone, or as a worker of the process that cluster/primary.ts runs. */
export async function runGateway(config: Config, role: WorkerRole): Promise<void> {
  const fellows = role.count > 1 ? new FellowWorkers() : undefined;
  const logger = createLogger(config);
  const stopping = new AbortController();
  const signal = waitForSignal(config.CLOSING_SECONDS * 1_000 + STOP_TIMEOUT_MS, stopping.signal);
  const siteConfig = await loadSiteConfig(config.DATELINE_CONFIG);
  const model = createContentModel(siteConfig, config.DATELINE_CONFIG);
  const telemetryPromise = createTelemetry(getTelemetrySettings(config, logger));
  const step = announceSteps((line) => console.log(line));
  const database = await connect(config, { step, isGateway: true });
  if (database.connectionNotice) logger.warn(database.connectionNotice);
  try {
    if (config.NODE_ENV === 'production') await warnOfMissingSettings(config, database, logger);
    for (const message of await applyContentModel(database.connection, model)) logger.warn(message);
    const telemetry = await telemetryPromise;
    handleUnhandledRejections(logger, telemetry, () => {
      process.exitCode = 1;
      stopping.abort();
    });
    if (config.SEED) await seedModules({ config, siteConfig, database }, step);
    const app = await createApp({ config, siteConfig, model, database, logger, telemetry, fellows });
    let backgroundWorker: BackgroundWorker | undefined;
    try {
      const address = await app.listen({ host: config.HOST, port: config.PORT });
      // In production these are among the missing settings.
      if (config.NODE_ENV !== 'production')
        for (const warning of listUnsetAddresses(config)) logger.warn(warning);
      const message = formatStartupMessage(config, address, database.description);
      if (fellows) announceReady(message);
      else console.log(message);
      backgroundWorker = await startBackgroundWorkers({
        config,
        siteConfig,
        model,
        database,
        logger,
        telemetry,
        documents: app.documents,
        runsJobs: role.number === 1,
      });
      collectWhenIdle();
      logger.info(`${await signal}: finishing running requests and jobs`);
    } finally {
      await waitWithTimeout(app.close(), config.CLOSING_SECONDS * 1_000 + DRAIN_TIMEOUT_MS);
      app.server.closeAllConnections();
      if (backgroundWorker) await waitWithTimeout(backgroundWorker.stop(), DRAIN_TIMEOUT_MS); // after the requests, which may add jobs
    }
  } finally {
    await database.close();
  }
}

async function warnOfMissingSettings(config: Config, database: Database, logger: Logger): Promise<void> {
  const { storedSettings } = await openSite(config, database);
  for (const { setting, message } of findMissingSettings(config, storedSettings))
    logger.warn({ setting }, message);
}

function waitWithTimeout(work: Promise<unknown>, timeoutMs: number): Promise<unknown> {
  return Promise.race([work, sleep(timeoutMs, undefined, { ref: false })]);
}

/**
 * Resolves to the name of the first signal to stop, or to the reason if the process itself aborts `stopping`.
 * Ignores further signals.
 */
function waitForSignal(timeoutMs: number, stopping: AbortSignal): Promise<string> {
  return new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, resolve);
    stopping.addEventListener('abort', () => resolve('unhandled rejection'));
  }).then((name) => {
    setTimeout(() => process.exit(1), timeoutMs).unref();
    return name;
  });
}

function formatStartupMessage({ PLAYGROUND }: Config, address: string, database: string): string {
  const lines = [
    ['graph', `${address}${GRAPHQL_PATH}`],
    ...(PLAYGROUND ? [['playground', `${address}${GRAPHQL_PATH}  (in a browser)`]] : []),
    ['database', database],
    ['stop', 'Ctrl-C'],
  ];
  return [
    '',
    'Dateline is ready.',
    ...lines.map(([name = '', value]) => `  ${name.padEnd(11)} ${value}`),
    '',
  ].join('\n');
}
