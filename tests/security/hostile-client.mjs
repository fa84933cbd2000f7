// Measures how long readers wait for pages that are in no cache, alone and beside one client that does its worst,
// on a gateway in production with default limits: `npm run test:security -- hostile-client`. --seconds of each
// attack (10), --articles (2000), --data keeps the database there, --attacks names some of them, --main runs another
// release's dist/main.js, --node passes options to its Node.js, such as --cpu-prof.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fillDatabase } from '../bench/archive.mjs';
import { addCleanup, cleanUp, createTemporaryFolder, installSignalHandlers } from '../bench/clean-up.mjs';
import { startPostgres } from '../bench/postgres.mjs';
import { startGateway } from '../bench/servers.mjs';
import { readNumberOption, readOption } from '../stress/gateways.mjs';
import { HOSTILE } from './hostile-requests.mjs';

const SECONDS = readNumberOption('--seconds', 10);
/** The p99 beside an attack is to be at most so many times what it is alone. */
const AIM = 2;
/** Milliseconds between an attack and the next, in which its windows and queues empty. */
const REST = 3_000;

/** The address of a server that does nothing. */
let deaf;

installSignalHandlers();
try {
  await main();
} finally {
  await cleanUp();
}

async function main() {
  const data = readOption('--data', null) ?? (await createTemporaryFolder());
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, { articles: readNumberOption('--articles', 2_000) });
  const settings = {
    TRUSTED_PROXIES: 'loopback',
    RATE_PER_CLIENT: '6000',
    LIVE_CONNECTIONS_PER_CLIENT: '1000',
  };
  const nodeOptions = readOption('--node', '').split(' ').filter(Boolean);
  const gateway = await startGateway(data, settings, nodeOptions, readOption('--main', undefined));
  const readers = await child('hostile-readers.mjs', { url: gateway.url, slugs });
  const names = readOption('--attacks', Object.keys(HOSTILE).join()).split(',');
  await read(readers, 5); // what is compiled and connected first is not what is asked about
  const table = {};
  let worst = 0;
  for (const name of names) {
    const alone = await read(readers, SECONDS);
    const elsewhere = await beside(name, await deafServer(), () => read(readers, SECONDS));
    const attacked = await beside(name, gateway.url, () => read(readers, SECONDS));
    const times = attacked.p99 / alone.p99;
    worst = Math.max(worst, times);
    table[name] = {
      'p50 alone': alone.p50,
      'p50 attacked': attacked.p50,
      'p99 alone': alone.p99,
      'p99 machine': elsewhere.p99,
      'p99 attacked': attacked.p99,
      times: Number(times.toFixed(2)),
      max: attacked.max,
      'not 200': attacked.failed,
      attacker: attacked.outcomes,
    };
    console.log(name, JSON.stringify(table[name]));
    await sleep(REST);
  }
  console.table(table);
  console.log(`p99 in milliseconds; "machine": beside the same flood, sent to a server that does nothing.`);
  process.exitCode = worst <= AIM ? 0 : 1;
}

async function read(readers, seconds) {
  readers.send({ seconds });
  return (await once(readers, 'message'))[0];
}

/** What `work` answers beside an attack, and what the attacker was answered. */
async function beside(name, url, work) {
  const attacker = await child('hostile-attacker.mjs', { name, url });
  await sleep(500);
  const result = await work();
  attacker.send('stop');
  const [outcomes] = await once(attacker, 'message');
  attacker.kill();
  return { ...result, outcomes };
}

async function child(file, task) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const started = fork(path, [JSON.stringify(task)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  addCleanup(async () => started.kill());
  await once(started, 'message');
  return started;
}

/** A server that refuses everything at once, in a process of its own. */
async function deafServer() {
  deaf ??= child('hostile-nothing.mjs', {}).then(
    (started) =>
      new Promise((resolve) => {
        started.once('message', ({ url }) => resolve(url));
        started.send('where');
      }),
  );
  return deaf;
}
