// Runs the background workers with an `afterPublish` hook that writes a line per call, and ends by a signal only.
// Arguments: connection (JSON), file to append to, `hang` if the hook never ends.
import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { pino } from 'pino';
import { startBackgroundWorkers } from '../../dist/app/worker/background-worker.js';
import { readConfig } from '../../dist/config/env.js';
import { openDatabase } from '../../dist/database/database.js';

const [connection, file, mode] = process.argv.slice(2);
const database = openDatabase(JSON.parse(connection), 5, 60_000);
const afterPublish = async ({ sequence, kind, slug }) => {
  appendFileSync(file, `${JSON.stringify({ sequence, kind, slug })}\n`);
  if (mode === 'hang') await new Promise(() => undefined);
};
await startBackgroundWorkers({
  config: readConfig({ SITE_URL: 'https://courier.example' }),
  siteConfig: { hooks: { afterPublish } },
  database,
  logger: pino({ level: 'silent' }),
});
database.changes.start();
process.stdout.write('ready\n');
