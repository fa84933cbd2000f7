// Sends a gateway in production what nobody should, and looks for answers that are a fault of its own, for HTML where
// JSON is answered, and for words of what is inside: `npm run fuzz -- --runs 100000 --seed 1`.

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { readNumberOption, withDatabase } from '../stress/gateways.mjs';
import { requests } from './arbitraries.mjs';

const RUNS = readNumberOption('--runs', 100_000);
const SEED = readNumberOption('--seed', 1);
/** Seconds after which no more are sent. */
const SECONDS = readNumberOption('--seconds', 3_600);
const CONCURRENCY = 16;
/** Milliseconds after which an answer that streams is left. */
const TIMEOUT_MS = 1_000;
/** Of stacks, statements, and files of ours. */
const INSIDE =
  /\bat [\w.<>]+ \(.+:\d+:\d+\)|node_modules|file:\/\/|\bSELECT\b.+\bFROM\b|"published"|\/dist\/|Prisma|ECONN/;
/** Newsletters' pages are for people, and HTML. */
const PAGES = /^\/newsletter/;

await withDatabase(async ({ start }) => {
  const settings = { NODE_ENV: 'production', SEED: 'true', LOG_LEVEL: 'error' };
  const limits = {
    RATE_PER_CLIENT: '0',
    SIGN_UPS_PER_CLIENT: '1000000',
    SIGN_UPS_IN_ALL: '1000000',
    READ_SECONDS: '60',
  };
  const gateway = await start({ ...settings, ...limits });
  const { port } = new URL(gateway.address);
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const statuses = {};
  const faults = { '5xx': [], HTML: [], 'of what is inside': [] };
  const stream = fc.sample(requests, { numRuns: Math.min(RUNS, 5_000), seed: SEED });
  let sent = 0;
  let round = 0;
  let samples = stream;
  const began = Date.now();
  const next = () => {
    const isOver = Date.now() - began > SECONDS * 1_000;
    if (sent >= RUNS || isOver || gateway.hasEnded()) return null;
    if (sent > 0 && sent % samples.length === 0) {
      round += 1;
      samples = fc.sample(requests, { numRuns: samples.length, seed: SEED + 1_000 * round });
      console.log(`${sent} sent`);
    }
    return samples[sent++ % samples.length];
  };
  const work = async () => {
    for (let asked = next(); asked; asked = next()) {
      const { status, type, text } = asked.raw
        ? await sendRaw(port, asked.raw)
        : await send(port, agent, asked);
      statuses[status] = (statuses[status] ?? 0) + 1;
      const what = `${JSON.stringify(asked).slice(0, 500)}\n    ${status} ${text.slice(0, 300)}`;
      if (status >= 500) faults['5xx'].push(what);
      if (/html/i.test(type) && !PAGES.test(asked.path)) faults.HTML.push(what);
      const words = INSIDE.exec(text)?.[0];
      if (words && !JSON.stringify(asked).includes(words)) faults['of what is inside'].push(what);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  agent.destroy();
  const alive = await fetch(new URL('/healthz', gateway.address)).then(
    ({ ok }) => ok,
    () => false,
  );
  const seconds = Math.round((Date.now() - began) / 1_000);
  console.log(
    `${sent} requests in ${seconds} s (seed ${SEED}), answers by status: ${JSON.stringify(statuses)}`,
  );
  for (const [kind, found] of Object.entries(faults)) {
    console.log(`  ${kind}: ${found.length}`);
    for (const each of found.slice(0, 10)) console.log(`    ${each}`);
  }
  console.log(`  crashes: ${alive && !gateway.hasEnded() ? 0 : 1}`);
  const isWell = alive && Object.values(faults).every((found) => found.length === 0);
  process.exitCode = isWell ? 0 : 1;
});

async function send(port, agent, { method, path, headers, body }) {
  const sending = request({ host: '127.0.0.1', port, agent, method, path, headers: { ...headers } });
  sending.on('error', () => undefined);
  const given = ['GET', 'HEAD'].includes(method) ? undefined : body;
  const answered = Promise.race([
    once(sending, 'response').then(([response]) => response),
    once(sending, 'close').then(() => null),
  ]).catch(() => null);
  sending.end(given);
  const response = await answered;
  if (!response) return { status: 0, type: '', text: '' };
  let text = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  response.on('error', () => undefined);
  const timer = setTimeout(() => response.destroy(), TIMEOUT_MS);
  await once(response, 'close').catch(() => undefined);
  clearTimeout(timer);
  return { status: response.statusCode, type: response.headers['content-type'] ?? '', text };
}

async function sendRaw(port, raw) {
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  socket.write(raw, 'latin1');
  await Promise.race([once(socket, 'close').catch(() => undefined), sleep(TIMEOUT_MS)]);
  socket.destroy();
  const [, status = '0'] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? [];
  const [, type = ''] = /content-type: (.*)/i.exec(text) ?? [];
  return { status: Number(status), type, text };
}
