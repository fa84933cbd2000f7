import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import 'reflect-metadata';
import { createPublishedLoaders } from '../../dist/app/load-modules.js';
import { openDatabase } from '../../dist/database/database.js';
import { createRandom } from '../support/random.mjs';
import { addCleanup, createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { fillWithArticles } from './filter-archive.mjs';
import { createFilterGenerator } from './filter-generator.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { computeQuantile } from './statistics.mjs';

const HELP = `npm run bench -- filters [options]

  --sizes LIST   sizes of the generated archives (10000,100000)
  --filters N    number of random filters (500)
  --seed N       seed of the filters (1)
  --list TEXT    only the lists with this in their name
  --slowest N    number of slowest filters to print with their plans (3)
  --data PATH    data folder to keep and reuse (a temporary one)`;

/** Lists that are measured with each filter. */
const LISTS = {
  'articles by date': ({ articles }, filter) => listArticles(articles, { of: 'site' }, 'NEWEST', filter),
  'articles by title': ({ articles }, filter) => listArticles(articles, { of: 'site' }, 'TITLE', filter),
  'articles by creation': ({ articles }, filter) => listArticles(articles, { of: 'site' }, 'CREATED', filter),
  'articles of a section': ({ articles }, filter) =>
    listArticles(articles, { of: 'section', id: 1 }, 'NEWEST', filter),
  'articles of a tag': ({ articles }, filter) =>
    listArticles(articles, { of: 'tag', id: 1 }, 'NEWEST', filter),
  'popular articles': ({ popular }, filter) => popular.list({ window: 'DAY', first: 5, filter }, null),
  'search, a common word': ({ search }, filter) =>
    search.find({ query: 'harbour', mode: 'RELAXED', orderBy: 'RELEVANCE', filter }),
  'search, a rare word': ({ search }, filter) =>
    search.find({ query: 'lighthouse', mode: 'RELAXED', orderBy: 'RELEVANCE', filter }),
  'search, newest first': ({ search }, filter) =>
    search.find({ query: 'harbour', mode: 'RELAXED', orderBy: 'NEWEST', filter }),
  'count of articles': async ({ articles }, filter) => {
    const page = await articles.list({ scope: { of: 'site' }, filter, orderBy: 'NEWEST' }, { first: 0 });
    return page.totalCount;
  },
};

function listArticles(articles, scope, orderBy, filter) {
  return articles.list({ scope, filter, orderBy }, { first: 20 });
}

async function main() {
  const values = readOptions(
    { sizes: '10000,100000', filters: 500, seed: 1, list: '', slowest: 3, data: undefined },
    HELP,
  );
  const data = values.data ?? (await createTemporaryFolder());
  for (const size of values.sizes.split(',').map(Number)) {
    const folder = join(data, String(size));
    await mkdir(folder, { recursive: true });
    const postgres = await startPostgres(folder);
    await fillWithArticles(postgres, size);
    await measureFilters(postgres, size, values);
  }
}

/** Measures every list with each filter, and prints what PostgreSQL takes to plan and to execute it. */
async function measureFilters(postgres, size, { filters, seed, list: part, slowest }) {
  const createFilter = createFilterGenerator(createRandom(Number(seed)));
  const database = openDatabase(postgres.connection, 4, 60_000);
  addCleanup(() => database.close());
  const lists = Object.entries(LISTS).filter(([name]) => name.includes(part));
  const measured = new Map(lists.map(([name]) => [name, []]));
  for (let i = 0; i < Number(filters); i++) {
    const filter = createFilter();
    for (const [name, list] of lists) {
      const { loads } = createPublishedLoaders(database.readClients, database.prisma);
      const statements = await captureStatements(() => list(loads, filter));
      measured.get(name).push(await explainAll(postgres, filter, statements));
    }
  }
  console.log(`\n${size} articles, ${filters} random filters (seed ${seed}), milliseconds of PostgreSQL`);
  console.log(`  ${''.padEnd(24)}  median      p95      p99    worst   (of it planning, median and worst)`);
  for (const [name, runs] of measured) {
    const totals = runs.map(({ total }) => total);
    const plannings = runs.map(({ planning }) => planning);
    const cells = [0.5, 0.95, 0.99, 1].map((quantile) => formatMs(computeQuantile(totals, quantile)));
    const planning = [0.5, 1].map((quantile) => formatMs(computeQuantile(plannings, quantile)));
    console.log(`  ${name.padEnd(24)} ${cells.join(' ')}   (${planning.join(' ').trim()})`);
  }
  const all = [...measured].flatMap(([name, runs]) => runs.map((run) => ({ name, ...run })));
  for (const run of all.sort((one, other) => other.total - one.total).slice(0, Number(slowest))) {
    console.log(
      `\n${formatMs(run.total).trim()} ms, ${run.name}: ${JSON.stringify(run.filter)}\n${run.plan}`,
    );
  }
}

/** Returns the statements with a filter, which have no name, while `work` runs. */
async function captureStatements(work) {
  const statements = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function capture(statement, ...rest) {
    const { name, text, values } = statement;
    if (name === undefined && text) statements.push({ text, values });
    return query.call(this, statement, ...rest);
  };
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}

async function explainAll(postgres, filter, statements) {
  const runs = [];
  for (const statement of statements) runs.push(await explain(postgres, statement));
  return {
    filter,
    plan: runs.map(({ plan }) => plan).join('\n\n'),
    planning: sum(runs.map(({ planning }) => planning)),
    total: sum(runs.map(({ total }) => total)),
  };
}

/**
 * Plans and executes a statement as the gateway does, for its values: the faster of two runs, from warm memory
 * and without what else the machine does.
 */
async function explain(postgres, { text, values }) {
  const runs = [];
  for (let i = 0; i < 2; i++) {
    const { rows } = await postgres.query(`EXPLAIN (ANALYZE, TIMING OFF, SUMMARY) ${text}`, values);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const read = (name) => Number(new RegExp(`${name} Time: ([\\d.]+) ms`).exec(plan)[1]);
    const planning = read('Planning');
    runs.push({ plan, planning, total: planning + read('Execution') });
  }
  return runs.reduce((best, run) => (run.total < best.total ? run : best));
}

function sum(numbers) {
  return numbers.reduce((one, other) => one + other, 0);
}

function formatMs(milliseconds) {
  return milliseconds.toFixed(2).padStart(8);
}

await runBenchmark(main);
