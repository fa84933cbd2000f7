import 'reflect-metadata';
import { openDatabase } from '../../dist/database/database.js';
import { Prisma } from '../../dist/database/generated/client.js';
import { QueryPlanner } from '../../dist/modules/search/query/query-plan.js';
import { buildQueryTable } from '../../dist/modules/search/ranking/matches.sql.js';
import { buildScore } from '../../dist/modules/search/ranking/score.sql.js';
import { normalizeQuery } from '../../dist/modules/search/search-query.js';
import { addCleanup } from './clean-up.mjs';
import { readCpuSeconds } from './processes.mjs';
import { measureQuery } from './search-requests.mjs';

/** Rounds of all queries before the measurement, in which statements get their plans, and rounds of it. */
const WARM_UPS = 2;
const REPETITIONS = 8;
/** Half-life of recency in days, as the gateway has it. */
const HALF_LIFE_DAYS = 7;
const SEARCH = `query SearchPage($query: String!) { search(query: $query, first: 10) { nodes { title path } } }`;
const WHOLE = `query ($query: String!) {
  search(query: $query, first: 10) {
    totalCount
    facets { sections { count } tags { count tag { name } } years { year count } }
    edges { titleHighlight bodyHighlight }
  }
}`;
const ALL_WORDS = `query ($query: String!) {
  search(query: $query, mode: ALL_WORDS, first: 10) { nodes { slug } }
}`;
const SUGGEST = `query ($query: String!) { suggest(prefix: $query) { text path } }`;

/**
 * Measures the CPU time of searches at one archive size, beside that of a hand-written statement, and compares the first page
 * with a full ranking.
 */
export async function measureQueries(postgres, servers, language, size) {
  const database = openDatabase(postgres.connection, 1, 60_000);
  addCleanup(() => database.close());
  console.log(`\n${size} generated articles; CPU ms of PostgreSQL, and of all`);
  console.log(
    '| | search | hand-written SQL | of hand-written SQL | first ten of all ranked |\n|---|---|---|---|---|',
  );
  for (const [name, operation, queries] of await buildQueries(postgres, language)) {
    const own = await measureCpu(postgres, servers.gateway, operation, queries);
    const rival = operation === SEARCH ? await measureCpu(postgres, servers.rival, operation, queries) : null;
    const overlaps = [];
    for (const query of operation === SEARCH ? queries : []) {
      const overlap = await measureOverlap(database.readClients.published, servers.gateway, query);
      if (overlap !== null) overlaps.push(overlap);
    }
    const mean = overlaps.length > 0 ? (sum(overlaps) / overlaps.length).toFixed(2) : '';
    const ratio = rival
      ? `${(rival.postgres / own.postgres).toFixed(2)}, ${(rival.all / own.all).toFixed(2)}`
      : '';
    console.log(`| ${name} | ${formatCpu(own)} | ${rival ? formatCpu(rival) : ''} | ${ratio} | ${mean} |`);
  }
}

/** Returns the CPU milliseconds of PostgreSQL and of all for a query, a second time and later. */
async function measureCpu(postgres, server, operation, queries) {
  const readCpu = () => [readCpuSeconds(postgres.pid, 'and children'), readCpuSeconds(server.pid)];
  for (let i = 0; i < WARM_UPS; i++)
    for (const query of queries) await measureQuery(server, operation, { query });
  const before = readCpu();
  for (let i = 0; i < REPETITIONS; i++)
    for (const query of queries) await measureQuery(server, operation, { query });
  const [database, node] = readCpu().map(
    (seconds, i) => (1_000 * (seconds - before[i])) / REPETITIONS / queries.length,
  );
  return { postgres: database, all: database + node };
}

function formatCpu({ postgres, all }) {
  return `${postgres.toFixed(1)}, ${all.toFixed(1)}`;
}

async function buildQueries(postgres, { word, topicWord }) {
  const { rows } = await postgres.query(
    'SELECT title FROM article WHERE id % (SELECT 1 + max(id) / 40 FROM article) = 1',
  );
  const titles = rows.map(({ title }) => title.split(' ').slice(0, 2).join(' '));
  const rare = Array.from({ length: 10 }, (_, i) => topicWord(i));
  const common = Array.from({ length: 10 }, (_, i) => word(20 + 10 * i));
  const very = Array.from({ length: 4 }, (_, i) => word(2 + 4 * i));
  const pairs = Array.from({ length: 10 }, (_, i) => `${word(40 + 5 * i)} ${word(90 + 5 * i)}`);
  const mistyped = rare.map((each) => each.slice(0, 2) + each.slice(3));
  const beginnings = [...rare.map((each) => each.slice(0, 4)), ...common.map((each) => each.slice(0, 2))];
  return [
    ['a rare word (1 of 100 to 1,000 articles)', SEARCH, rare],
    ['a common word (20 to 60 % of articles)', SEARCH, common],
    ['a word in nearly every article', SEARCH, very],
    ['two words of a title', SEARCH, titles],
    ['two common words', SEARCH, pairs],
    ['two common words as a phrase', SEARCH, pairs.map((pair) => `"${pair}"`)],
    [
      'two words in nearly every article, as a phrase',
      SEARCH,
      [`"${very[0]} ${very[1]}"`, `"${very[2]} ${very[3]}"`],
    ],
    ['a word in nearly every article, and one in none', SEARCH, very.map((each) => `${each} qqxzq`)],
    ['a rare word, mistyped', SEARCH, mistyped],
    ['a common word, with count, facets, highlights', WHOLE, common],
    ['suggest, two to four letters', SUGGEST, beginnings],
    ['suggest, a mistyped word', SUGGEST, mistyped],
  ];
}

/**
 * Returns the share of the ten best results of a full ranking that are among the first ten; null if no article has all
 * words.
 */
async function measureOverlap(reader, gateway, query) {
  const { data } = await measureQuery(gateway, ALL_WORDS, { query });
  const plan = await new QueryPlanner(reader).plan(normalizeQuery('query', query), 'ALL_WORDS');
  const criteria = { plan, condition: null, halfLifeDays: HALF_LIFE_DAYS };
  const { joins, score } = buildScore(criteria, Prisma.sql`coalesce(s.words @@ q.typed, false)`);
  const best = await reader.query(
    Prisma.sql`
    WITH ${buildQueryTable(reader, criteria)}, ranked AS MATERIALIZED (
      SELECT s.article_id AS id, ${score} AS score
      FROM q CROSS JOIN l JOIN ${reader.table('article_search')} s ON s.language = l.language ${joins}
      WHERE s.document @@ l.stems AND (q.verbatim IS NULL OR s.words @@ q.verbatim)
    )
    SELECT a.slug FROM ranked JOIN ${reader.table('article')} a USING (id) ORDER BY score DESC, id DESC LIMIT 10`,
    [],
  );
  if (best.length === 0) return null;
  const first = new Set(data.search.nodes.map(({ slug }) => slug));
  return best.filter(({ slug }) => first.has(slug)).length / best.length;
}

function sum(numbers) {
  return numbers.reduce((one, other) => one + other, 0);
}
