// Measures the mix of requests that the front end of a site sends, beside one publication a second: article pages by
// Zipf's law, lists and searches. The gateway has its default settings; the rival is hand-written SQL. After each
// publication, the article's page and the list of the latest articles are requested and must show it.

import { createKey } from '../stress/gateways.mjs';
import { sendQuery } from '../support/graph.mjs';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { startGateway, startRival } from './servers.mjs';
import { computeQuantile } from './statistics.mjs';
import { drawBodies } from './streams.mjs';
import { WORKLOADS } from './workloads.mjs';
import { runWrk } from './wrk.mjs';

const values = readOptions({ seconds: 10, rounds: 3, connections: 32, articles: 10_000, data: undefined });
const { seconds: SECONDS, rounds: ROUNDS, connections: CONNECTIONS, articles: ARTICLES } = values;
/** Workloads, and how many of 100 requests they have. */
const SHARES = { 'article page': 80, 'list page': 8, 'lists that differ': 7, 'search page': 5 };
const STREAM = 50_000;
const UPDATE = 'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { article { id } } }';
const PUBLISH = 'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { status } }';
const ID = 'query ($slug: String!) { article(by: { slug: $slug }) { id } }';

/** Publishes an article once a second until `isOver`, and checks what readers see right after it. */
async function publish(gateway, key, slugs, isOver) {
  const [page, list] = ['article page', 'list page'].map((name) =>
    WORKLOADS.find((each) => each.name === name),
  );
  const results = { times: [], stale: 0 };
  const authorization = { authorization: `Bearer ${key}` };
  for (let i = 0; !isOver(); i++) {
    const began = performance.now();
    const slug = slugs[i % slugs.length];
    const { article } = await sendQuery(gateway, ID, { slug });
    const title = `Latest words ${Date.now()}`;
    await sendQuery(gateway, UPDATE, { input: { id: article.id, title } }, authorization);
    const publishing = performance.now();
    await sendQuery(gateway, PUBLISH, { input: { id: article.id } }, authorization);
    results.times.push(performance.now() - publishing);
    const shown = await sendQuery(gateway, page.document, { slug });
    const listed = await sendQuery(gateway, list.document, { first: 20 });
    const isListed = listed.articles.nodes.some((node) => node.title === title);
    if (shown.article.title !== title || !isListed) results.stale += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 - (performance.now() - began))));
  }
  return results;
}

async function measure(server, gateway, key, { stream, slugs }, seconds) {
  let isOver = false;
  const publishing = publish(gateway, key, slugs, () => isOver);
  const result = await runWrk(server, stream, seconds, CONNECTIONS);
  isOver = true;
  return { ...result, ...(await publishing) };
}

function summarize(name, runs) {
  const times = runs.flatMap((run) => run.times).sort((a, b) => a - b);
  const sum = (value) => runs.reduce((total, run) => total + value(run), 0);
  return {
    server: name,
    'requests/s': Math.round(sum((run) => run['2xx']) / sum(({ duration }) => duration)),
    'p99 ms': Math.round(Math.max(...runs.map(({ latency }) => latency.p99))),
    errors: sum(({ non2xx, errors }) => non2xx + errors),
    publications: times.length,
    'publication median ms': Math.round(computeQuantile(times, 0.5)),
    'publication p99 ms': Math.round(computeQuantile(times, 0.99)),
    'most ms': Math.round(times.at(-1)),
    stale: sum(({ stale }) => stale),
  };
}

async function main() {
  const data = values.data ?? (await createTemporaryFolder());
  const postgres = await startPostgres(data);
  const { articles } = await fillDatabase(postgres, data, { articles: ARTICLES, withCopies: true });
  const key = await createKey({ DATA_DIR: data, DATABASE_URL: '' }, 'Desk', ['write', 'publish']);
  const gateway = await startGateway(data, { RATE_EXEMPT: '127.0.0.1' });
  const sql = await startRival('sql.mjs', { connection: postgres.connection });
  const work = {
    stream: drawBodies(SHARES, articles, STREAM),
    slugs: articles.slice(0, 10).map(({ slug }) => slug),
  };
  const runs = { gateway: [], 'hand-written SQL': [] };
  await measure(gateway, gateway, key, work, SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    runs.gateway.push(await measure(gateway, gateway, key, work, SECONDS));
    runs['hand-written SQL'].push(await measure(sql, gateway, key, work, SECONDS));
  }
  const rows = Object.entries(runs).map(([name, own]) => summarize(name, own));
  console.log(`${articles.length} articles, Node.js ${process.versions.node}, ${CONNECTIONS} connections`);
  console.table(rows);
  const [own, rival] = rows;
  console.log(
    `of hand-written SQL: ${(own['requests/s'] / rival['requests/s']).toFixed(2)}, stale ${own.stale}`,
  );
  if (own.stale > 0 || own.errors > 0) process.exitCode = 1;
}

await runBenchmark(main);
