// Four gateways on one database, and a limit of 100: how many of 400 requests of one client are answered, with the store
// of the counts up and with it down: `npm run prove:rates`. With --redis, a command that starts a Redis or Valkey, the
// counts are there: `npm run prove:rates -- --redis valkey-server`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDatabase } from './gateways.mjs';

const GATEWAYS = 4;
const REQUESTS = 400;
const LIMIT = 100;
/** Milliseconds after which a store that was away is asked again, and a little. */
const REST = 3_000;
const REDIS_PORT = 16_379;

const at = process.argv.indexOf('--redis');
const redis = at < 0 ? null : process.argv[at + 1];

await withDatabase(async ({ start, rows }) => {
  let store = redis && (await startRedis());
  const settings = {
    LOG_LEVEL: 'error',
    RATE_PER_CLIENT: String(LIMIT),
    TRUSTED_PROXIES: 'loopback',
    ...(redis && { REDIS_URL: `redis://127.0.0.1:${REDIS_PORT}` }),
  };
  const gateways = await Promise.all(Array.from({ length: GATEWAYS }, () => start(settings)));
  try {
    // What is compiled on the first request, and connected to, is not what is asked about.
    await ask(gateways, '203.0.113.0');
    await sleep(REST);
    const where = redis ?? 'PostgreSQL';
    report(`counted in ${where}`, await ask(gateways, '203.0.113.1'));
    if (redis) await stop(store);
    // The counts cannot be written, while all else can.
    else await rows('ALTER TABLE rate_limit RENAME TO rate_limit_away');
    report(`${where} down`, await ask(gateways, '203.0.113.2'));
    if (redis) store = await startRedis();
    else await rows('ALTER TABLE rate_limit_away RENAME TO rate_limit');
    await sleep(REST);
    const again = await ask(gateways, '203.0.113.3');
    report(`${where} back`, again);
    process.exitCode = again[200] === LIMIT ? 0 : 1;
  } finally {
    if (store) await stop(store);
  }
});

async function ask(gateways, client) {
  const began = Date.now();
  const statuses = {};
  let longest = 0;
  const asks = Array.from({ length: REQUESTS }, async (_, i) => {
    const sent = Date.now();
    const response = await fetch(gateways[i % GATEWAYS].address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': client },
      // What nobody has asked before: what is in memory is not counted.
      body: JSON.stringify({ query: `{ site { title } a${i}: __typename } # ${client}` }),
    });
    await response.text();
    longest = Math.max(longest, Date.now() - sent);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
  });
  await Promise.all(asks);
  return { ...statuses, milliseconds: Date.now() - began, longest };
}

function report(what, { 200: answered = 0, 429: refused = 0, longest }) {
  console.log(
    `${what}: ${answered} of ${REQUESTS} answered, ${refused} refused (429), the longest wait ${longest} ms`,
  );
}

async function startRedis() {
  const args = ['--port', String(REDIS_PORT), '--bind', '127.0.0.1', '--save', ''];
  const child = spawn(redis, args, { stdio: 'ignore' });
  for (;;) {
    const socket = connect(REDIS_PORT, '127.0.0.1');
    const isUp = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isUp) return child;
    await sleep(20);
  }
}

async function stop(child) {
  child.kill();
  await once(child, 'exit');
}
