import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { ARTICLE_EVENTS } from '../support/live-clients.js';
import { buildQueryUrl, startServer, type TestServer } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';

let gateway: TestServer;
const leaving: (() => void)[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave();
  await gateway.close();
});

/** Opens a WebSocket as forwarded by a proxy and returns its status: 101 if it is open. */
async function webSocketAt(ip: string): Promise<number> {
  const socket = new WebSocket(`${gateway.address.replace('http', 'ws')}/graphql`, ['graphql-transport-ws'], {
    headers: { 'x-forwarded-for': ip },
  });
  const refused = once(socket, 'unexpected-response').then(([, response]) => response.statusCode);
  socket.on('error', () => undefined);
  leaving.push(() => socket.terminate());
  return Promise.race([once(socket, 'open').then(() => 101), refused]);
}

function streamAt(ip: string): Promise<Response> {
  const leave = new AbortController();
  leaving.push(() => leave.abort());
  const path = buildQueryUrl({ query: ARTICLE_EVENTS }).replace('/graphql', '/graphql/stream');
  const headers = { accept: 'text/event-stream', 'x-forwarded-for': ip };
  return gateway.get(path, { headers, signal: leave.signal });
}

const open = async (ip: string) => ((await webSocketAt(ip)) === 101 ? 'open' : 'refused');
const counts = (outcomes: string[]) => ({
  open: outcomes.filter((outcome) => outcome === 'open').length,
  refused: outcomes.filter((outcome) => outcome === 'refused').length,
});
const all = async (ips: string[]) => {
  const outcomes: string[] = [];
  for (const ip of ips) outcomes.push(await open(ip));
  return counts(outcomes);
};

test('One address opens at most a tenth of the live connections', async () => {
  gateway = await startServer({ settings: { TRUSTED_PROXIES: 'loopback', LIVE_CONNECTIONS: '30' } });
  expect(await all(Array(30).fill('203.0.113.1'))).toEqual({ open: 3, refused: 27 });
  expect(await open('203.0.113.2')).toBe('open');
  // IPv4-mapped addresses count as the same client, and streams as connections.
  expect(await webSocketAt('::ffff:203.0.113.1')).toBe(429);
  expect(await webSocketAt('::ffff:cb00:7101')).toBe(429);
  const refused = await streamAt('203.0.113.1');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
  const { errors } = (await refused.json()) as any;
  expect(errors[0]).toEqual({
    message: expect.stringMatching(/^Your network has reached its limit of .*\. .+\.$/),
    extensions: { code: 'TOO_MANY_CONNECTIONS' },
  });
  expect((await streamAt('203.0.113.3')).status).toBe(200);
  for (const leave of leaving.splice(0)) leave();
  await waitUntil(async () => (await webSocketAt('203.0.113.1')) === 101);
});

test('Live connections are limited per IPv6 /64 and to four times that per /48', async () => {
  const settings = { LIVE_CONNECTIONS: '100', LIVE_CONNECTIONS_PER_CLIENT: '2' };
  gateway = await startServer({ settings: { TRUSTED_PROXIES: 'loopback', ...settings } });
  const ofOne = Array.from({ length: 5 }, (_, i) => `2001:db8:1:1::${i}`);
  expect(await all(ofOne)).toEqual({ open: 2, refused: 3 });
  const ofMany = Array.from({ length: 20 }, (_, i) => `2001:db8:1:${i + 2}::1`);
  expect(await all(ofMany)).toEqual({ open: 6, refused: 14 });
  expect(await open('2001:db8:2:1::1')).toBe('open');
});

test('RATE_EXEMPT lifts the connection limit, and an untrusted X-Forwarded-For does not', async () => {
  const settings = { LIVE_CONNECTIONS_PER_CLIENT: '2', RATE_EXEMPT: '203.0.113.0/24' };
  gateway = await startServer({ settings: { TRUSTED_PROXIES: 'loopback', ...settings } });
  expect(await all(Array(8).fill('203.0.113.9'))).toEqual({ open: 8, refused: 0 });
  await gateway.close();
  gateway = await startServer({ settings: { LIVE_CONNECTIONS_PER_CLIENT: '2' } });
  expect(await all(['203.0.113.1', '203.0.113.2', '203.0.113.3'])).toEqual({ open: 2, refused: 1 });
});
