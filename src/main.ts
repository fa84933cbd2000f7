import 'reflect-metadata';
import { pino } from 'pino';
import { createApp, GRAPH_PATH } from './app.js';
import { type Config, readConfig } from './config.js';
import { connect } from './database/connect.js';
import { explain } from './explain.js';
import { plantSeeds } from './importers/seeds.js';

/** Milliseconds that running requests are given to finish when the process is told to stop. */
const DRAIN_LIMIT = 15_000;

async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger(config);
  const database = await connect(config);
  const app = await createApp({ config, database, logger });

  let isStopping = false;
  const stop = async (why: string) => {
    if (isStopping) return;
    isStopping = true;
    logger.info(`${why}: finishing what runs`);
    setTimeout(() => process.exit(1), DRAIN_LIMIT).unref();
    await app.close();
    await database.close();
    logger.flush();
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));

  try {
    if (config.SEED) await plantSeeds(database.editorial);
    const address = await app.listen({ host: config.HOST, port: config.PORT });
    console.log(greeting(config, address, database.description));
  } catch (error) {
    await app.close();
    await database.close();
    throw error;
  }
}

function createLogger({ LOG_LEVEL, NODE_ENV }: Config) {
  const isWatched = process.stdout.isTTY && NODE_ENV !== 'production';
  const transport = { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } };
  return pino({ level: LOG_LEVEL, ...(isWatched && { transport }) });
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
