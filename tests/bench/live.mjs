// Measures idle subscribers. The gateway with its embedded database and the WebSockets run in separate
// processes.
// Prints memory per subscriber, and the time from a change's commit until each subscriber has it.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { readCpuSeconds, readMemoryMiB } from './processes.mjs';
import { startGateway, stopOnExit } from './servers.mjs';
import { computeQuantile } from './statistics.mjs';

const {
  subscribers: SUBSCRIBERS,
  changes: CHANGES,
  documents: DOCUMENTS,
} = readOptions({ subscribers: 5_000, changes: 10, documents: 1 });

async function main() {
  const data = await createTemporaryFolder();
  const postgres = await startPostgres(data);
  await fillDatabase(postgres, data, { articles: 20 });
  const gateway = await startGateway(data);
  const listeners = fork(new URL('./live-listeners.mjs', import.meta.url));
  stopOnExit(listeners);

  await ask(listeners, { url: gateway.url, subscribers: 50, documents: 1 });
  await settle();
  const before = readMemoryMiB(gateway.pid);
  const began = Date.now();
  await ask(listeners, { url: gateway.url, subscribers: SUBSCRIBERS, documents: DOCUMENTS });
  const connecting = (Date.now() - began) / 1000;
  await settle();
  const idle = readMemoryMiB(gateway.pid);
  const cpu = readCpuSeconds(gateway.pid);
  await settle();
  const idleCpu = (readCpuSeconds(gateway.pid) - cpu) / (SETTLE_MS / 1000);

  const times = [];
  for (let i = 0; i < CHANGES; i++) {
    const received = once(listeners, 'message');
    const commit = await change(postgres);
    const [{ first, last, count }] = await received;
    if (count !== SUBSCRIBERS + 50)
      throw new Error(`${count} of ${SUBSCRIBERS + 50} subscribers received the event.`);
    times.push({ first: first - commit, last: last - commit });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const after = readMemoryMiB(gateway.pid);
  const median = (name) =>
    computeQuantile(
      times.map((time) => time[name]),
      0.5,
    );
  console.table({
    'WebSocket subscribers': SUBSCRIBERS,
    'distinct subscriptions': DOCUMENTS,
    'seconds until all subscribed': connecting,
    'MiB before': Math.round(before),
    'MiB with subscribers': Math.round(idle),
    'KiB per subscriber': Number((((idle - before) * 1024) / SUBSCRIBERS).toFixed(1)),
    'MiB after the changes': Math.round(after),
    'idle CPU, % of a core': Number((idleCpu * 100).toFixed(1)),
    'ms from commit to the first delivery (median)': Math.round(median('first')),
    'ms from commit to the last delivery (median)': Math.round(median('last')),
    'ms from commit to the last delivery (worst)': Math.round(Math.max(...times.map(({ last }) => last))),
  });
}

const SETTLE_MS = 10_000;
const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

/** Appends a change as the gateway does. Returns the time of its commit in milliseconds. */
async function change({ query }) {
  await query(`BEGIN; SELECT pg_advisory_xact_lock(7203117);
    INSERT INTO content_change (at, kind, node_type, node_id, keys)
      SELECT now(), 'UPDATED', 'Article', id, ARRAY['article:' || id, 'slug:' || slug] FROM article ORDER BY id LIMIT 1;
    SELECT pg_notify('content_change', ''); COMMIT`);
  return Date.now();
}

async function ask(listeners, request) {
  listeners.send(request);
  await once(listeners, 'message');
}

await runBenchmark(main);
