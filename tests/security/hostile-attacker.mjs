// One client at one address that sends as much as it can of one kind, at the lowest priority of the machine: its own
// computer is not what is measured.
import { request } from 'node:http';
import { connect } from 'node:net';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { HOSTILE } from './hostile-requests.mjs';

const { name, url } = JSON.parse(process.argv[2]);
const attack = HOSTILE[name];
/** Another for each attack: none has spent its points before. */
const ADDRESS = `203.0.113.${1 + Object.keys(HOSTILE).indexOf(name)}`;
const outcomes = {};
const note = (outcome) => {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
};
let isOver = false;

setPriority(19);
process.on('message', () => {
  isOver = true;
  process.send(outcomes);
});
process.send('ready');
const ways = [
  ...Array.from({ length: attack.connections ?? 0 }, () => (attack.reads === false ? askDeaf : ask)),
  ...Array(attack.sockets ?? 0).fill(subscribe),
  ...Array(Math.min(attack.opens ?? 0, 50)).fill(openAndStay),
];
for (const way of ways) void goOn(way);

async function goOn(way) {
  while (!isOver) {
    await way().catch(() => note('cut'));
    await sleep(1);
  }
}

function ask() {
  const body = JSON.stringify(attack.operation());
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-forwarded-for': ADDRESS,
    accept: attack.accept ?? 'application/json',
  };
  return new Promise((resolve) => {
    const sending = request(`${url}${attack.path ?? ''}`, { method: 'POST', headers }, (response) => {
      note(response.statusCode);
      // Cut answers have errors of their own.
      response.on('error', () => undefined);
      response.resume().on('close', resolve);
    });
    sending.on('error', () => {
      note('left');
      resolve();
    });
    sending.end(body);
    if (attack.leaves) setTimeout(() => sending.destroy(), attack.leaves);
  });
}

/** Asks, takes nothing of the answer, and stays. */
function askDeaf() {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify(attack.operation());
  const head = `POST /graphql HTTP/1.1\r\nhost: a\r\nx-forwarded-for: ${ADDRESS}\r\ncontent-type: application/json\r\n`;
  const one = `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.pause().write(one.repeat(20)));
    socket.on('error', () => undefined).on('close', resolve);
    note('asked 20 times');
    setTimeout(() => socket.destroy(), 3_000);
  });
}

function open() {
  const headers = { 'x-forwarded-for': ADDRESS };
  return new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
}

async function subscribe() {
  const socket = open();
  socket.on('error', () => undefined);
  await new Promise((resolve) => {
    socket.on('close', (code) => {
      note(`closed ${code}`);
      resolve();
    });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(bytes);
      if (type !== 'connection_ack') return note(payload?.[0]?.extensions?.code ?? type);
      for (let i = 0; i < attack.pairs; i++) {
        socket.send(JSON.stringify({ id: `${i}`, type: 'subscribe', payload: attack.operation() }));
        socket.send(JSON.stringify({ id: `${i}`, type: 'complete' }));
      }
      note('sent 3,000 pairs');
      setTimeout(() => socket.terminate(), 4_000);
    });
  });
}

/** Opens a WebSocket and keeps it; what is refused is tried again. */
async function openAndStay() {
  const socket = open();
  await new Promise((resolve) => {
    socket.on('error', (error) => note(error.message)).on('close', resolve);
    socket.on('unexpected-response', (_request, response) => {
      note(response.statusCode);
      response.on('error', () => undefined).resume();
      resolve();
    });
    socket.on('open', () => {
      note('open');
      resolve();
    });
  });
}
