// Sends random requests to a gateway in production and searches the responses for 5xx statuses, HTML instead
// of JSON, and internals: `npm run test:security -- fuzz --runs 100000 --seed 1`. `--documents also` or `only`
// trusts documents, which most requests then name by their hash.

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { readNumberOption, withDatabase } from '../stress/gateways.mjs';
import { requests } from './arbitraries.mjs';
import { DOCUMENTS, knownRequests } from './known-documents.mjs';
import { createProductionSettings, TRUST } from './production.mjs';

const RUNS = readNumberOption('--runs', 100_000);
const SEED = readNumberOption('--seed', 1);
/** Duration of the run in seconds, at most. */
const SECONDS = readNumberOption('--seconds', 3_600);
const CONCURRENCY = 16;
/** Milliseconds after which a streaming response is aborted. */
const TIMEOUT_MS = 1_000;
/** Traces of internals: stack frames, SQL statements and file paths. */
const INSIDE =
  /\bat [\w.<>]+ \(.+:\d+:\d+\)|node_modules|file:\/\/|\bSELECT\b.+\bFROM\b|"published"|\/dist\/|Prisma|ECONN/;
/** Suggestions of the schema's names, which are off in production, and the same in a request. */
const SUGGESTION = 'Did you mean';
const SENT_SUGGESTION = /Did(?: |%20)you(?: |%20)mean/;
/** Newsletter pages, which are HTML. */
const PAGES = /^\/newsletter/;

const arbitrary =
  TRUST === 'none'
    ? requests
    : fc.oneof({ weight: 1, arbitrary: requests }, { weight: 2, arbitrary: knownRequests });

await withDatabase(async ({ start }) => {
  const limits = {
    RATE_PER_CLIENT: '0',
    SIGN_UPS_PER_CLIENT: '1000000',
    SIGN_UPS_IN_ALL: '1000000',
    READ_SECONDS: '60',
  };
  const gateway = await start({ ...createProductionSettings(DOCUMENTS), ...limits });
  const { port } = new URL(gateway.address);
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const statuses = {};
  const faults = { '5xx': [], HTML: [], internals: [], suggestions: [] };
  const stream = fc.sample(arbitrary, { numRuns: Math.min(RUNS, 5_000), seed: SEED });
  let sent = 0;
  let round = 0;
  let samples = stream;
  const began = Date.now();
  const next = () => {
    const isOver = Date.now() - began > SECONDS * 1_000;
    if (sent >= RUNS || isOver || gateway.hasEnded()) return null;
    if (sent > 0 && sent % samples.length === 0) {
      round += 1;
      samples = fc.sample(arbitrary, { numRuns: samples.length, seed: SEED + 1_000 * round });
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
      if (!SENT_SUGGESTION.test(JSON.stringify(asked)) && text.includes(SUGGESTION))
        faults.suggestions.push(what);
      const words = INSIDE.exec(text)?.[0];
      if (words && !JSON.stringify(asked).includes(words)) faults.internals.push(what);
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
    `${sent} requests in ${seconds} s (seed ${SEED}, trusted documents: ${TRUST}), responses by status: ${JSON.stringify(statuses)}`,
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
