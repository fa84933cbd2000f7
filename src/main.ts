import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { createApp, GRAPH_PATH } from './app.js';
import { observingSettings, unsetAddresses } from './app-settings.js';
import { type Background, startBackground } from './background.js';
import { type Config, readConfig } from './config.js';
import { connect } from './database/connect.js';
import { loggable } from './database/loggable.js';
import { announceSteps } from './database/steps.js';
import { createObserving } from './delivery/observing/observing.js';
import { explain } from './explain.js';
import { plantSeeds, seedViews } from './importers/seeds.js';
import { plantNewsletters } from './modules/newsletter/plant-newsletters.js';
import { plantViews } from './modules/popular/planted-views.js';
import { findMissingSettings } from './production-settings.js';
import { handleUnhandledRejections } from './unhandled-rejections.js';

/** Milliseconds that running requests, and then jobs, are given to finish when the process is told to stop. */
const DRAIN_LIMIT = 15_000;
/** Milliseconds after which, beside the pause before closing, the process ends in any case. */
const STOP_LIMIT = 45_000;

async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger(config);
  const stopping = new AbortController();
  const signal = firstSignal(config.CLOSING_SECONDS * 1_000 + STOP_LIMIT, stopping.signal);
  if (config.NODE_ENV === 'production') {
    for (const { setting, message } of findMissingSettings(config)) logger.warn({ setting }, message);
  }
  const loading = createObserving(observingSettings(config, logger));
  const step = announceSteps((line) => console.log(line));
  const database = await connect(config, { step });
  try {
    const observing = await loading;
    handleUnhandledRejections(logger, observing, () => {
      process.exitCode = 1;
      stopping.abort();
    });
    if (config.SEED) {
      if (await plantSeeds(database.editorial, step))
        await plantViews(database.pool, await seedViews(), new Date());
      await plantNewsletters(database.editorial);
    }
    const app = await createApp({ config, database, logger, observing });
    let background: Background | undefined;
    try {
      const address = await app.listen({ host: config.HOST, port: config.PORT });
      for (const warning of unsetAddresses(config)) logger.warn(warning);
      background = await startBackground({ config, database, logger, observer: observing });
      console.log(greeting(config, address, database.description));
      logger.info(`${await signal}: finishing what runs`);
    } finally {
      await drained(app.close(), config.CLOSING_SECONDS * 1_000 + DRAIN_LIMIT);
      app.server.closeAllConnections();
      if (background) await drained(background.stop(), DRAIN_LIMIT); // after the requests that may still add jobs
    }
  } finally {
    await database.close();
  }
}

function drained(work: Promise<unknown>, limit: number): Promise<unknown> {
  return Promise.race([work, sleep(limit, undefined, { ref: false })]);
}

/** Resolves to the first signal to stop, or the process's own wish to; further ones change nothing. */
function firstSignal(limit: number, stopping: AbortSignal): Promise<string> {
  return new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, resolve);
    stopping.addEventListener('abort', () => resolve('an unhandled rejection'));
  }).then((name) => {
    setTimeout(() => process.exit(1), limit).unref();
    return name;
  });
}

function createLogger({ LOG_LEVEL, NODE_ENV }: Config) {
  const isWatched = process.stdout.isTTY && NODE_ENV !== 'production';
  const transport = { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } };
  return pino({ level: LOG_LEVEL, serializers: { err: loggable }, ...(isWatched && { transport }) });
}

function greeting({ PLAYGROUND }: Config, address: string, database: string): string {
  const lines = [
    ['graph', `${address}${GRAPH_PATH}`],
    ...(PLAYGROUND ? [['playground', `${address}${GRAPH_PATH}  (in a browser)`]] : []),
    ['database', database],
    ['stop', 'Ctrl-C'],
  ];
  return [
    '',
    'Dateline is ready.',
    ...lines.map(([name, value]) => `  ${name!.padEnd(11)} ${value}`),
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
