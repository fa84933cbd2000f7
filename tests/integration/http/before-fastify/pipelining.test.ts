import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { applyInterceptors } from '../../../../src/http/before-fastify/interceptor.js';
import { serializePipelinedRequests } from '../../../../src/http/before-fastify/pipelining.js';
import { startServer } from '../../../support/test-server.js';
import { waitUntil } from '../../../support/until.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;
async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** A server that answers a request when it is told to, in paths that it has begun to handle. */
async function startHeldServer() {
  const begun: string[] = [];
  const held: ServerResponse[] = [];
  let closed = 0;
  let excesses = 0;
  const server = createServer((request, response) => {
    begun.push(request.url!);
    held.push(response);
  });
  server.on('connection', (socket) =>
    socket.on('close', () => {
      closed += 1;
    }),
  );
  const onExcess = () => {
    excesses += 1;
  };
  applyInterceptors(server, [serializePipelinedRequests(onExcess)]);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return {
    port,
    begun,
    answer: () => held.shift()!.end('x'),
    excesses: () => excesses,
    closed: () => closed,
  };
}

test('Pipelined requests are handled one after the other, in parallel with those of other connections', async () => {
  const { port, begun, answer } = await startHeldServer();
  const [first, second] = [await open(port), await open(port)];
  first.write(get('/1') + get('/2') + get('/3'));
  await waitUntil(() => begun.length === 1);
  second.write(get('/other'));
  await waitUntil(() => begun.length === 2);
  expect(begun).toEqual(['/1', '/other']);
  answer();
  await waitUntil(() => begun.length === 3);
  expect(begun).toEqual(['/1', '/other', '/2']);
});

test('Requests that wait on a closed connection are not handled', async () => {
  const { port, begun, answer, closed } = await startHeldServer();
  const [leaving, staying] = [await open(port), await open(port)];
  leaving.write(get('/1') + get('/2'));
  await waitUntil(() => begun.length === 1);
  leaving.destroy();
  await waitUntil(() => closed() === 1);
  answer();
  staying.write(get('/other'));
  await waitUntil(() => begun.length === 2);
  expect(begun).toEqual(['/1', '/other']);
});

test('A connection on which too many wait is cut, and counted', async () => {
  const { port, begun, excesses } = await startHeldServer();
  const socket = await open(port);
  socket.write(get('/').repeat(5));
  await waitUntil(() => begun.length === 1);
  expect(socket.closed).toBe(false);
  socket.write(get('/'));
  await once(socket, 'close');
  expect([begun.length, excesses()]).toEqual([1, 1]);
});

test('The gateway answers pipelined requests in order, and cuts a connection with too many', async () => {
  const gateway = await startServer({ settings: { METRICS: 'true' } });
  closers.push(() => gateway.close());
  const port = Number(new URL(gateway.address).port);
  const socket = await open(port);
  let text = '';
  socket.setEncoding('utf8').on('data', (data: string) => {
    text += data;
  });
  const body = JSON.stringify({ query: '{ articles(first: 1) { totalCount } }' });
  const post = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  socket.write(post + get('/healthz') + post + get('/nowhere'));
  await waitUntil(() => text.includes('was not found'));
  expect(text.match(/"totalCount"|"status":"ok"|was not found/g)).toEqual([
    '"totalCount"',
    '"status":"ok"',
    '"totalCount"',
    'was not found',
  ]);
  socket.write(post.repeat(300));
  await once(socket, 'close');
  const page = await (await gateway.get('/metrics')).text();
  expect(page).toMatch(/^dateline_connections_throttled_total\{reason="requests"\} [1-9]/m);
});
