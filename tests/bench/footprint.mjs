// Measures the memory of a gateway under a fixed number of requests, and after them, with default settings, with half
// of the caches, with none, and with the profile for 512 MiB: 60 % article pages, 30 % lists that differ, both by Zipf's law, and 10 % front pages.
// Before that it prints what the parts of a gateway take, each loaded after the one above; `--parts` prints nothing else.
// `--before MAIN` measures another build's dist/main.js in turns. Reads /proc, so it needs Linux.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { readCpuSeconds, readMemoryMiB } from './processes.mjs';
import { findFreePort, NODE_OPTIONS, startGateway } from './servers.mjs';
import { drawBodies } from './streams.mjs';

const CONNECTIONS = 32;
/** Percentages of the requests. */
const SHARES = { 'article page': 60, 'lists that differ': 30, 'front page': 10 };
/** Seconds after the load in which the gateway returns memory. */
const IDLE_SECONDS = 25;
const MEBIBYTE = 2 ** 20;
/** The profile of docs/operations/caching-and-cdn.md. */
const SMALL_PROFILE = {
  name: 'profile for 512 MiB',
  settings: { CACHE_MB: '16', DATABASE_POOL: '4' },
  options: ['--max-semi-space-size=8', '--v8-pool-size=1'],
};

const values = readOptions({
  requests: 8_000,
  rounds: 2,
  articles: 10_000,
  data: undefined,
  before: undefined,
  parts: false,
});
const { requests: REQUESTS, rounds: ROUNDS, articles: ARTICLES } = values;

function post(url, body, agent) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`Status ${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends the requests, and returns the milliseconds of CPU that one took. */
async function send(bodies, { pid, url }) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const before = readCpuSeconds(pid);
  let next = 0;
  const work = async () => {
    while (next < bodies.length) await post(url, bodies[next++], agent);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  agent.destroy();
  return (1_000 * (readCpuSeconds(pid) - before)) / bodies.length;
}

/** Reads the bytes in the caches, and those of the heap and beside it, by the metrics of the gateway. */
async function readMetrics(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const read = (name) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    ) / MEBIBYTE;
  return {
    cached: read('dateline_cache_bytes'),
    live: read('nodejs_heap_size_used_bytes') + read('nodejs_external_memory_bytes'),
  };
}

async function measure({ name, settings, options, main }, bodies, data) {
  const port = await findFreePort();
  const own = {
    // Other work on the machine must not make requests fail.
    ...{ RATE_EXEMPT: '127.0.0.1', READ_SECONDS: '60' },
    ...{ METRICS: 'true', METRICS_PORT: String(port), ...settings },
  };
  const gateway = await startGateway(data, own, options, main);
  await sleep(1_500); // for the first jobs
  const start = { cpu: readCpuSeconds(gateway.pid), memory: readMemoryMiB(gateway.pid) };
  const half = bodies.length / 2;
  const cpu = [await send(bodies.slice(0, half), gateway), await send(bodies.slice(half), gateway)];
  const highest = readHighestMiB(gateway.pid);
  await sleep(IDLE_SECONDS * 1_000);
  const metrics = await readMetrics(port);
  const row = { name, start, cpu, highest, idle: readMemoryMiB(gateway.pid), ...metrics };
  process.kill(gateway.pid);
  return row;
}

function readHighestMiB(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;
}

function report(rows) {
  const uncached = rows.find(({ name }) => name === 'CACHE_MB=0');
  console.table(
    rows.map(({ name, start, cpu, highest, idle, cached, live }) => ({
      gateway: name,
      'start: CPU s': start.cpu.toFixed(2),
      MiB: Math.round(start.memory),
      'CPU ms a request': cpu.map((ms) => ms.toFixed(2)).join(', '),
      'highest MiB': Math.round(highest),
      'idle MiB': Math.round(idle),
      'cached MiB, by the metric': cached.toFixed(1),
      // What other builds leave uncollected is no part of their caches.
      'in truth': name.startsWith('before') ? '' : (live - uncached.live).toFixed(1),
    })),
  );
}

/** Prints the memory that the parts of a gateway take. */
async function reportParts({ host, user, database }, main) {
  const script = fileURLToPath(new URL('footprint-parts.mjs', import.meta.url));
  const input = JSON.stringify([{ host, user, database }, ...(main ? [main] : [])]);
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_OPTIONS, script, input]);
  const { types, parts } = JSON.parse(stdout.trim().split('\n').at(-1));
  console.log(`Parts of ${main ?? 'this build'}, ${types} types in the schema`);
  console.table(
    parts.map(({ name, cpu, rss, heap }, i) => ({
      part: name,
      'CPU s': cpu.toFixed(2),
      'resident MiB': (rss - (parts[i - 1]?.rss ?? 0)).toFixed(1),
      'heap MiB': (heap - (parts[i - 1]?.heap ?? 0)).toFixed(1),
      'resident in all': Math.round(rss),
    })),
  );
}

async function main() {
  const data = values.data ?? (await createTemporaryFolder());
  const postgres = await startPostgres(data);
  await reportParts(postgres.connection);
  if (values.before) await reportParts(postgres.connection, values.before);
  if (values.parts) return;
  const { articles } = await fillDatabase(postgres, data, { articles: ARTICLES, withCopies: true });
  const bodies = drawBodies(SHARES, articles, REQUESTS);
  const now = [
    { name: 'default settings', settings: {}, options: NODE_OPTIONS },
    { name: 'CACHE_MB=64', settings: { CACHE_MB: '64' }, options: NODE_OPTIONS },
    { name: 'CACHE_MB=0', settings: { CACHE_MB: '0' }, options: NODE_OPTIONS },
    SMALL_PROFILE,
  ];
  const variants = now.flatMap((each) =>
    values.before
      ? [{ ...each, name: `before, ${each.name}`, options: [], main: values.before }, each]
      : [each],
  );
  console.log(`${articles.length} articles, ${REQUESTS} requests, Node.js ${process.versions.node}`);
  for (let round = 0; round < ROUNDS; round++) {
    const rows = [];
    for (const variant of variants) rows.push(await measure(variant, bodies, data));
    report(rows);
  }
}

await runBenchmark(main);
