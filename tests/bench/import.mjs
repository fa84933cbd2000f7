// Measures an import: a Ghost export of generated posts into an empty database.
import 'reflect-metadata';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { connect } from '../../dist/database/connect.js';
import { importGhost } from '../../dist/importers/ghost/ghost-import.js';
import { ImportService } from '../../dist/modules/import/import.service.js';
import { SubscriberImportService } from '../../dist/modules/newsletter/subscribers/subscriber-import.service.js';
import { cleanUp, createTemporaryFolder, installSignalHandlers, isEnding } from './clean-up.mjs';
import { generateGhostExport } from './ghost-export.mjs';

const HELP = `npm run bench -- import [options]

  --posts NUMBER  number of posts in the export (10000)`;

async function main() {
  const { values } = parseArgs({
    options: { help: { type: 'boolean' }, posts: { type: 'string', default: '10000' } },
  });
  if (values.help) return console.log(HELP);
  const folder = await createTemporaryFolder();
  const file = join(folder, 'export.json');
  await writeExport(file, Number(values.posts));
  const database = await connect({
    DATA_DIR: folder,
    DATABASE_POOL: 4,
    SITE_LANGUAGE: 'en',
    READ_SECONDS: 60,
  });
  try {
    for (const run of ['first', 'second']) await measure(run, file, database);
  } finally {
    await database.close();
  }
}

async function writeExport(file, posts) {
  const out = createWriteStream(file);
  for (const part of generateGhostExport(posts)) {
    if (!out.write(part)) await new Promise((resolve) => out.once('drain', resolve));
  }
  out.end();
  await finished(out);
}

async function measure(run, file, { prisma }) {
  const parts = {
    importService: new ImportService(prisma),
    subscribers: new SubscriberImportService(prisma),
  };
  const before = process.cpuUsage();
  const { counts, seconds } = await importGhost([file], parts, { url: 'https://old.example' });
  const articles = counts.created + counts.updated + counts.unchanged;
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${run} run: ${articles} articles in ${seconds.toFixed(0)} s (${(articles / seconds).toFixed(1)} per second), ` +
      `${((user + system) / 1_000 / articles).toFixed(1)} ms of CPU per article without the database, peak memory ${peak.toFixed(0)} MiB`,
  );
}

installSignalHandlers();
main()
  .catch((error) => {
    if (isEnding()) return;
    console.error(error);
    process.exitCode = 1;
  })
  .finally(cleanUp);
