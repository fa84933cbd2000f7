// Measures requests per second and p99 at one and at several workers, in turns: article pages from memory, pages and lists
// with nothing in memory, and the mix of a site with its default settings. wrk sends the requests from a process of its own,
// and shares the cores with the workers and PostgreSQL, so that only the ratios of one run say something.

import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { readCpuSeconds } from './processes.mjs';
import { startGateway } from './servers.mjs';
import { drawBodies } from './streams.mjs';
import { runWrk } from './wrk.mjs';

const values = readOptions({
  workers: 2,
  seconds: 5,
  rounds: 3,
  warm: 10,
  connections: 32,
  articles: 10_000,
  data: undefined,
});
const { seconds: SECONDS, rounds: ROUNDS, warm: WARM, connections: CONNECTIONS, articles: ARTICLES } = values;
/** Settings of the gateway, and how many of 100 requests each workload has. `pages` limits the articles that are asked for. */
const LOADS = {
  cached: { settings: { CACHE_MB: '512' }, shares: { 'article page': 100 }, pages: 500 },
  cold: { settings: { CACHE_MB: '0' }, shares: { 'article page': 60, 'lists that differ': 40 } },
  mixed: {
    settings: {},
    shares: { 'article page': 80, 'list page': 8, 'lists that differ': 7, 'search page': 5 },
  },
};
const STREAM = 30_000;

async function measure(server, stream, postgres) {
  const readCpu = () => [readCpuSeconds(server.pid, true), readCpuSeconds(postgres.pid, true)];
  const before = readCpu();
  const run = await runWrk(server, stream, SECONDS, CONNECTIONS);
  const after = readCpu();
  return { ...run, cpu: after[0] - before[0], postgresCpu: after[1] - before[1] };
}

function summarize(load, workers, runs) {
  const sum = (value) => runs.reduce((total, run) => total + value(run), 0);
  const requests = sum((run) => run['2xx']);
  return {
    load,
    workers,
    'requests/s': Math.round(requests / sum(({ duration }) => duration)),
    'p99 ms': Math.max(...runs.map(({ latency }) => latency.p99)).toFixed(1),
    'CPU ms a request': (1_000 * (sum(({ cpu }) => cpu) / requests)).toFixed(3),
    'of PostgreSQL': (1_000 * (sum(({ postgresCpu }) => postgresCpu) / requests)).toFixed(3),
    errors: sum(({ non2xx, errors }) => non2xx + errors),
  };
}

async function main() {
  const data = values.data ?? (await createTemporaryFolder());
  const postgres = await startPostgres(data);
  const { articles } = await fillDatabase(postgres, data, { articles: ARTICLES, withCopies: true });
  const rows = [];
  for (const [name, load] of Object.entries(LOADS)) {
    const stream = drawBodies(load.shares, articles.slice(0, load.pages), STREAM);
    const variants = [];
    for (const workers of [1, values.workers]) {
      const server = await startGateway(data, {
        RATE_EXEMPT: '127.0.0.1',
        ...load.settings,
        WORKERS: workers,
      });
      await runWrk(server, stream, WARM, CONNECTIONS);
      variants.push({ workers, server, runs: [] });
    }
    for (let round = 0; round < ROUNDS; round++)
      for (const { server, runs } of variants) runs.push(await measure(server, stream, postgres));
    for (const { workers, runs, server } of variants) {
      rows.push(summarize(name, workers, runs));
      process.kill(server.pid);
    }
  }
  console.log(`${articles.length} articles, Node.js ${process.versions.node}, ${CONNECTIONS} connections`);
  console.table(rows);
  if (rows.some(({ errors }) => errors > 0)) process.exitCode = 1;
}

await runBenchmark(main);
