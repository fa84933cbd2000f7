// Sends 400 requests of one client to four gateways on one database with a limit of 100, while the rate limit
// store is up and while it is down: `npm run test:stress -- rates`.
// `--redis` takes the command of a Redis or Valkey server to use as the store:
// `npm run test:stress -- rates --redis valkey-server`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDatabase } from './gateways.mjs';

const GATEWAYS = 4;
const REQUESTS = 400;
const LIMIT = 100;
/** Milliseconds after which gateways try an unavailable store again, with a margin. */
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
    // Warm up first, so that compilation and connections are not measured.
    await ask(gateways, '203.0.113.0');
    await sleep(REST);
    const where = redis ?? 'PostgreSQL';
    report(`counted in ${where}`, await ask(gateways, '203.0.113.1'));
    if (redis) await stop(store);
    // Make only the store unavailable: the counts cannot be written, everything else can.
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
      // Make each query unique, since cache hits are not counted.
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
    `${what}: ${answered} of ${REQUESTS} served, ${refused} rejected (429), longest wait ${longest} ms`,
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
