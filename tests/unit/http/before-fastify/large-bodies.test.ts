import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { applyInterceptors } from '../../../../src/http/before-fastify/interceptor.js';
import { admitLargeBodies, LargeBodies } from '../../../../src/http/before-fastify/large-bodies.js';
import { waitUntil } from '../../../support/until.js';

const MEBIBYTE = 2 ** 20;

let server: Server;
let handled: ServerResponse[];
let client: string;
/** Number of large requests that arrived. */
let arrived: number;
let excess: number;

beforeEach(() => {
  handled = [];
  client = '192.0.2.1';
  excess = 0;
  arrived = 0;
  server = createServer((incoming, response) => {
    handled.push(response);
    incoming.resume();
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Listens with the interceptor, in which a body waits for up to `maxWaitMs`. */
async function listen(maxWaitMs = 60_000): Promise<void> {
  const onExcess = () => {
    excess += 1;
  };
  const getClientIp = () => {
    arrived += 1;
    return client;
  };
  const options = { maxBodyBytes: MEBIBYTE, getClientIp, onExcess };
  applyInterceptors(server, [admitLargeBodies(options, maxWaitMs)]);
  await once(server.listen(0, '127.0.0.1'), 'listening');
}

/** Sends a body, and resolves to the response. */
function send(bytes: number, headers = {}, path = '/graphql'): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    const sending = request({ port, path, method: 'POST', headers, agent: false }, resolve);
    sending.on('error', () => undefined);
    sending.end(Buffer.alloc(bytes));
  });
}

test('One client has two large bodies of a mebibyte at a time, and others are handled beside it', async () => {
  await listen();
  const responses = Array.from({ length: 4 }, () => send(MEBIBYTE));
  await waitUntil(() => arrived === 4);
  expect(handled).toHaveLength(2);
  client = '192.0.2.2';
  void send(MEBIBYTE);
  await waitUntil(() => handled.length === 3);
  void send(1_000); // small ones never wait
  await waitUntil(() => handled.length === 4);
  for (const response of handled) response.end();
  await waitUntil(() => handled.length === 6);
  for (const response of handled) response.end();
  for (const response of await Promise.all(responses)) expect(response.statusCode).toBe(200);
});

test('Large bodies of readers do not keep those with a key and uploads waiting', async () => {
  await listen();
  for (const [i, name] of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'].entries()) {
    client = name;
    for (let sent = 0; sent < 2; sent++) void send(MEBIBYTE);
    await waitUntil(() => arrived === (i + 1) * 2);
  }
  expect(handled).toHaveLength(4);
  void send(MEBIBYTE, { authorization: 'Bearer key' });
  await waitUntil(() => handled.length === 5);
  void send(MEBIBYTE, {}, '/media/uploads/parameters.signature');
  await waitUntil(() => handled.length === 6);
});

test('One client with made-up keys does not take the share of editors', async () => {
  await listen();
  for (let sent = 0; sent < 4; sent++) void send(MEBIBYTE, { authorization: `Bearer ${sent}` });
  await waitUntil(() => arrived === 4);
  expect(handled).toHaveLength(2);
  client = '192.0.2.2';
  void send(MEBIBYTE, { authorization: 'Bearer key' });
  await waitUntil(() => handled.length === 3);
});

test('A large body that waits too long is refused with 503 and Retry-After', async () => {
  await listen(200);
  for (let i = 0; i < 2; i++) void send(MEBIBYTE);
  await waitUntil(() => handled.length === 2);
  const response = await send(MEBIBYTE);
  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('1');
  expect(excess).toBe(1);
});

test('A body without a length counts as one of the largest', async () => {
  await listen();
  for (let i = 0; i < 3; i++) void send(1_000, { 'transfer-encoding': 'chunked' });
  await waitUntil(() => handled.length === 2);
  handled[0]?.end();
  await waitUntil(() => handled.length === 3);
});

test('More than a hundred waiting bodies are refused, and those that give up begin no more', () => {
  const bodies = new LargeBodies(10, 10);
  const begun: string[] = [];
  bodies.enter('a', 10, () => begun.push('first'));
  const giveUps = Array.from({ length: 100 }, (_, i) => bodies.enter('b', 10, () => begun.push(`b${i}`)));
  expect(bodies.enter('c', 1, () => begun.push('c'))).toBeNull();
  giveUps[0]?.();
  bodies.leave('a', 10);
  expect(begun).toEqual(['first', 'b1']);
});
