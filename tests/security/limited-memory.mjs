// Attacks a gateway in a memory cgroup, one attack after the other, and says which it survived:
// `npm run bench -- hostile-memory`. PostgreSQL and the attackers are outside. Needs root and a memory cgroup.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fillDatabase } from '../bench/archive.mjs';
import { addCleanup, createTemporaryFolder, runBenchmark } from '../bench/clean-up.mjs';
import { startPostgres } from '../bench/postgres.mjs';
import { findFreePort, NODE_OPTIONS, stopOnExit, waitUntilReady } from '../bench/servers.mjs';
import { HOSTILE } from './hostile-requests.mjs';

const HELP = `npm run bench -- hostile-memory [options]

  --mebibytes NUMBER  memory limit of the gateway (512)
  --seconds NUMBER    length of each attack (10)
  --articles NUMBER   articles of the site (2000)
  --rate NUMBER       RATE_PER_CLIENT (6000): the attacker stands for many clients
  --data FOLDER       keeps the database
  --attacks NAMES     some of the attacks, separated by commas
  --main PATH         another build's dist/main.js`;
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
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

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    mebibytes: { type: 'string', default: '512' },
    seconds: { type: 'string', default: '10' },
    articles: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '6000' },
    data: { type: 'string' },
    attacks: {
      type: 'string',
      default: Object.keys(HOSTILE)
        .filter((name) => !LEFT_OUT.includes(name))
        .concat(FLOOD)
        .join(),
    },
    main: { type: 'string', default: MAIN },
  },
});

async function main() {
  if (values.help) return console.log(HELP);
  const names = values.attacks.split(',');
  const unknown = names.find((name) => !HOSTILE[name] && name !== FLOOD);
  if (unknown) throw new Error(`There is no attack "${unknown}".`);
  const data = values.data ?? (await createTemporaryFolder());
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  await fillDatabase(postgres, data, { articles: Number(values.articles) });
  const { host, user, database } = postgres.connection;
  const settings = {
    DATABASE_URL: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    DATA_DIR: data,
    RATE_PER_CLIENT: values.rate,
  };
  const folder = await createGroup(Number(values.mebibytes) * 2 ** 20);
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
  await sleep(Number(values.seconds) * 1_000);
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

/** Creates a memory cgroup (version 2, else 1), deleted at the end. */
async function createGroup(bytes) {
  const isSecond = existsSync('/sys/fs/cgroup/cgroup.controllers');
  const folder = `/sys/fs/cgroup/${isSecond ? '' : 'memory/'}dateline-hostile-${process.pid}`;
  await mkdir(folder);
  addCleanup(async () => {
    for (let tries = 0; tries < 50 && existsSync(folder); tries++)
      await rmdir(folder).catch(() => sleep(100));
  });
  await writeFile(join(folder, isSecond ? 'memory.max' : 'memory.limit_in_bytes'), String(bytes));
  return folder;
}

/** Starts a gateway in production in a cgroup. */
async function startGateway(folder, settings) {
  const port = await findFreePort();
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1' },
    ...{ SEED: 'false', LOG_LEVEL: 'fatal' },
    ...settings,
  };
  const command = `echo $$ > ${folder}/cgroup.procs; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, ...NODE_OPTIONS, values.main], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  stopOnExit(child);
  await waitUntilReady(child, `http://127.0.0.1:${port}/readyz`);
  return { child, url: `http://127.0.0.1:${port}/graphql` };
}

function readHighestMiB(pid) {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024);
}

await runBenchmark(main);
