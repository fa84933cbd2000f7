import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { computeNdcg, createBm25 } from './search-bm25.mjs';
import { insertCollection, readCollection } from './search-collection.mjs';
import { findBySentence, findKnownItems, findWithForeignWord, findWithNames } from './search-known-items.mjs';
import { measureQuery } from './search-requests.mjs';
import { startGateway } from './servers.mjs';

const HELP = `npm run bench -- search-quality [options]

  --collection PATH  folder with CISI.ALL, CISI.QRY and CISI.REL, or another collection of that format (--name)
  --name NAME        name of the collection's files (CISI)
  --corpus PATH      folder of Markdown whose titles are searched for
  --data PATH        data folder to keep and reuse (a temporary one)

Measures nDCG@10 and the recall among the first 100 beside a plain BM25, and how often searches for three words of a title find the article.`;

/** Characters of the longest query. */
const MAX_QUERY = 500;
const SEARCH = `query ($query: String!, $mode: SearchMode!) {
  search(query: $query, mode: $mode, first: 100) { nodes { slug } }
}`;

async function main() {
  const values = readOptions(
    { collection: undefined, name: 'CISI', corpus: undefined, data: undefined },
    HELP,
  );
  if (!values.collection && !values.corpus) throw new Error(`Give --collection or --corpus.\n\n${HELP}`);
  const data = values.data ?? (await createTemporaryFolder());
  if (values.collection) await measureCollection(values.collection, values.name, join(data, values.name));
  if (values.corpus) await measureCorpus(values.corpus, join(data, 'corpus'));
}

async function measureCollection(folder, name, data) {
  const { documents, queries } = await readCollection(folder, name);
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { rows } = await postgres.query('SELECT count(*)::int AS articles FROM article');
  if (rows[0].articles === 0) await insertCollection(postgres, documents);
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  const bm25 = await createBm25(
    postgres,
    new Map(documents.map(({ number, title, author, body }) => [number, `${title} ${author} ${body}`])),
  );
  const rankings = {
    'plain BM25': async (text) => (await bm25(text)).slice(0, 100).map(({ id }) => id),
    RELAXED: (text) => search(gateway, text, 'RELAXED'),
    ALL_WORDS: (text) => search(gateway, text, 'ALL_WORDS'),
  };
  console.log(`\n${name}: ${documents.length} documents, ${queries.length} queries`);
  console.log('| queries | search | nDCG@10 | recall@100 | without results |\n|---|---|---|---|---|');
  for (const [kind, toText] of [
    ['as asked', ({ text }) => text],
    ['first sentence', ({ text }) => text.match(/^.*?[.?!](?= |$)/)?.[0] ?? text],
  ]) {
    for (const [method, rank] of Object.entries(rankings)) {
      const scores = [];
      const recalls = [];
      let empty = 0;
      for (const query of queries) {
        const ranking = await rank(cut(toText(query)));
        if (ranking.length === 0) empty += 1;
        if (query.relevant.size === 0) continue;
        scores.push(computeNdcg(ranking, query.relevant));
        recalls.push(ranking.filter((id) => query.relevant.has(id)).length / query.relevant.size);
      }
      console.log(
        `| ${kind} | ${method} | ${computeMean(scores).toFixed(3)} | ${computeMean(recalls).toFixed(3)} | ${((100 * empty) / queries.length).toFixed(1)} % |`,
      );
    }
  }
}

function computeMean(values) {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** Cuts a query between two words, to what a search accepts. */
function cut(text) {
  return text.length <= MAX_QUERY ? text : text.slice(0, MAX_QUERY).replace(/\s\S*$/, '');
}

async function search(gateway, query, mode) {
  const { data } = await measureQuery(gateway, SEARCH, { query, mode });
  return data.search.nodes.map(({ slug }) => Number(slug.split('-')[1]));
}

async function measureCorpus(folder, data) {
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, { folder });
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  console.log(`\n${slugs.length} articles from ${folder}`);
  await findKnownItems(postgres, gateway);
  await findWithForeignWord(postgres, gateway);
  await findBySentence(postgres, gateway);
  await findWithNames(gateway);
}

await runBenchmark(main);
