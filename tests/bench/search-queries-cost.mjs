import 'reflect-metadata';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Prisma } from '../../dist/database/generated/client.js';
import { QueryPlanner } from '../../dist/modules/search/query/query-plan.js';
import { buildQueryTable } from '../../dist/modules/search/ranking/matches.sql.js';
import { buildScore } from '../../dist/modules/search/ranking/score.sql.js';
import { normalizeQuery } from '../../dist/modules/search/search-query.js';
import { readCpuSeconds } from './processes.mjs';
import { measureQuery } from './search-requests.mjs';

/** Rounds of all queries before the measurement, in which statements get their plans, and rounds of it. */
const WARM_UPS = 1;
const REPETITIONS = 4;
/** Number of queries of each kind with a filter or of a later page. */
const FEW = 4;
/** Half-life of recency in days, as the gateway has it. */
const HALF_LIFE_DAYS = 7;
const SEARCH = `query SearchPage($query: String!) { search(query: $query, first: 10) { nodes { title path } } }`;
const FILTERED = `query ($query: String!, $filter: ArticleFilter, $orderBy: SearchOrder, $after: String) {
  search(query: $query, filter: $filter, orderBy: $orderBy, first: 10, after: $after) {
    pageInfo { endCursor }
    nodes { title path }
  }
}`;
const COUNT = `query ($query: String!, $filter: ArticleFilter) {
  search(query: $query, filter: $filter, orderBy: NEWEST, first: 0) { totalCount }
}`;
const FACETS = `query ($query: String!, $filter: ArticleFilter) {
  search(query: $query, filter: $filter, orderBy: NEWEST, first: 0) {
    facets { sections { count } tags { count tag { name } } years { year count } }
  }
}`;
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

/** Filters by the share of the articles of search-archive.mjs that meet them, in percent. */
const FILTERS = {
  'a section (26 %)': { sections: { any: ['section-1'] } },
  'a section (1 %)': { sections: { any: ['section-40'] } },
  'a tag (2 %)': { tags: { any: ['tag-150'] } },
  'an author (1 %)': { authors: { any: ['author-60'] } },
  'the last year (10 %)': { publishedAt: { after: '2025-06-01T00:00:00Z' } },
  'the oldest two years (20 %)': { publishedAt: { before: '2018-06-01T00:00:00Z' } },
  'opinion (5 %)': { kinds: ['OPINION'] },
  'a section and a tag (7 %)': { sections: { any: ['section-1'] }, tags: { any: ['tag-1'] } },
};

/**
 * Measures the CPU time of searches at each archive size, in turns, and its ratio between the last size and the first. With
 * `rival`, also that of a hand-written statement and the overlap of the first page with a full ranking.
 */
export async function measureQueries(archives, language, { withRival, only }) {
  const sizes = archives.map(({ size }) => size);
  const rivalColumns = withRival
    ? sizes.map((size) => `${size}: hand-written SQL, first ten of all ranked`)
    : [];
  const columns = [...sizes.map(String), 'ratio', ...rivalColumns];
  console.log('CPU ms of PostgreSQL, and of all');
  console.log(`| | ${columns.join(' | ')} |\n|---|${columns.map(() => '---|').join('')}`);
  for (const [name, operation, variables, page] of await buildQueries(archives[0].postgres, language)) {
    if (only && !name.includes(only)) continue;
    const own = await measureCpu(
      archives,
      'gateway',
      operation,
      await addCursors(archives, operation, variables, page),
    );
    const ratio = (own.at(-1).postgres / own[0].postgres).toFixed(1);
    const rivals = withRival ? await measureRivals(archives, operation, variables) : [];
    console.log(`| ${name} | ${[...own.map(formatCpu), ratio, ...rivals].join(' | ')} |`);
  }
  console.log(
    `\nLoad: ${loadavg()
      .map((each) => each.toFixed(1))
      .join(', ')} on ${availableParallelism()} cores.`,
  );
}

/** Returns the variables of each archive, with the cursor before the page. */
async function addCursors(archives, operation, variables, page = 1) {
  return Promise.all(
    archives.map(async ({ gateway }) => {
      const withCursors = [];
      for (const each of variables) {
        let after = null;
        for (let i = 1; i < page; i++) {
          const { data } = await measureAgain(gateway, operation, { ...each, after });
          after = data.search.pageInfo.endCursor ?? after;
        }
        withCursors.push(page > 1 ? { ...each, after } : each);
      }
      return withCursors;
    }),
  );
}

async function measureRivals(archives, operation, variables) {
  if (operation !== SEARCH) return archives.map(() => '');
  const same = archives.map(() => variables);
  const rivals = await measureCpu(archives, 'rival', operation, same);
  return Promise.all(
    archives.map(async ({ reader, gateway }, i) => {
      const overlaps = [];
      for (const { query } of variables) overlaps.push(await measureOverlap(reader, gateway, query));
      const known = overlaps.filter((overlap) => overlap !== null);
      return `${formatCpu(rivals[i])}, ${known.length > 0 ? (sum(known) / known.length).toFixed(2) : 'none'}`;
    }),
  );
}

/** Returns the CPU milliseconds of PostgreSQL and of all for a query of each archive, a second time and later. */
async function measureCpu(archives, server, operation, variables) {
  const readCpu = (archive) => [
    readCpuSeconds(archive.postgres.pid, 'and children'),
    readCpuSeconds(archive[server].pid),
  ];
  const used = archives.map(() => [0, 0]);
  for (let round = 0; round < WARM_UPS + REPETITIONS; round++) {
    for (const [i, archive] of archives.entries()) {
      const before = readCpu(archive);
      for (const each of variables[i]) await measureAgain(archive[server], operation, each);
      if (round >= WARM_UPS) used[i] = readCpu(archive).map((seconds, j) => used[i][j] + seconds - before[j]);
    }
  }
  return used.map(([database, node], i) => {
    const each = 1_000 / REPETITIONS / variables[i].length;
    return { postgres: each * database, all: each * (database + node) };
  });
}

/** Sends a query again if it fails, as on a machine with so much other work that it takes longer than the gateway waits. */
async function measureAgain(server, operation, variables, tries = 5) {
  try {
    return await measureQuery(server, operation, variables);
  } catch (error) {
    if (tries === 1) throw error;
    await sleep(1_000);
    return measureAgain(server, operation, variables, tries - 1);
  }
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
  const quoted = pairs.map((pair) => `"${pair}"`);
  const mixed = rare.map((each, i) => `${each} ${common[i]}`);
  const words = { 'a rare word': rare, 'a common word': common, 'two common words': pairs };
  const kinds = [
    ['a rare word (1 of 100 to 1,000 articles)', SEARCH, rare],
    ['a common word (20 to 60 % of articles)', SEARCH, common],
    ['a word in nearly every article', SEARCH, very],
    ['two words of a title', SEARCH, titles],
    ['two common words', SEARCH, pairs],
    ['a rare and a common word', SEARCH, mixed],
    ['two common words as a phrase', SEARCH, quoted],
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
    ...Object.entries(words).flatMap(([name, queries]) => [
      [`totalCount, ${name}`, COUNT, queries],
      [`facets, ${name}`, FACETS, queries],
    ]),
  ];
  const few = Object.entries(words).map(([name, queries]) => [name, queries.slice(0, FEW)]);
  const fewCommon = common.slice(0, FEW);
  const pages = few.flatMap(([name, queries]) =>
    [2, 10].map((page) => [`page ${page}, ${name}`, FILTERED, toVariables(queries), page]),
  );
  const filtered = Object.entries(FILTERS).flatMap(([filterName, filter]) => [
    ...few.map(([name, queries]) => [`${name} in ${filterName}`, FILTERED, toVariables(queries, { filter })]),
    [
      `newest, a common word in ${filterName}`,
      FILTERED,
      toVariables(fewCommon, { filter, orderBy: 'NEWEST' }),
    ],
    [`totalCount, a common word in ${filterName}`, COUNT, toVariables(fewCommon, { filter })],
    [`page 2, a common word in ${filterName}`, FILTERED, toVariables(fewCommon, { filter }), 2],
  ]);
  return [
    ...kinds.map(([name, operation, queries]) => [name, operation, toVariables(queries)]),
    ...pages,
    ...filtered,
  ];
}

function toVariables(queries, others = {}) {
  return queries.map((query) => ({ query, ...others }));
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
