import { mkdir } from 'node:fs/promises';
import { createRandom, shuffle } from '../support/random.mjs';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { measureQuery } from './search-requests.mjs';
import { startGateway } from './servers.mjs';

const HELP = `npm run bench -- search-recency [options]

  --corpus PATH    folder of Markdown with articles of several years (required)
  --data PATH      data folder to keep and reuse (a temporary one)
  --half-lives L   half-lives in days to compare, separated by commas; 0 is words alone (0,7)
  --half N         0 or 1: the half of the broad words that is searched for (1)

Prints how recent the first ten results of broad queries are, and how often questions about older and about the newest
articles find them.`;

const SEARCH = `query ($query: String!, $first: Int!, $halfLifeDays: Int) {
  search(query: $query, first: $first, halfLifeDays: $halfLifeDays) { nodes { slug } }
}`;
/** Shares of the archive that have a broad word. */
const [MIN_SHARE, MAX_SHARE] = [0.08, 0.5];
const BROAD_QUERIES = 60;
const ARTICLES = 200;
/** Share of the articles that are the newest. */
const NEWEST = 0.1;

async function main() {
  const values = readOptions({ corpus: undefined, data: undefined, 'half-lives': '0,7', half: 1 }, HELP);
  if (!values.corpus) throw new Error(`Give --corpus.\n\n${HELP}`);
  const data = values.data ?? (await createTemporaryFolder());
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { articles } = await fillDatabase(postgres, data, { folder: values.corpus });
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  const broad = await listBroadQueries(postgres, values.half);
  const newest = Math.round(articles.length * NEWEST);
  const older = articles.slice(Math.round(articles.length / 2));
  const [{ listedAt: last }, { listedAt: first }] = [articles[0], articles.at(-1)];
  console.log(`\n${articles.length} articles of ${formatDay(first)} to ${formatDay(last)}`);
  console.log(
    '| half-life in days | age percentile of the first ten, broad queries | older half: article among the first five, 3 words of its title | the same, 2 words | newest tenth: 2 words of its title | words of its body |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const days of values['half-lives'].split(',').map(Number)) {
    const search = async (query, most) => {
      const { data } = await measureQuery(gateway, SEARCH, { query, first: most, halfLifeDays: days });
      return data.search.nodes.map(({ slug }) => slug);
    };
    const cells = [
      await measureAge(search, broad, articles),
      await findByTitle(search, older, 3),
      await findByTitle(search, older, 2),
      await findByTitle(search, articles.slice(0, newest), 2),
      await findByBody(search, postgres, older),
    ];
    console.log(`| ${days} | ${cells.map((value) => value.toFixed(3)).join(' | ')} |`);
  }
}

const formatDay = (time) => time.toISOString().slice(0, 10);

/** Lists queries of one and of two words that many articles have, of one half of these words. */
async function listBroadQueries(postgres, half) {
  const { rows } = await postgres.query(
    `SELECT word, ndoc::float8 / (SELECT count(*) FROM article) AS share
     FROM ts_stat('SELECT words FROM article_search') WHERE word ~ '^[a-z]{4,}$' ORDER BY word`,
  );
  const { rows: stems } = await postgres.query(
    "SELECT word FROM unnest($1::text[]) AS word WHERE to_tsvector('english', word) <> ''",
    [rows.map(({ word }) => word)],
  );
  const known = new Set(stems.map(({ word }) => word));
  const words = rows
    .filter(({ word, share }) => share >= MIN_SHARE && share <= MAX_SHARE && known.has(word))
    .map(({ word }) => word)
    .filter((_, i) => i % 2 === half);
  const random = createRandom(39);
  const single = shuffle(words, random).slice(0, BROAD_QUERIES / 2);
  const others = shuffle(words, random);
  const pairs = single.map(
    (_, i) => `${others[(2 * i) % others.length]} ${others[(2 * i + 1) % others.length]}`,
  );
  return [...single, ...pairs];
}

/** Averages the share of the archive that is newer than a result, over the first ten of each query. */
async function measureAge(search, queries, articles) {
  const ranks = new Map(articles.map(({ slug }, i) => [slug, i / (articles.length - 1)]));
  const means = [];
  for (const query of queries) {
    const slugs = await search(query, 10);
    if (slugs.length === 10) means.push(average(slugs.map((slug) => ranks.get(slug))));
  }
  return average(means);
}

/** Returns the rate of articles among the first five results for words of their titles. */
async function findByTitle(search, articles, words) {
  const random = createRandom(words);
  return findArticles(search, articles, ({ title }) => pickWords(title, words, random));
}

/** Returns the rate of articles among the first five results for three words of their texts that few articles have. */
async function findByBody(search, postgres, articles) {
  const { rows } = await postgres.query(
    `WITH stat AS (SELECT word FROM ts_stat('SELECT words FROM article_search') WHERE ndoc BETWEEN 2 AND 25 AND word ~ '^[a-z]{5,}$')
     SELECT a.slug, string_agg(w, ' ' ORDER BY md5(w)) AS words FROM article a JOIN article_search s ON s.article_id = a.id,
       LATERAL (SELECT w FROM unnest(tsvector_to_array(s.words)) AS w JOIN stat ON stat.word = w ORDER BY md5(w || a.slug) LIMIT 3) x(w)
     GROUP BY a.slug`,
  );
  const words = new Map(rows.map(({ slug, words }) => [slug, words]));
  return findArticles(search, articles, ({ slug }) => words.get(slug) ?? '');
}

async function findArticles(search, articles, toQuery) {
  const sample = shuffle(articles, createRandom(5)).slice(0, ARTICLES);
  const found = [];
  for (const article of sample) {
    const query = toQuery(article);
    if (query !== '') found.push(Number((await search(query, 5)).includes(article.slug)));
  }
  return average(found);
}

/** Returns words of a title of at least four letters, in another order; '' if it has fewer. */
function pickWords(title, count, random) {
  const words = (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(({ length }) => length >= 4);
  const different = [...new Set(words)];
  return different.length < count ? '' : shuffle(different, random).slice(0, count).join(' ');
}

const average = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

await runBenchmark(main);
