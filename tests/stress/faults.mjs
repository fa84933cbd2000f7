// Stops, silences, slows, disconnects and restarts the database of a gateway while readers and an editor send
// requests. Prints the responses, the longest waits and the time to recovery:
// `npm run test:stress -- faults`.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { startFaultyProxy } from './faulty-proxy.mjs';
import { createKey, readNumberOption, startGateway } from './gateways.mjs';
import { Newsdesk } from './newsdesk.mjs';

const FAULT_SECONDS = readNumberOption('--seconds', 12);
/**
 * True if the time limits apply: 3 s for a response, 5 s for recovery. `--at-leisure` disables them on a slow
 * machine.
 */
const isHeldToTime = !process.argv.includes('--at-leisure');
const READER_WAIT = 3_000;
const RECOVERY = 5_000;
/** Milliseconds that a recovery may take before the run gives up. */
const RECOVERY_PATIENCE = 60_000;

const folder = await mkdtemp(join(tmpdir(), 'dateline-faults-'));
const dataDir = join(folder, 'data');
let server = await acquireEmbeddedServer(dataDir);
const { host, port, user, database } = server.connection;
const proxy = await startFaultyProxy(`${host}/.s.PGSQL.${port}`);
const settings = {
  // All readers have one address here, where a site's have many.
  RATE_EXEMPT: '127.0.0.1',
  NODE_ENV: 'production',
  PORT: '0',
  LOG_LEVEL: 'fatal',
  DATABASE_URL: `postgres://${user}@127.0.0.1:${proxy.port}/${database}`,
};

const FAULTS = {
  stopped: { begin: () => server.release(), end: rejoin },
  silent: { begin: proxy.beSilent, end: proxy.beWell },
  'slow (1 s each way)': { begin: () => proxy.beSlow(1_000), end: proxy.beWell },
  'half-open': { begin: proxy.forgetConnections },
  restarted: { begin: restart },
};

async function rejoin() {
  server = await acquireEmbeddedServer(dataDir);
}

async function restart() {
  await server.release();
  await rejoin();
}

const gateway = await startGateway(settings);
const failures = [];
try {
  const desk = new Newsdesk(gateway.address, await createKey(settings, 'Desk', ['write', 'publish']));
  await desk.open();
  const rows = {};
  for (const [name, { begin, end }] of Object.entries(FAULTS)) {
    await desk.untilWell(RECOVERY_PATIENCE);
    desk.note();
    await begin();
    if (end) {
      await sleep(FAULT_SECONDS * 1_000);
      await end();
    }
    const recovery = await desk.untilWell(RECOVERY_PATIENCE);
    const { answers, writes, longest, health, others } = desk.noted();
    rows[name] = {
      ...answers,
      'longest wait ms': longest,
      'writes done': writes.done,
      'writes 503': writes.refused,
      'longest write ms': writes.longest,
      'healthz ok': `${health.ok} of ${health.asked}`,
      'readyz 503': health.notReady,
      'recovery ms': recovery,
    };
    failures.push(...others.map((each) => `${name}: ${each}`));
    if (gateway.hasEnded()) failures.push(`${name}: the gateway exited`);
    if (!isHeldToTime) continue;
    if (longest > READER_WAIT) failures.push(`${name}: a reader waited ${longest} ms`);
    if (recovery > RECOVERY) failures.push(`${name}: recovered after ${recovery} ms`);
  }
  await desk.close();
  console.log(`${FAULT_SECONDS} s per fault, 8 readers, 1 editor. Responses by kind:`);
  console.table(rows);
} finally {
  await gateway.stop();
  await proxy.close();
  await server.release();
  await rm(folder, { recursive: true, force: true });
}
for (const failure of failures) console.log(failure);
console.log(failures.length === 0 ? 'The gateway survived every fault.' : `${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
