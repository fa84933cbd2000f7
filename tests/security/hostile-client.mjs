// Measures how long readers wait for pages that are in no cache, beside one client that does its worst, on a gateway in
// production with default limits and a PostgreSQL by DATABASE_URL: `npm run bench -- hostile`.
//
// In each round a time without the attack, one with it, and one beside a process that takes as much CPU as the attacker
// did and sends nothing follow one another, and only their ratios count: the machine is not what is measured.
//
// --seconds of each (10), --rounds (3), --articles (2000), --attacks names some of them, --documents also or only trusts
// documents, --data keeps the database in a folder, --main runs another build's dist/main.js, --node passes options to its
// Node.js, such as --cpu-prof.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fillDatabase } from '../bench/archive.mjs';
import { addCleanup, createTemporaryFolder, runBenchmark } from '../bench/clean-up.mjs';
import { startPostgres } from '../bench/postgres.mjs';
import { readCpuSeconds } from '../bench/processes.mjs';
import { NODE_OPTIONS, startGateway } from '../bench/servers.mjs';
import { computeQuantile } from '../bench/statistics.mjs';
import { readNumberOption, readOption, runCommand } from '../stress/gateways.mjs';
import { READER_DOCUMENTS } from './hostile-readers.mjs';
import { HOSTILE } from './hostile-requests.mjs';
import { createProductionSettings, TRUST } from './production.mjs';

const SECONDS = readNumberOption('--seconds', 10);
const ROUNDS = readNumberOption('--rounds', 3);
/** The p99 beside an attack is to be at most so many times what it is beside the same CPU load. */
const AIM = 2;
/** Milliseconds after an attack, in which its windows and queues empty. */
const REST = 3_000;
const PICTURE = fileURLToPath(new URL('../../seeds/media/author-kwame-adusei.webp', import.meta.url));

await runBenchmark(main);

async function main() {
  const data = readOption('--data', null) ?? (await createTemporaryFolder());
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, { articles: readNumberOption('--articles', 2_000) });
  const { host, user, database } = postgres.connection;
  const settings = {
    ...createProductionSettings(READER_DOCUMENTS),
    DATABASE_URL: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    SEED: 'false',
    RATE_PER_CLIENT: '6000',
    LIVE_CONNECTIONS_PER_CLIENT: '1000',
  };
  const nodeOptions = [...NODE_OPTIONS, ...readOption('--node', '').split(' ').filter(Boolean)];
  const gateway = await startGateway(data, settings, nodeOptions, readOption('--main', undefined));
  const picture = await addPicture(postgres, { ...settings, DATA_DIR: data });
  const readers = await child('hostile-readers.mjs', { url: gateway.url, slugs, trust: TRUST });
  const names = readOption('--attacks', Object.keys(HOSTILE).join()).split(',');
  await withoutJobs(postgres);
  await read(readers, 15); // compiles queries, opens connections and fills the memory of the process
  const table = {};
  for (const name of names) {
    const rounds = [];
    for (let i = 0; i < ROUNDS; i++)
      rounds.push(await measureRound(gateway, readers, { name, url: gateway.url, picture }));
    table[name] = summarize(rounds);
    console.log(name, JSON.stringify({ ...table[name], outcomes: rounds.at(-1).outcomes }));
  }
  console.table(table);
  console.log(
    `${ROUNDS} rounds of ${SECONDS} s each, trusted documents: ${TRUST}. p99 in milliseconds; ratios are medians of the rounds.`,
  );
  const worst = Math.max(...Object.values(table).map((row) => row['of the same load']));
  console.log(
    `The worst is ${worst} times what the same CPU load does without the attack; the aim is ${AIM}.`,
  );
  process.exitCode = worst <= AIM ? 0 : 1;
}

/** Resolves when the jobs that the import left are done. */
async function withoutJobs(postgres) {
  const due =
    'SELECT count(*)::int AS jobs FROM graphile_worker.jobs WHERE run_at <= now() AND attempts < max_attempts';
  while ((await postgres.query(due)).rows[0].jobs > 0) await sleep(500);
}

async function measureRound(gateway, readers, task) {
  const measure = async () => {
    const before = readCpuSeconds(gateway.pid, false);
    const result = await read(readers, SECONDS);
    return { ...result, cpu: (readCpuSeconds(gateway.pid, false) - before) / SECONDS };
  };
  const quiet = await measure();
  const attacked = await beside('hostile-attacker.mjs', task, measure);
  await sleep(REST);
  const loaded = await beside('hostile-burner.mjs', { share: attacked.share }, measure);
  return { quiet, attacked, loaded, outcomes: attacked.outcomes };
}

function summarize(rounds) {
  const of = (value) => computeQuantile(rounds.map(value), 0.5);
  return {
    'p99 quiet': of(({ quiet }) => quiet.p99),
    'p99 attacked': of(({ attacked }) => attacked.p99),
    'p99 same load': of(({ loaded }) => loaded.p99),
    'of quiet': round(of(({ attacked, quiet }) => attacked.p99 / quiet.p99)),
    'of the same load': round(of(({ attacked, loaded }) => attacked.p99 / loaded.p99)),
    'p50 of quiet': round(of(({ attacked, quiet }) => attacked.p50 / quiet.p50)),
    'CPU attacker': round(of(({ attacked }) => attacked.share)),
    'CPU gateway': round(of(({ attacked, quiet }) => attacked.cpu - quiet.cpu)),
    'not 200': rounds.reduce((sum, { attacked }) => sum + attacked.failed, 0),
  };
}

async function read(readers, seconds) {
  readers.send({ seconds });
  return (await once(readers, 'message'))[0];
}

/** Returns the result of `work` while a process runs, with the outcomes and the share of a core that it took. */
async function beside(file, task, work) {
  const began = performance.now();
  const other = await child(file, task);
  await sleep(500);
  const result = await work();
  other.send('stop');
  const [{ outcomes, cpuMs }] = await once(other, 'message');
  other.kill();
  return { ...result, outcomes, share: cpuMs / (performance.now() - began) };
}

async function child(file, task) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const started = fork(path, [JSON.stringify(task)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  addCleanup(async () => started.kill());
  await once(started, 'message');
  return started;
}

/** Adds a picture to the library, and returns its hash and the key that signs addresses of its variants. */
async function addPicture(postgres, settings) {
  await runCommand(settings, 'media', 'add', PICTURE);
  const { rows } = await postgres.query('SELECT hash, s.key FROM media_file, media_secret s LIMIT 1');
  return { hash: rows[0].hash, key: rows[0].key.toString('base64') };
}

function round(value) {
  return Number(value.toFixed(2));
}
