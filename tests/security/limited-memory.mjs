// Attacks a gateway in a memory cgroup, one attack after the other, and says which it survived:
// `npm run bench -- hostile-memory`. PostgreSQL and the attackers are outside. Needs root and a memory cgroup.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillDatabase } from '../bench/archive.mjs';
import { createTemporaryFolder, runBenchmark } from '../bench/clean-up.mjs';
import { readOptions } from '../bench/options.mjs';
import { startPostgres } from '../bench/postgres.mjs';
import { MAIN, NODE_OPTIONS, startProcess } from '../bench/servers.mjs';
import { createGroup } from '../support/cgroup.mjs';
import { HOSTILE } from './hostile-requests.mjs';

const HELP = `npm run bench -- hostile-memory [options]

  --mebibytes NUMBER  memory limit of the gateway (512)
  --seconds NUMBER    length of each attack (10)
  --articles NUMBER   articles of the site (2000)
  --rate NUMBER       RATE_PER_CLIENT (6000): the attacker stands for many clients
  --data FOLDER       keeps the database
  --attacks NAMES     some of the attacks, separated by commas
  --main PATH         another build's dist/main.js`;
/** Attacks that need more than an address: the picture is uploaded by the other program. */
const LEFT_OUT = ['variants'];

/** Addresses that each send one large body, all at the same time, after the other attacks. */
const ADDRESSES = 400;
const FLOOD = 'large bodies of 400 clients';
/** A filter with many more values than are permitted, which is found once the body is parsed. */
const LARGE_BODY = JSON.stringify({
  query: 'query ($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }',
  variables: {
    filter: { or: Array.from({ length: 9_000 }, (_, i) => ({ slug: { in: Array(8).fill(`eel-${i}`) } })) },
  },
});

const ALL = [...Object.keys(HOSTILE).filter((name) => !LEFT_OUT.includes(name)), FLOOD];
const values = readOptions(
  {
    ...{ mebibytes: 512, seconds: 10, articles: 2_000, rate: 6_000, data: undefined },
    ...{ attacks: ALL.join(), main: MAIN },
  },
  HELP,
);

async function main() {
  const names = values.attacks.split(',');
  const unknown = names.find((name) => !HOSTILE[name] && name !== FLOOD);
  if (unknown) throw new Error(`There is no attack "${unknown}".`);
  const data = values.data ?? (await createTemporaryFolder());
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  await fillDatabase(postgres, data, { articles: values.articles });
  const { host, user, database } = postgres.connection;
  const settings = {
    DATABASE_URL: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    DATA_DIR: data,
    RATE_PER_CLIENT: values.rate,
  };
  const folder = await createGroup(values.mebibytes * 2 ** 20);
  const rows = {};
  let gateway = await startGateway(folder, settings);
  for (const name of names) {
    const outcomes = name === FLOOD ? await flood(gateway.url) : await attack(name, gateway.url);
    const isAlive = gateway.child.exitCode === null && gateway.child.signalCode === null;
    rows[name] = {
      survived: isAlive,
      'highest MiB': isAlive ? readHighestMiB(gateway.child.pid) : '',
      outcomes: JSON.stringify(outcomes),
    };
    console.log(name, rows[name]);
    if (isAlive) continue;
    process.exitCode = 1;
    gateway = await startGateway(folder, settings);
  }
  console.table(rows);
}

/** Runs an attack, and returns the number of responses by status. */
async function attack(name, url) {
  const attacker = fork(new URL('hostile-attacker.mjs', import.meta.url), [JSON.stringify({ name, url })]);
  await once(attacker, 'message');
  await sleep(values.seconds * 1_000);
  attacker.send('stop');
  const [{ outcomes }] = await once(attacker, 'message');
  attacker.kill('SIGKILL');
  return outcomes;
}

/** Sends a large body from each address, and returns the number of responses by status. */
async function flood(url) {
  const outcomes = {};
  const send = (_, i) =>
    new Promise((resolve) => {
      const end = (outcome) => {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        resolve();
      };
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(LARGE_BODY) };
      const localAddress = `127.3.${Math.floor(i / 250)}.${1 + (i % 250)}`;
      const sending = request(url, { method: 'POST', headers, localAddress, agent: false }, (response) =>
        response.resume().on('close', () => end(response.statusCode)),
      );
      sending.on('error', () => end('cut'));
      sending.end(LARGE_BODY);
    });
  await Promise.all(Array.from({ length: ADDRESSES }, send));
  return outcomes;
}

/** Starts a gateway in production in a cgroup. */
function startGateway(folder, settings) {
  const env = { PATH: process.env.PATH, SEED: 'false', LOG_LEVEL: 'fatal', ...settings };
  return startProcess([...NODE_OPTIONS, values.main], env, folder);
}

function readHighestMiB(pid) {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024);
}

await runBenchmark(main);
