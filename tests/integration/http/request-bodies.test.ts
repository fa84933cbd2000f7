import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { startServer, type TestServer } from '../../support/test-server.js';

const QUERY = '{"query":"{ site { title } }"}';
const FORBIDDEN =
  'The JSON of the body has the property `__proto__`, or `constructor` with `prototype` in it. Send it without them.';

let gateway: TestServer;
const routes: { method: string; url: string }[] = [];
beforeAll(async () => {
  subscribe('fastify.initialization', watch);
  gateway = await startServer({
    withSeeds: true,
    settings: { MCP: 'true', FEED_URLS: 'http://127.0.0.1:1/feed' },
  });
  unsubscribe('fastify.initialization', watch);
});
afterAll(() => gateway.close());

function watch(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
}

const send = async (url: string, method: string, body: string | Buffer, headers: Record<string, string>) => {
  const response = await fetch(gateway.address + url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body as BodyInit,
  });
  const text = await response.text();
  const message = text.startsWith('{"errors"') ? JSON.parse(text).errors[0].message : null;
  return { status: response.status, accepted: response.headers.get('accept-encoding'), message };
};

test('Every route refuses an encoded body and says how to send it', async () => {
  // An upload with a wrong address is refused before its body is looked at.
  const reading = routes.filter(
    ({ method, url }) => ['POST', 'PUT'].includes(method) && !url.startsWith('/media/uploads/'),
  );
  const urls = reading.map(({ url }) => url);
  expect(urls).toEqual(
    expect.arrayContaining(['/graphql', '/graphql/stream', '/mcp', '/beacon', '/sync', '/newsletter/:slug']),
  );
  const refused = {
    status: 415,
    accepted: 'identity',
    message:
      'The body has the content encoding "gzip", which is not supported. Send it as it is, without the header content-encoding.',
  };
  for (const { method, url } of reading) {
    const path = url.replace(/:\w+/g, 'a');
    const result = await send(path, method, gzipSync(QUERY), { 'content-encoding': 'gzip' });
    expect({ url, ...result }).toEqual({ url, ...refused });
  }
});

test('A body with an encoding is refused where its bytes have a cached response', async () => {
  for (const expected of [200, 200])
    expect((await send('/graphql', 'POST', QUERY, {})).status).toBe(expected);
  expect((await send('/graphql', 'POST', QUERY, { 'content-encoding': 'foo' })).status).toBe(415);
});

test('A body with the encoding identity is read', async () => {
  expect(await send('/graphql', 'POST', QUERY, { 'content-encoding': 'identity' })).toMatchObject({
    status: 200,
  });
});

test.each([
  ['/graphql', '{"query":"{ site { title } }","variables":{"__proto__":{"a":1}}}'],
  ['/graphql/stream', '{"query":"{ site { title } }","__proto__":{"a":1}}'],
  ['/mcp', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"constructor":{"prototype":{}}}}'],
])('%s names properties that it does not accept', async (url, body) => {
  expect(await send(url, 'POST', body, {})).toMatchObject({ status: 400, message: FORBIDDEN });
});

test('JSON that is broken is named as such', async () => {
  for (const url of ['/graphql', '/mcp']) {
    const { status, message } = await send(url, 'POST', '{"query":', {});
    expect([status, message]).toEqual([400, expect.stringContaining('not valid JSON')]);
  }
});
