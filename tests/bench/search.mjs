import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../dist/database/database.js';
import { fillDatabase } from './archive.mjs';
import { addCleanup, createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { createLanguage } from './made-up-words.mjs';
import { createNaturalLanguage } from './natural-words.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { growArchive } from './search-archive.mjs';
import { findKnownItems } from './search-known-items.mjs';
import { measureQueries } from './search-queries-cost.mjs';
import { printSampleQueries } from './search-samples.mjs';
import { startGateway, startRival } from './servers.mjs';

const HELP = `npm run bench -- search [options]

  --corpus PATH  folder of Markdown whose titles are searched for (or SEARCH_CORPUS)
  --sizes LIST   sizes of the generated archives for the cost (10000,100000), or none
  --only TEXT    measure only kinds of queries with this text in their name
  --rival        measure a hand-written statement, too, and how many of the best hits come first
  --words PATH   folder of Markdown of whose paragraphs the archives are generated (made-up words)
  --data PATH    data folder to keep and reuse (a temporary one)

The sample queries and the known items need a corpus; the repository contains none.`;

async function main() {
  const values = readOptions(
    {
      corpus: process.env.SEARCH_CORPUS,
      sizes: '10000,100000',
      only: undefined,
      rival: false,
      words: undefined,
      data: undefined,
    },
    HELP,
  );
  const data = values.data ?? (await createTemporaryFolder());
  if (values.corpus) await searchCorpus(values.corpus, join(data, 'corpus'));
  else
    console.log(
      'No corpus: pass --corpus PATH, a folder of Markdown, for the sample queries and known items.\n',
    );
  const sizes = values.sizes === 'none' ? [] : values.sizes.split(',').map(Number);
  if (sizes.length > 0) await measureCost(sizes, join(data, 'made-up'), values);
}

async function searchCorpus(folder, data) {
  if (!existsSync(folder)) throw new Error(`Folder not found: ${folder}.`);
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, { folder });
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  console.log(`${slugs.length} articles from ${folder}\n`);
  await printSampleQueries(gateway);
  await findKnownItems(postgres, gateway);
}

async function measureCost(sizes, folder, { words, only, rival }) {
  const archives = [];
  for (const size of sizes) archives.push(await openArchive(size, join(folder, String(size)), words, rival));
  const language = await createLanguageOf(archives[0].postgres, words);
  await measureQueries(archives, language, { withRival: rival, only });
}

/** Starts a database with generated articles, and a gateway and a rival of it. */
async function openArchive(size, data, words, withRival) {
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  await growArchive(postgres, await createLanguageOf(postgres, words), size);
  const database = openDatabase(postgres.connection, 1, 60_000);
  addCleanup(() => database.close());
  return {
    size,
    postgres,
    reader: database.readClients.published,
    gateway: await startGateway(data, { CACHE_MB: '0' }),
    rival: withRival ? await startRival('sql.mjs', { connection: postgres.connection }) : null,
  };
}

async function createLanguageOf(postgres, words) {
  return words ? createNaturalLanguage(postgres, words) : createLanguage();
}

await runBenchmark(main);
