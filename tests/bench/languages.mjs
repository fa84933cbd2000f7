// Measures what languages cost: the same pages of one database by a gateway with one language and by one with five, and
// with `--before DIST` by another build's folder dist with one, on a database of its own with the same articles. Requests
// go to all in turns. Reads /proc, so it needs Linux.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { postJson } from '../support/graph.mjs';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { writeArchive } from './made-up-archive.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { readCpuSeconds, readMemoryMiB } from './processes.mjs';
import { startGateway } from './servers.mjs';
import { countStatements } from './statements.mjs';
import { buildRequestBody, WORKLOADS } from './workloads.mjs';

const PAGES = ['article page', 'list page', 'front page'];
const FURTHER = ['de', 'fr', 'es', 'ar'];
const LANGUAGES = {
  SITE_LANGUAGES: FURTHER.join(),
  SITE_LANGUAGE_FALLBACKS: FURTHER.map((tag) => `${tag}:en`).join(';'),
};
/** Requests of one gateway before those of the next. */
const SLICE = 10;

const values = readOptions({ requests: 600, articles: 2_000, data: undefined, before: undefined });
const { requests: REQUESTS, articles: ARTICLES } = values;

/** Starts a gateway, and measures the CPU and memory of its start. */
async function start(name, data, settings, main) {
  const gateway = await startGateway(
    data,
    { READ_SECONDS: '60', RATE_EXEMPT: '127.0.0.1', ...settings },
    undefined,
    main,
  );
  return { name, ...gateway, startCpu: readCpuSeconds(gateway.pid), idle: readMemoryMiB(gateway.pid) };
}

async function send({ url }, workload, i) {
  const response = await postJson(
    url,
    buildRequestBody(workload, workload.allVariables[i % workload.allVariables.length]),
  );
  const text = await response.text();
  if (text.includes('"errors"')) throw new Error(`${workload.name}: ${text.slice(0, 300)}`);
}

/** Sends requests to all gateways in turns. Returns the milliseconds of CPU of one, with and without PostgreSQL. */
async function measure(gateways, workload, postgres) {
  const sums = gateways.map(() => ({ own: 0, all: 0 }));
  for (const gateway of gateways) for (let i = 0; i < SLICE; i++) await send(gateway, workload, i);
  for (let from = 0; from < REQUESTS; from += SLICE) {
    for (const [i, gateway] of gateways.entries()) {
      const read = () => [
        readCpuSeconds(gateway.pid),
        readCpuSeconds(gateway.postgres ?? postgres.pid, true),
      ];
      const [own, database] = read();
      for (let k = from; k < from + SLICE; k++) await send(gateway, workload, k);
      const [ownAfter, databaseAfter] = read();
      sums[i].own += ownAfter - own;
      sums[i].all += ownAfter - own + databaseAfter - database;
    }
  }
  return sums.map(({ own, all }) => [own, all].map((seconds) => (1_000 * seconds) / REQUESTS));
}

/** Imports the articles by another build. Returns the folder of its data. */
async function fillBefore(source) {
  const data = await createTemporaryFolder();
  const env = { ...process.env, DATA_DIR: data, DATABASE_URL: '', SEED: 'false' };
  await promisify(execFile)(process.execPath, [join(values.before, 'cli.js'), 'import', 'markdown', source], {
    env,
  });
  return data;
}

/** Starts the gateway of another build. */
async function startBefore(data, settings) {
  const gateway = await start('before', data, settings, join(values.before, 'main.js'));
  const [pid] = (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return { ...gateway, postgres: Number(pid) };
}

/** Gives a tenth of the articles to each further language, as versions of others. */
async function translate(postgres) {
  await postgres.query(
    `UPDATE article SET translation_group = id - id % 10, language = ($1::text[])[id % 10] WHERE id % 10 <= $2 AND id >= 10`,
    [FURTHER, FURTHER.length],
  );
  await postgres.query(
    'UPDATE draft d SET language = a.language, translation_group = a.translation_group FROM article a WHERE a.id = d.id',
  );
}

/** Waits until the gateways have done what the start with other languages has added. */
async function waitForJobs(postgres) {
  for (let quiet = 0; quiet < 3; ) {
    await sleep(2_000);
    const { rows } = await postgres.query(
      'SELECT count(*)::int AS due FROM graphile_worker.jobs WHERE run_at < now()',
    );
    quiet = rows[0].due === 0 ? quiet + 1 : 0;
  }
}

async function readDatabase(postgres) {
  const { rows } = await postgres.query(
    `SELECT round(pg_database_size(current_database()) / 1048576.0, 1)::float AS size,
       (SELECT count(*)::int FROM pg_class WHERE relkind = 'v' AND relnamespace::regnamespace::text ~ '^(published|members|preview)_') AS views`,
  );
  return rows[0];
}

async function main() {
  const data = values.data ?? (await createTemporaryFolder());
  const postgres = await startPostgres(data);
  const folder = await createTemporaryFolder();
  await writeArchive(folder, ARTICLES);
  const { articles } = await fillDatabase(postgres, data, { folder });
  const dataBefore = values.before && (await fillBefore(folder));
  console.log(
    `${articles.length} articles, ${REQUESTS} requests of each page, Node.js ${process.versions.node}`,
  );
  for (const cache of ['0', '512']) {
    const settings = { CACHE_MB: cache };
    const gateways = [];
    if (dataBefore) gateways.push(await startBefore(dataBefore, settings));
    gateways.push(await start('one language', data, settings));
    const before = await readDatabase(postgres);
    if (cache === '0') await translate(postgres);
    gateways.push(await start('five languages', data, { ...settings, ...LANGUAGES }));
    await waitForJobs(postgres);
    const after = await readDatabase(postgres);
    console.log(
      `Nothing in memory: ${cache === '0'}. Database: ${before.size} MiB, then ${after.size} with ${after.views} views`,
    );
    const rows = gateways.map(({ name, startCpu, idle }) => ({
      gateway: name,
      'start: CPU s': startCpu.toFixed(2),
      'idle MiB': Math.round(idle),
    }));
    for (const name of PAGES) {
      const workload = WORKLOADS.find((each) => each.name === name);
      const shown = articles.filter(({ id }) => id % 10 > FURTHER.length || id < 10);
      workload.allVariables = workload.variables(shown);
      const cpu = await measure(gateways, workload, postgres);
      for (const [i, gateway] of gateways.entries()) {
        const statements = gateway.postgres
          ? '?'
          : await countStatements(workload, gateway, postgres, '"published');
        rows[i][name] = `${statements} statements, ${cpu[i].map((ms) => ms.toFixed(2)).join(' and ')} ms`;
      }
    }
    for (const [i, { pid }] of gateways.entries()) rows[i]['MiB after'] = Math.round(readMemoryMiB(pid));
    console.table(rows);
    for (const { pid } of gateways) process.kill(pid);
  }
}

await runBenchmark(main);
