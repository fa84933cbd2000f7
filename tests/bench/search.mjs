import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillDatabase } from './archive.mjs';
import { cleanUp, createTemporaryFolder, installSignalHandlers, isEnding } from './clean-up.mjs';
import { createLanguage } from './made-up-words.mjs';
import { countOnlyRequests, startPostgres } from './postgres.mjs';
import { growArchive } from './search-archive.mjs';
import { findKnownItems } from './search-known-items.mjs';
import { measureQueries } from './search-queries-cost.mjs';
import { printSampleQueries } from './search-samples.mjs';
import { startGateway } from './servers.mjs';

const HELP = `npm run bench -- search [options]

  --corpus PATH  a folder of Markdown whose titles are searched for (or the variable SEARCH_CORPUS)
  --sizes LIST   how many made-up articles the cost is measured at (1000,10000,100000); none for no costs
  --data PATH    keep the databases there, and use them again next time (a temporary folder)

The table of queries and the known items need a corpus; the project has none in it.`;

async function main() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      corpus: { type: 'string', default: process.env.SEARCH_CORPUS },
      sizes: { type: 'string', default: '1000,10000,100000' },
      data: { type: 'string' },
    },
  });
  if (values.help) return console.log(HELP);
  const data = values.data ?? (await createTemporaryFolder());
  if (values.corpus) await searchCorpus(values.corpus, join(data, 'corpus'));
  else
    console.log(
      'No corpus: give --corpus PATH, a folder of Markdown, for the queries and the known items.\n',
    );
  const sizes = values.sizes === 'none' ? [] : values.sizes.split(',').map(Number);
  if (sizes.length > 0) await measureCost(sizes, join(data, 'made-up'));
}

async function searchCorpus(folder, data) {
  if (!existsSync(folder)) throw new Error(`Folder not found: ${folder}.`);
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, { folder });
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  console.log(`${slugs.length} articles of ${folder}\n`);
  await printSampleQueries(gateway);
  await findKnownItems(postgres, gateway);
}

async function measureCost(sizes, data) {
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  const language = createLanguage();
  for (const size of sizes) {
    await growArchive(postgres, language, size);
    await countOnlyRequests(postgres, () => measureQueries(postgres, gateway, language, size));
  }
}

installSignalHandlers();
main()
  .catch((error) => {
    if (!isEnding()) console.error(error);
    process.exitCode = 1;
  })
  .finally(cleanUp);
