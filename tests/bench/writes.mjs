// Measures publications while readers request uncached pages at the maximum rate. `--before` measures another
// build in turns on the same database: `npm run bench -- writes --before /path/to/dist/main.js`. --data keeps the
// database in a folder.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createKey } from '../stress/gateways.mjs';
import { sendQuery } from '../support/graph.mjs';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { startGateway, stopOnExit } from './servers.mjs';
import { buildRequestBody, WORKLOADS } from './workloads.mjs';

const values = readOptions({
  seconds: 10,
  rounds: 3,
  readers: 32,
  articles: 2_000,
  before: undefined,
  data: undefined,
});
const { seconds: SECONDS, rounds: ROUNDS, readers: READERS, articles: ARTICLES } = values;
/** Maximum 99th percentile of the duration of a publication, in milliseconds. */
const GOAL = 1_000;

const CREATE = 'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } } }';
const PUBLISH = 'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { status } }';

function mutate(server, key, query, input) {
  return sendQuery(server, query, { input }, { authorization: `Bearer ${key}` });
}

/** Returns the duration in milliseconds of each publication under load, and the readers' results. */
async function measure(server, key, bodies, seconds) {
  const readers = fork(new URL('./writes-load.mjs', import.meta.url));
  stopOnExit(readers);
  const result = once(readers, 'message');
  readers.send({ url: server.url, bodies, connections: READERS, seconds });
  let isOver = false;
  result.then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const times = [];
  while (!isOver) {
    const input = { title: `Breaking ${Math.random()}`, bodyMarkdown: 'Words.', tags: ['Sea'] };
    const { createArticle } = await mutate(server, key, CREATE, input);
    const began = performance.now();
    await mutate(server, key, PUBLISH, { id: createArticle.article.id });
    if (!isOver) times.push(performance.now() - began);
  }
  const [readersFared] = await result;
  return { times, ...readersFared };
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

function rowOf(runs) {
  const times = runs.flatMap((run) => run.times).sort((a, b) => a - b);
  const mean = (value) => Math.round(runs.reduce((sum, run) => sum + value(run), 0) / runs.length);
  return {
    publications: times.length,
    'p50 ms': Math.round(percentile(times, 0.5)),
    'p95 ms': Math.round(percentile(times, 0.95)),
    'p99 ms': Math.round(percentile(times, 0.99)),
    'longest ms': Math.round(times.at(-1)),
    'pages/s': mean(({ rate }) => rate),
    'pages p50 ms': mean(({ p50 }) => p50),
    'pages p99 ms': mean(({ p99 }) => p99),
    'pages failed': runs.reduce((sum, { failed }) => sum + failed, 0),
  };
}

async function main() {
  const data = values.data ?? (await createTemporaryFolder());
  const postgres = await startPostgres(data);
  const archive = await fillDatabase(postgres, data, { articles: ARTICLES, withCopies: true });
  // All readers share one address.
  const settings = { CACHE_MB: '0', MAIL_CONNECTIONS: '1', RATE_EXEMPT: '127.0.0.1' };
  const key = await createKey({ DATA_DIR: data, DATABASE_URL: '' }, 'Desk', ['write', 'publish']);
  const servers = { now: await startGateway(data, settings) };
  if (values.before) servers.before = await startGateway(data, settings, [], values.before);
  const workload = WORKLOADS.find(({ name }) => name === 'article page');
  const bodies = workload.variables(archive.articles).map((each) => buildRequestBody(workload, each));
  for (const server of Object.values(servers)) await measure(server, key, bodies, 3);
  const runs = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, server] of Object.entries(servers)) {
      runs[name].push(await measure(server, key, bodies, SECONDS));
    }
  }
  const rows = Object.fromEntries(Object.entries(runs).map(([name, own]) => [name, rowOf(own)]));
  console.log(`${READERS} readers of uncached article pages, ${ROUNDS} rounds of ${SECONDS} s each`);
  console.table(rows);
  const p99 = rows.now['p99 ms'];
  console.log(`99 % of the publications took at most ${p99} ms; the goal is ${GOAL} ms.`);
}

await runBenchmark(main);
