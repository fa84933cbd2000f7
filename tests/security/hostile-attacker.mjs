// One client at one address that sends as much as it can of one kind, at a low priority: its own computer is not
// what is measured. Reports its outcomes and its CPU time.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { getPriority, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { HOSTILE } from './hostile-requests.mjs';

const { name, url, picture } = JSON.parse(process.argv[2]);
const attack = HOSTILE[name];
const { origin, hostname, port } = new URL(url);
/** Another one for each attack, so that none has spent its points before. */
const localAddress = `127.2.0.${1 + Object.keys(HOSTILE).indexOf(name)}`;
/** As many requests as may be on one connection: one that is handled, and four that wait. */
const PIPELINED = 5;
const agent = new Agent({ keepAlive: !attack.isClosedEachTime, localAddress });
const outcomes = {};
const note = (outcome) => {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
};
let isOver = false;

setPriority(Math.min(getPriority() + 15, 19));
process.on('message', () => {
  isOver = true;
  const { user, system } = process.cpuUsage();
  process.send({ outcomes, cpuMs: (user + system) / 1_000 });
});
process.send('ready');
const ways = [
  ...Array(attack.connections ?? 0).fill(attack.reads === false ? sendUnread : send),
  ...Array(attack.sockets ?? 0).fill(attack.subscriptions ? subscribeAndStay : subscribeAndComplete),
  ...Array(Math.min(attack.opens ?? 0, 50)).fill(openAndStay),
  ...Array(attack.halfOpen ?? 0).fill(dribble),
];
for (const way of ways) void repeat(way);

async function repeat(way) {
  while (!isOver) {
    await way().catch(() => note('cut'));
    await sleep(1);
  }
}

function send() {
  const body = attack.path ? '' : (attack.body?.() ?? JSON.stringify(attack.operation()));
  const path = attack.path?.(picture) ?? attack.endpoint ?? '/graphql';
  const headers = {
    accept: attack.accept ?? '*/*',
    ...(attack.authorization && { authorization: attack.authorization() }),
    ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve) => {
    const sending = request(origin + path, { method: body ? 'POST' : 'GET', headers, agent }, (response) => {
      note(response.statusCode);
      // Responses that are cut off have errors of their own.
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

/** Sends requests, reads nothing of the responses, and stays. */
function sendUnread() {
  const body = JSON.stringify(attack.operation());
  const head = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n`;
  const one = `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: hostname, localAddress }, () =>
      socket.pause().write(one.repeat(PIPELINED)),
    );
    socket.on('error', () => undefined).on('close', resolve);
    note(`asked ${PIPELINED} times`);
    setTimeout(() => socket.destroy(), 3_000);
  });
}

/** Sends the head of a request a byte at a time, until it is cut off. */
function dribble() {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: hostname, localAddress }, () => note('open'));
    socket.write(`GET /healthz HTTP/1.1\r\nhost: a\r\nx-y: `);
    const timer = setInterval(() => socket.write('z'), 1_000);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(timer);
        resolve();
      });
    socket.resume();
  });
}

function open() {
  return new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { localAddress });
}

/** Opens a WebSocket, and calls `start` when it is acknowledged. Resolves when it closes. */
function withSocket(start) {
  const socket = open();
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.on('close', (code) => {
      note(`closed ${code}`);
      resolve();
    });
    socket.on('unexpected-response', (_request, response) => {
      note(response.statusCode);
      response.on('error', () => undefined).resume();
      resolve();
    });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(bytes);
      if (type === 'connection_ack') start(socket);
      else note(payload?.[0]?.extensions?.code ?? type);
    });
  });
}

async function subscribeAndComplete() {
  await withSocket((socket) => {
    for (let i = 0; i < attack.pairs; i++) {
      subscribe(socket, i);
      socket.send(JSON.stringify({ id: `${i}`, type: 'complete' }));
    }
    note('sent 3,000 pairs');
    setTimeout(() => socket.terminate(), 4_000);
  });
}

/** Subscribes to as much as a socket may, and begins again after a while. */
async function subscribeAndStay() {
  await withSocket((socket) => {
    for (let i = 0; i < attack.subscriptions; i++) subscribe(socket, i);
    setTimeout(() => socket.terminate(), 2_000);
  });
}

function subscribe(socket, id) {
  socket.send(JSON.stringify({ id: `${id}`, type: 'subscribe', payload: attack.operation() }));
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
