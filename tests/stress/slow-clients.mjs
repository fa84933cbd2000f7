// Opens connections that stay idle, slow or unread beside ordinary readers and listeners:
// `npm run test:stress -- slow-clients`.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { readMemoryMiB } from '../bench/processes.mjs';
import { readNumberOption, sendQuery, withDatabase } from './gateways.mjs';

const SOCKETS = readNumberOption('--sockets', 1_000);
const ARTICLES = readNumberOption('--articles', 60);
/** Seconds within which every slow socket must be closed. */
const CLOSED_WITHIN = 20;
/** True if that limit applies. `--at-leisure` disables it on a slow machine. */
const isHeldToTime = !process.argv.includes('--at-leisure');
const BODY = 'Word '.repeat(8_000);
const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { id } userErrors { message } }
}`;
const PUBLISH = 'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { status } }';
const LISTEN = 'subscription { articleEvents { cursor kind article { slug body { html } } } }';

/** First bytes of each kind of slow socket, and the bytes it sends each second. */
const SLOW = {
  'no bytes': ['', ''],
  'a header per second': ['POST /graphql HTTP/1.1\r\nhost: a\r\n', 'x-a: b\r\n'],
  'a byte of the body per second': [
    'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10000\r\n\r\n{',
    ' ',
  ],
};

const failures = [];
await withDatabase(async ({ start, createKey }) => {
  const gateway = await start({ LOG_LEVEL: 'error', SEED: 'true', RATE_PER_CLIENT: '0', RATE_PER_KEY: '0' });
  const key = await createKey('Desk', ['write', 'publish']);
  if (SOCKETS > 0) await holdConnections(gateway);
  await takeNothing(gateway, { authorization: `Bearer ${key}` });
  if (gateway.hasEnded()) failures.push('the gateway exited');
});
for (const failure of failures) console.log(failure);
console.log(failures.length === 0 ? 'No slow client affected another.' : `${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function holdConnections(gateway) {
  const { port } = new URL(gateway.address);
  const kinds = Object.keys(SLOW);
  const times = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const answers = Object.fromEntries(kinds.map((kind) => [kind, new Set()]));
  let open = SOCKETS;
  const reading = readUntil(gateway, () => open === 0);
  await Promise.all(
    Array.from({ length: SOCKETS }, async (_, i) => {
      const kind = kinds[i % kinds.length];
      const { milliseconds, answer } = await holdOn(Number(port), SLOW[kind]);
      times[kind].push(milliseconds);
      answers[kind].add(/"code":"(\w+)"/.exec(answer)?.[1] ?? 'nothing');
      open -= 1;
    }),
  );
  const { waits, failed } = await reading;
  console.log(`${SOCKETS} slow sockets:`);
  for (const kind of kinds) {
    const latest = Math.max(...times[kind]) / 1_000;
    console.log(
      `  ${kind}: ${times[kind].length} closed, the last after ${latest.toFixed(1)} s, responses: ${[...answers[kind]]}`,
    );
    if (isHeldToTime && latest > CLOSED_WITHIN)
      failures.push(`${kind}: a socket stayed open for ${latest} s`);
  }
  const p99 = Math.round(waits[Math.floor(waits.length * 0.99)]);
  console.log(`  concurrent readers: ${waits.length} requests, ${failed} failed, p99 ${p99} ms`);
  if (failed > 0) failures.push(`${failed} requests of readers failed`);
}

function holdOn(port, [first, then]) {
  return new Promise((resolve) => {
    const began = Date.now();
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(first));
    const dribble = setInterval(() => then && socket.writable && socket.write(then), 1_000);
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    socket.on('error', () => undefined);
    const end = () => {
      clearInterval(dribble);
      socket.destroy();
      resolve({ milliseconds: Date.now() - began, answer });
    };
    socket.on('end', end).on('close', end);
  });
}

async function readUntil(gateway, isOver) {
  const waits = [];
  let failed = 0;
  for (let i = 0; !isOver(); i++) {
    const began = performance.now();
    await sendQuery(gateway, `{ articles(first: ${1 + (i % 20)}) { nodes { title } } }`).catch(() => {
      failed += 1;
    });
    waits.push(performance.now() - began);
    await sleep(10);
  }
  return { waits: waits.sort((a, b) => a - b), failed };
}

async function takeNothing(gateway, headers) {
  const listener = await openListener(gateway);
  const before = readMemoryMiB(gateway.pid);
  const stalled = await Promise.all(Array.from({ length: 10 }, () => openListener(gateway)));
  for (const { socket } of stalled) socket._socket.pause();
  const flooding = await openListener(gateway);
  flooding.socket._socket.pause();
  const flood = floodSocket(flooding.socket);
  let most = before;
  for (let i = 0; i < ARTICLES; i++) {
    const input = { title: `Story ${i}`, slug: `story-${i}`, bodyMarkdown: BODY };
    const { createArticle } = await sendQuery(gateway, CREATE, { variables: { input }, ...headers });
    await sendQuery(gateway, PUBLISH, { variables: { input: { id: createArticle.article.id } }, ...headers });
    most = Math.max(most, readMemoryMiB(gateway.pid));
  }
  for (const end = Date.now() + 30_000; listener.slugs.size < ARTICLES && Date.now() < end; ) await sleep(50);
  const sent = await flood;
  console.log(`10 WebSockets that read none of ${ARTICLES} events of 40 KB, and one that floods pings:`);
  console.log(
    `  memory ${Math.round(before)} MiB before, ${Math.round(most)} at most; ${Math.round(sent / 2 ** 20)} MiB of pings sent before it was closed`,
  );
  console.log(
    `  ordinary subscriber: ${listener.slugs.size} of ${ARTICLES} events, ${listener.closes} disconnects`,
  );
  if (listener.slugs.size < ARTICLES) failures.push('events were lost');
  for (const { socket } of [...stalled, flooding, listener]) socket.terminate();
}

function openListener({ address }) {
  const socket = new WebSocket(address.replace('http', 'ws'), 'graphql-transport-ws');
  const listener = { socket, slugs: new Set(), closes: 0 };
  socket.on('error', () => undefined);
  socket.on('close', () => {
    listener.closes += 1;
  });
  return new Promise((resolve) => {
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(bytes);
      if (type === 'next') listener.slugs.add(payload.data.articleEvents.article.slug);
      if (type !== 'connection_ack') return;
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: LISTEN } }));
      setTimeout(resolve, 300, listener);
    });
  });
}

/** Sends pings and reads no pongs until the connection is closed. Returns the number of bytes sent. */
async function floodSocket(socket) {
  const message = JSON.stringify({ type: 'ping', payload: { padding: 'a'.repeat(10_000) } });
  let sent = 0;
  for (const end = Date.now() + 30_000; socket.readyState === WebSocket.OPEN && Date.now() < end; ) {
    if (socket.bufferedAmount < 2 ** 20) {
      for (let i = 0; i < 20; i++) socket.send(message);
      sent += 20 * message.length;
    }
    await sleep(2);
  }
  return sent;
}
