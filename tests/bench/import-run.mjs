// Imports a source into the database of a data folder with the build of a folder, and prints its figures as JSON. A process
// of its own, so that its peak memory is that of the import.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { readCpuSeconds } from './processes.mjs';

const [build, way, source, dataFolder] = process.argv.slice(2);
const pg = createRequire(new URL('package.json', build))('pg');
const load = (file) => import(new URL(`dist/${file}.js`, build));

const importMarkdown = async ({ importService }) =>
  (await load('importers/markdown/markdown-import')).importMarkdown(source, importService);
const IMPORTERS = {
  markdown: importMarkdown,
  linked: importMarkdown,
  hugo: importMarkdown,
  wordpress: async ({ importService }) =>
    (await load('importers/wordpress/wordpress-import')).importWordPress([source], importService),
  ghost: async (services) =>
    (await load('importers/ghost/ghost-import')).importGhost([source], services, {
      url: 'https://old.example',
    }),
  feed: async (services) => (await load('importers/feed/feed-import')).importFeed(source, services),
};

let statements = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function countAndQuery(...args) {
  statements += 1;
  return query.apply(this, args);
};

(await load('app/heap')).limitHeapGrowth(); // as the command line does
const { connect } = await load('database/connect');
const { ImportService } = await load('modules/import/import.service');
const { SubscriberImportService } = await load('modules/newsletter/subscribers/subscriber-import.service');
const database = await connect({
  DATA_DIR: dataFolder,
  DATABASE_POOL: 4,
  SITE_LANGUAGE: 'en',
  READ_SECONDS: 60,
});
try {
  const { prisma } = database;
  const services = {
    prisma,
    importService: new ImportService(prisma),
    subscribers: new SubscriberImportService(prisma),
  };
  const importArticles = IMPORTERS[way];
  const before = process.cpuUsage();
  const mainBefore = readMainThreadSeconds();
  statements = 0;
  const { counts, seconds } = await importArticles(services);
  const { user, system } = process.cpuUsage(before);
  const mainSeconds = readMainThreadSeconds() - mainBefore;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const figures = { counts, seconds, cpuSeconds: (user + system) / 1e6, mainSeconds, statements, peakMiB };
  console.log(JSON.stringify(figures));
} finally {
  await database.close();
}

/** Returns the CPU seconds of the thread that runs JavaScript, without those of garbage collection and workers. */
function readMainThreadSeconds() {
  return readCpuSeconds(`self/task/${process.pid}`, false);
}
