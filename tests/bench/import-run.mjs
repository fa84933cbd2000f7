// Imports a source into the database of a data folder and prints its figures as JSON. A process of its own, so that
// its peak memory is that of the import.
import 'reflect-metadata';
import { connect } from '../../dist/database/connect.js';
import { importGhost } from '../../dist/importers/ghost/ghost-import.js';
import { importMarkdown } from '../../dist/importers/markdown/markdown-import.js';
import { importWordPress } from '../../dist/importers/wordpress/wordpress-import.js';
import { ImportService } from '../../dist/modules/import/import.service.js';
import { SubscriberImportService } from '../../dist/modules/newsletter/subscribers/subscriber-import.service.js';

const IMPORTERS = {
  markdown: (source, { importService }) => importMarkdown(source, importService),
  wordpress: (source, { importService }) => importWordPress([source], importService),
  ghost: (source, services) => importGhost([source], services, { url: 'https://old.example' }),
};

const [way, source, dataFolder] = process.argv.slice(2);
const database = await connect({
  DATA_DIR: dataFolder,
  DATABASE_POOL: 4,
  SITE_LANGUAGE: 'en',
  READ_SECONDS: 60,
});
try {
  const { prisma } = database;
  const services = {
    importService: new ImportService(prisma),
    subscribers: new SubscriberImportService(prisma),
  };
  const before = process.cpuUsage();
  const { counts, seconds } = await IMPORTERS[way](source, services);
  const { user, system } = process.cpuUsage(before);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ counts, seconds, cpuSeconds: (user + system) / 1e6, peakMiB }));
} finally {
  await database.close();
}
