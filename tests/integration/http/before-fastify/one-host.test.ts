import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sendRaw, startServer, type TestServer } from '../../../support/test-server.js';

let gateway: TestServer;
let metrics: string;
beforeAll(async () => {
  gateway = await startServer({ settings: { CACHE_MB: '8', METRICS_PORT: '0' } });
  const { metricsPort } = gateway.logs.find((line) => line.metricsPort)!;
  metrics = `http://127.0.0.1:${metricsPort}`;
});
afterAll(() => gateway.close());

const QUERY = JSON.stringify({ query: '{ site { title } }' });
const POST = ['POST /graphql HTTP/1.1', 'Content-Type: application/json', `Content-Length: ${QUERY.length}`];
const WEB_SOCKET = [
  ...['GET /graphql HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  ...['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol: graphql-transport-ws'],
];

function send(to: string, lines: string[], body = ''): Promise<string> {
  return sendRaw(to, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

const refused = (message: string) => ({
  status: 400,
  body: { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] },
});

async function answerTo(to: string, lines: string[], body?: string) {
  const [head = '', text = ''] = (await send(to, lines, body)).split('\r\n\r\n');
  return {
    status: Number(head.split(' ')[1]),
    body: JSON.parse(text.replace(/^[\da-f]+\r\n/, '').split('\r\n')[0]!),
  };
}

test.each<[what: string, lines: string[], body?: string]>([
  ['a GET', ['GET /healthz HTTP/1.1', 'Connection: close']],
  ['a request of HTTP/1.0', ['GET /healthz HTTP/1.0']],
  ['a GraphQL query', [...POST, 'Connection: close'], QUERY],
  ['a cached GraphQL query', [...POST, 'Connection: close'], QUERY],
  ['a WebSocket handshake', WEB_SOCKET],
  ['an HTTP/2 upgrade', ['GET /healthz HTTP/1.1', 'Connection: Upgrade', 'Upgrade: h2c']],
])('Two Host headers are rejected: %s', async (_what, lines, body = '') => {
  const message = 'A request must have exactly one Host header.';
  for (const hosts of [
    ['Host: a.example', 'Host: b.example'],
    ['Host: a.example', 'HOST: a.example'],
  ]) {
    expect(await answerTo(gateway.address, [...lines, ...hosts], body)).toEqual(refused(message));
  }
  const { status } = await gateway.post(QUERY); // cached from now on
  expect(status).toBe(200);
});

test('Two Host headers are rejected on the metrics port', async () => {
  const hosts = ['Host: a.example', 'Host: b.example', 'Connection: close'];
  expect((await answerTo(metrics, ['GET /metrics HTTP/1.1', ...hosts])).status).toBe(400);
  const page = await fetch(`${metrics}/metrics`);
  expect(page.status).toBe(200);
  await page.text(); // an unread body would keep its connection open
});

test.each(['a b', 'a.example, b.example', 'a.example/x', 'u@a.example', 'a.example:port', '<a>', 'a\tb'])(
  'An invalid Host header is rejected: %j',
  async (host) => {
    const lines = ['GET /healthz HTTP/1.1', `Host: ${host}`, 'Connection: close'];
    expect(await answerTo(gateway.address, lines)).toEqual(refused('The Host header is invalid.'));
  },
);

test.each(['', 'a.example', 'a_b.example:4000', '[::1]:4000', '127.0.0.1', 'xn--mnchen-3ya.example.'])(
  'A single Host header is accepted whatever it names: %j',
  async (host) => {
    for (const target of ['/healthz', 'http://other.example/healthz']) {
      const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close'];
      expect(await send(gateway.address, lines)).toMatch(/^HTTP\/1\.1 200 /);
    }
  },
);

test.each<[what: string, lines: string[]]>([
  ['a missing Host header', ['GET /healthz HTTP/1.1']],
  ['a folded header', ['GET /healthz HTTP/1.1', 'Host: a.example', 'X-A: b', ' c']],
  [
    'two Content-Length headers',
    ['POST /beacon HTTP/1.1', 'Host: a.example', 'Content-Length: 5', 'Content-Length: 6'],
  ],
  [
    'a repeated Content-Length header',
    ['POST /beacon HTTP/1.1', 'Host: a.example', 'Content-Length: 5', 'Content-Length: 5'],
  ],
  [
    'Content-Length with Transfer-Encoding',
    ['POST /beacon HTTP/1.1', 'Host: a.example', 'Content-Length: 5', 'Transfer-Encoding: chunked'],
  ],
  ['a space before a colon', ['GET /healthz HTTP/1.1', 'Host : a.example']],
])('A request open to smuggling is rejected: %s', async (_what, lines) => {
  expect(await send(gateway.address, [...lines, 'Connection: close'], 'ferry')).toMatch(/^HTTP\/1\.1 400 /);
});
