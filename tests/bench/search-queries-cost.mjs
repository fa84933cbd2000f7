import 'reflect-metadata';
import { openDatabase } from '../../dist/database/database.js';
import { Prisma } from '../../dist/database/generated/client.js';
import { QueryPlanner } from '../../dist/modules/search/query/query-plan.js';
import { buildScoreColumns, SCORE } from '../../dist/modules/search/ranking/score.sql.js';
import { normalizeQuery } from '../../dist/modules/search/search-query.js';
import { addCleanup } from './clean-up.mjs';
import { computeQuantile, measureQuery } from './search-requests.mjs';

const REPETITIONS = 12;
const SEARCH = `query ($query: String!) { search(query: $query, first: 10) { nodes { slug } } }`;
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

/** Measures the cost of searches at one archive size, and compares the first page with a full ranking. */
export async function measureQueries(postgres, gateway, language, size) {
  const database = openDatabase(postgres.connection, 1, 60_000);
  addCleanup(() => database.close());
  console.log(`\n${size} generated articles`);
  console.log(`  ${'latency p50 / p99 ms'.padEnd(60)} PostgreSQL ms  overlap@10`);
  for (const [name, operation, queries] of buildQueries(language)) {
    const latencies = [];
    const overlaps = [];
    for (const query of queries) await measureQuery(gateway, operation, { query });
    await postgres.counter.query('SELECT pg_stat_statements_reset()');
    for (let i = 0; i < REPETITIONS; i++) {
      for (const query of queries) {
        latencies.push((await measureQuery(gateway, operation, { query })).milliseconds);
      }
    }
    const cost = (await readCost(postgres)) / latencies.length;
    if (operation === SEARCH) {
      for (const query of queries) {
        const overlap = await measureOverlap(database.readClients.published, gateway, query);
        if (overlap !== null) overlaps.push(overlap);
      }
    }
    const latency = `${computeQuantile(latencies, 0.5).toFixed(1)} / ${computeQuantile(latencies, 0.99).toFixed(1)}`;
    const mean = overlaps.length > 0 ? (sum(overlaps) / overlaps.length).toFixed(2) : '';
    console.log(
      `  ${name.padEnd(44)} ${latency.padStart(15)} ${cost.toFixed(2).padStart(14)}  ${mean.padStart(10)}`,
    );
  }
}

function buildQueries({ word, topicWord }) {
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
    ['two common words', SEARCH, pairs],
    ['two common words as a phrase', SEARCH, pairs.map((pair) => `"${pair}"`)],
    ['a rare word, mistyped', SEARCH, mistyped],
    ['a common word, with count, facets, highlights', WHOLE, common],
    ['suggest, two to four letters', SUGGEST, beginnings],
    ['suggest, a mistyped word', SUGGEST, mistyped],
  ];
}

/** Returns the milliseconds that PostgreSQL spent on published content since the last reset. */
async function readCost({ counter, connection }) {
  const { rows } = await counter.query(
    `SELECT coalesce(sum(total_exec_time), 0) AS spent FROM pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) AND query LIKE '%published%'`,
    [connection.database],
  );
  return rows[0].spent;
}

/**
 * Returns the share of the ten best results of a full ranking that are among the first ten; null if no article has all
 * words.
 */
async function measureOverlap(reader, gateway, query) {
  const { data } = await measureQuery(gateway, ALL_WORDS, { query });
  const plan = await new QueryPlanner(reader).plan(normalizeQuery('query', query), 'ALL_WORDS');
  const best = await reader.query(
    Prisma.sql`
    WITH q AS MATERIALIZED (SELECT ${buildScoreColumns(plan)}), ranked AS MATERIALIZED (
      SELECT s.article_id AS id, ${SCORE} AS score
      FROM q CROSS JOIN ${reader.table('article_search')} s WHERE s.document @@ q.stems
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
