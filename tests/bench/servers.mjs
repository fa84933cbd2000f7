import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { addCleanup } from './clean-up.mjs';
import { SITE } from './workloads.mjs';

/** Options of Node.js with which `npm start` and the image start a gateway. */
export const NODE_OPTIONS = ['--max-semi-space-size=32', '--v8-pool-size=2'];
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts the gateway and its rivals, each as a process. */
export async function startServers({ connection }, data) {
  const bare = await startRival('bare.mjs');
  return {
    gateway: { name: 'gateway, nothing in memory', ...(await startGateway(data, { CACHE_MB: '0' })) },
    sql: { name: 'hand-written SQL', ...(await startRival('sql.mjs', { connection })) },
    parts: {
      name: 'gateway, entities in memory',
      ...(await startGateway(data, { CACHE_MB: '512', CACHE_PARTS_PERCENT: '100' })),
    },
    memory: { name: 'gateway, from memory', ...(await startGateway(data, { CACHE_MB: '512' })) },
    bare: { name: 'bare node:http', ...bare, keep: (workloads) => storeResponses(bare.child, workloads) },
  };
}

/** Starts a gateway. `options` are those of Node.js, `main` is the script. */
export async function startGateway(data, settings = {}, options = NODE_OPTIONS, main = MAIN) {
  return startProcess([...options, main], {
    ...process.env,
    // Raise the limits, since all load comes from one client.
    ...{ RATE_PER_CLIENT: '100000000', LIVE_CONNECTIONS_PER_CLIENT: '10000' },
    ...{ DATA_DIR: data, DATABASE_URL: '', SEED: 'false', LOG_LEVEL: 'warn' },
    ...{ SITE_URL: SITE.url, SITE_TITLE: SITE.title, SITE_LANGUAGE: SITE.language },
    ...settings,
  });
}

/** Starts a gateway by arguments of Node.js, in a cgroup if its folder is given, and waits until it is ready. */
export async function startProcess(args, settings, group) {
  const port = await findFreePort();
  const env = { NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', ...settings };
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  const join = `echo $$ > ${group}/cgroup.procs; exec "$0" "$@"`;
  const child = group
    ? spawn('sh', ['-c', join, process.execPath, ...args], options)
    : spawn(process.execPath, args, options);
  stopOnExit(child);
  await waitUntilReady(child, `http://127.0.0.1:${port}/readyz`);
  return { child, pid: child.pid, url: `http://127.0.0.1:${port}/graphql` };
}

/** Starts a rival of tests/bench/rivals. */
export async function startRival(file, settings = {}) {
  // Without them, graphql-js and Grafast run checks meant for development.
  const env = { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' };
  const child = fork(new URL(`./rivals/${file}`, import.meta.url), { env, serialization: 'advanced' });
  stopOnExit(child);
  child.send(settings);
  const [{ port }] = await once(child, 'message');
  return { child, pid: child.pid, url: `http://127.0.0.1:${port}/graphql` };
}

async function storeResponses(child, workloads) {
  child.send({ kept: Object.fromEntries(workloads.map(({ operation, answers }) => [operation, answers])) });
  await once(child, 'message');
}

export function stopOnExit(child) {
  const exited = once(child, 'exit');
  addCleanup(async () => {
    child.kill();
    await exited;
  });
}

export async function waitUntilReady(child, url) {
  while (child.exitCode === null) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The gateway did not start.');
}

/** Returns a port that is free now. */
export async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
