import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BodyTimeouts } from '../../../../src/http/before-fastify/body-timeouts.js';
import { applyInterceptors } from '../../../../src/http/before-fastify/interceptor.js';
import { createInterceptors } from '../../../../src/http/before-fastify/interceptors.js';
import { ActiveClients } from '../../../../src/rate-limit/concurrency/active-clients.js';
import { waitUntil } from '../../../support/until.js';

/** What handled requests, in order. */
let log: string[];
let held: ServerResponse[];
let bodyTimeouts: BodyTimeouts;
let server: Server;
beforeEach(async () => {
  log = [];
  held = [];
  bodyTimeouts = new BodyTimeouts();
  server = createServer((request, response) => {
    log.push(`handle ${request.url}`);
    held.push(response);
  });
  server.on('upgrade', (_request, socket) => {
    log.push('upgrade');
    socket.end();
  });
  const interceptors = createInterceptors({
    bodyTimeouts,
    maxBodyBytes: 1_048_576,
    cacheInvalidator: { waitForSequence: () => null },
    active: new ActiveClients(),
    getClientIp: () => {
      log.push('turn');
      return '127.0.0.1';
    },
    isExempt: () => false,
    isProxy: () => false,
    onExcess: () => undefined,
    refusesCrawler: () => false,
    verifySignature: async () => ({ agent: null, outcome: 'malformed' }),
    onSignature: () => undefined,
    signatureFailures: { areTooMany: async () => false, count: async () => undefined },
    cacheFastPath: {
      request(request, response, next) {
        log.push('cache');
        next(request, response);
      },
    },
  });
  applyInterceptors(server, interceptors);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function send(text: string): Promise<() => string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let received = '';
  socket.setEncoding('utf8').on('data', (data: string) => {
    received += data;
  });
  socket.write(text);
  return () => received;
}

const TWO_HOSTS = 'GET /two HTTP/1.1\r\nhost: a\r\nhost: b\r\n';

test('A request takes its turn, then is looked up in the cache, then is handled', async () => {
  await send('GET /one HTTP/1.1\r\nhost: a\r\n\r\n');
  await waitUntil(() => held.length === 1);
  expect(log).toEqual(['turn', 'cache', 'handle /one']);
});

test('The body of a request that waits behind a pipelined one is timed, and the request takes no turn before', async () => {
  const slowPost = 'POST /two HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n123';
  await send(`GET /one HTTP/1.1\r\nhost: a\r\n\r\n${slowPost}`);
  await waitUntil(() => bodyTimeouts.size === 1);
  await sleep(20);
  expect(log).toEqual(['turn', 'cache', 'handle /one']);
  held[0]!.end();
  await waitUntil(() => held.length === 2);
  expect(log.slice(3)).toEqual(['turn', 'cache', 'handle /two']);
});

test('A request with two hosts is refused in its turn, and not looked up in the cache', async () => {
  const received = await send(`${TWO_HOSTS}\r\n`);
  await waitUntil(() => received().includes('400'));
  expect(log).toEqual(['turn']);
});

test('An upgrade with two hosts is refused in its turn', async () => {
  const received = await send(`${TWO_HOSTS}connection: upgrade\r\nupgrade: websocket\r\n\r\n`);
  await waitUntil(() => received().includes('400'));
  expect(log).toEqual(['turn']);
});

test('No listener for upgrades is added to a server without one', () => {
  const other = createServer();
  applyInterceptors(other, [{ upgrade: () => undefined }]);
  expect(other.listenerCount('upgrade')).toBe(0);
});
