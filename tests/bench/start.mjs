// Measures the first seconds of a gateway: wall time and CPU until it is ready, requests per second and p99 in each of its
// first ten seconds beside those after `--warm` seconds, and the p99 of its first hundred requests. For each page the
// gateway is started anew, on the sample content and on an archive. A process of its own sends the requests, and shares the
// cores. `--cache 0` shows what is left without the filling of caches; `--before MAIN` measures another build in turns.

import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createRandom, createZipf } from '../support/random.mjs';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { readCpuSeconds, readMemoryMiB } from './processes.mjs';
import { findFreePort, MAIN, NODE_OPTIONS, startGateway, stopOnExit } from './servers.mjs';
import { computeQuantile } from './statistics.mjs';
import { buildRequestBody, SITE, WORKLOADS } from './workloads.mjs';

const PAGES = ['article page', 'lists that differ', 'front page', 'search page'];
/** Bodies that the load repeats. */
const STREAM = 20_000;
/** Seconds that are compared with the later speed. */
const FIRST_SECONDS = 10;
/** Seconds in which the later speed is measured. */
const LATER_SECONDS = 5;

const values = readOptions({
  articles: 10_000,
  data: undefined,
  rounds: 3,
  warm: 15,
  connections: 16,
  pages: PAGES.join(','),
  cache: undefined,
  before: undefined,
});
const { articles: ARTICLES, rounds: ROUNDS, warm: WARM, connections: CONNECTIONS } = values;

/** Builds the bodies of a page, the newest articles most often, by Zipf's law. */
function buildBodies(page, articles) {
  const workload = WORKLOADS.find(({ name }) => name === page);
  const draw = createZipf(workload.variables(articles), createRandom(5));
  return Array.from({ length: STREAM }, () => buildRequestBody(workload, draw()));
}

/** Starts a gateway and resolves when it says that it is ready, with the seconds that it took. */
async function start(data, main) {
  const port = await findFreePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...NODE_OPTIONS, main], {
    env: {
      ...process.env,
      ...{ NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', DATA_DIR: data, DATABASE_URL: '' },
      ...{ SEED: 'false', LOG_LEVEL: 'error', RATE_EXEMPT: '127.0.0.1', CLOSING_SECONDS: '0' },
      ...{ SITE_URL: SITE.url, SITE_TITLE: SITE.title, SITE_LANGUAGE: SITE.language },
      ...(values.cache && { CACHE_MB: values.cache }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stopOnExit(child);
  for await (const text of child.stdout) if (String(text).includes('Dateline is ready')) break;
  const wall = (performance.now() - startedAt) / 1_000;
  const url = `http://127.0.0.1:${port}/graphql`;
  return { child, url, wall, cpu: readCpuSeconds(child.pid), memory: readMemoryMiB(child.pid) };
}

/** Starts a gateway, sends it requests of one page from its first moment on, and ends it. */
async function measure(data, main, bodies) {
  const load = fork(new URL('start-load.mjs', import.meta.url), { serialization: 'advanced' });
  stopOnExit(load);
  load.send({ bodies, connections: CONNECTIONS, seconds: Math.max(WARM, FIRST_SECONDS) + LATER_SECONDS });
  await once(load, 'message'); // it is loaded
  const { child, url, ...ready } = await start(data, main);
  const samples = [];
  const sample = () => samples.push({ at: performance.now(), cpu: readCpuSeconds(child.pid) });
  sample();
  const sampling = setInterval(sample, 1_000);
  load.send({ url });
  const [requests] = await once(load, 'message');
  clearInterval(sampling);
  load.kill();
  const exited = once(child, 'exit');
  child.kill();
  await exited;
  return { ...ready, ...summarize(requests, samples) };
}

/**
 * Summarizes requests, each with the milliseconds at which it ended and that it took, from the first one on. `samples` are
 * the CPU seconds of the gateway once a second.
 */
function summarize(requests, samples) {
  const failed = requests.filter(({ isOk }) => !isOk).length;
  if (failed > 0) throw new Error(`${failed} requests failed.`);
  const between = (from, to) => requests.filter(({ end }) => end >= from * 1_000 && end < to * 1_000);
  const from = Math.max(WARM, FIRST_SECONDS);
  const later = between(from, from + LATER_SECONDS);
  const rate = later.length / LATER_SECONDS;
  /** Milliseconds of CPU that a request took between two seconds. */
  const readCpu = (first, last) => {
    const [one, other] = [first, last].map((second) => samples[Math.min(second, samples.length - 1)]);
    const count = between((one.at - samples[0].at) / 1_000, (other.at - samples[0].at) / 1_000).length;
    return (1_000 * (other.cpu - one.cpu)) / count;
  };
  return {
    first: quantile(requests.slice(0, 100), 0.99),
    seconds: Array.from({ length: FIRST_SECONDS }, (_, i) => {
      const each = between(i, i + 1);
      return { share: each.length / rate, p99: quantile(each, 0.99), cpu: readCpu(i, i + 1) };
    }),
    rate,
    p99: quantile(later, 0.99),
    cpuLater: readCpu(from, from + LATER_SECONDS),
  };
}

function quantile(requests, share) {
  return (
    computeQuantile(
      requests.map(({ took }) => took),
      share,
    ) ?? Number.NaN
  );
}

function report(content, page, build, runs) {
  const over = (read) => computeQuantile(runs.map(read), 0.5);
  const row = {
    content: `${content}, ${page}${build}`,
    'ready s': over(({ wall }) => wall).toFixed(2),
    'CPU s': over(({ cpu }) => cpu).toFixed(2),
    MiB: Math.round(over(({ memory }) => memory)),
    'first 100: p99': Math.round(over(({ first }) => first)),
  };
  for (let i = 0; i < FIRST_SECONDS; i++) {
    const share = over(({ seconds }) => seconds[i].share);
    const [p99, cpu] = ['p99', 'cpu'].map((name) => over(({ seconds }) => seconds[i][name]));
    row[`${i + 1} s`] = `${share.toFixed(2)}, ${Math.round(p99)}, ${cpu.toFixed(2)}`;
  }
  row['later/s'] = Math.round(over(({ rate }) => rate));
  row['p99, CPU'] = `${over(({ p99 }) => p99).toFixed(1)}, ${over(({ cpuLater }) => cpuLater).toFixed(2)}`;
  return row;
}

async function measurePages(content, data, articles) {
  const builds = [...(values.before ? [[', before', values.before]] : []), ['', MAIN]];
  const rows = [];
  for (const page of values.pages.split(',')) {
    const bodies = buildBodies(page, articles);
    const runs = builds.map(() => []);
    for (let round = 0; round < ROUNDS; round++)
      for (const [i, [, main]] of builds.entries()) runs[i].push(await measure(data, main, bodies));
    builds.forEach(([name], i) => {
      rows.push(report(content, page, name, runs[i]));
    });
  }
  return rows;
}

async function main() {
  const folder = values.data ?? (await createTemporaryFolder());
  console.log(
    `Node.js ${process.versions.node}, ${CONNECTIONS} connections, ${ROUNDS} rounds, medians. A second has its share of the later rate, its p99 in ms, and the gateway's milliseconds of CPU a request.`,
  );
  const rows = [];
  for (const content of ['seeds', `${ARTICLES} articles`]) {
    const data = join(folder, content.split(' ')[0]);
    const postgres = await startPostgres(data);
    if (content === 'seeds') process.kill((await startGateway(data, { SEED: 'true' })).pid);
    const { articles } = await fillDatabase(postgres, data, { articles: ARTICLES, withCopies: true });
    rows.push(...(await measurePages(content, data, articles)));
  }
  console.table(rows);
}

await runBenchmark(main);
