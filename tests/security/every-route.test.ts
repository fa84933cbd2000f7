import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { startServer, type TestServer } from '../support/test-server.js';

/** Encoded values for URLs and forms: NUL, lone surrogates, invalid UTF-8 and broken escapes. */
const HARSH = [
  ...[
    '%00',
    'harbour-weekly%00',
    'a%00b',
    '%ED%A0%80',
    '%ED%B0%80a',
    '%ff',
    '%c3%28',
    '%F0%9F%A6',
    '%C0%80',
    '%2500',
  ],
  ...[
    '%',
    '%4',
    '%zz',
    '%u0000',
    'a'.repeat(3_000),
    '%00'.repeat(1_000),
    '%F0%9F%A6%91'.repeat(300),
    '.',
    '..%2f',
  ],
];
const NAMES = ['slug', 'token', 'query', 'variables', 'extensions', 'operationName', 'file', 'other'];
const FIELDS = ['email', 'token', 'slug', 'query', 'List-Unsubscribe'];

let gateway: TestServer;
const routes: { method: string; url: string }[] = [];
beforeAll(async () => {
  subscribe('fastify.initialization', watch);
  const settings = {
    FEED_URLS: 'http://127.0.0.1:1/feed',
    WORDPRESS_URL: 'http://127.0.0.1:1',
    PLAYGROUND: 'true',
  };
  gateway = await startServer({ withSeeds: true, settings });
  unsubscribe('fastify.initialization', watch);
});
afterAll(() => gateway.close());

function watch(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
}

/** Returns paths in which one parameter has the value and the others are valid. */
function pathsWith(url: string, value: string): string[] {
  const parts = url.split('/');
  const plain = (part: string) =>
    part.startsWith(':number')
      ? '1'
      : part.startsWith(':slug')
        ? 'harbour-weekly'
        : part.startsWith(':')
          ? 'a'
          : part;
  return parts.flatMap((part, at) =>
    /^:|\*/.test(part) ? [parts.map((other, i) => (i === at ? value : plain(other))).join('/')] : [],
  );
}

function requestsOf({ method, url }: { method: string; url: string }) {
  const plain = pathsWith(url, 'harbour-weekly')[0] ?? url;
  const addresses = HARSH.flatMap((value) => [
    ...pathsWith(url, value),
    ...NAMES.flatMap((name) => [`${plain}?${name}=${value}`, `${plain}?${name}=a&${name}=${value}`]),
    `${plain}?${value}=a`,
  ]);
  const sent = addresses.map((address) => ({ address, init: { method } as RequestInit }));
  if (method !== 'POST') return sent;
  const bodies = HARSH.flatMap((value) => [
    ...FIELDS.map((name) => `${name}=${value}`),
    value,
    decoded(value),
    JSON.stringify(decoded(value)),
    JSON.stringify({ query: '{ site { title } }', slug: decoded(value), variables: { a: decoded(value) } }),
  ]);
  for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
    for (const body of bodies) {
      const headers = { 'content-type': type };
      sent.push({ address: plain, init: { method, headers, body } });
    }
  }
  return sent;
}

function decoded(text: string): string {
  return text.replaceAll('%00', '\0').replaceAll(/%ED%(?:A0|B0)%80/g, '\ud800');
}

test('Every route survives NUL, lone surrogates, invalid UTF-8 and broken escapes', async () => {
  const urls = routes.map(({ url }) => url);
  expect(urls).toEqual(
    expect.arrayContaining([
      ...[
        '/graphql',
        '/graphql/stream',
        '/beacon',
        '/beacon.gif',
        '/sync',
        '/sync/wordpress',
        '/media/*',
        '/metrics',
        '/sitemap.xml',
      ],
      ...[
        '/newsletter/:slug',
        '/newsletter/confirm',
        '/graphql/playground/:version/:file',
        '/sitemaps/:file',
      ],
    ]),
  );
  const waiting = routes.filter(({ method }) => !['OPTIONS', 'HEAD'].includes(method)).flatMap(requestsOf);
  expect(waiting.length).toBeGreaterThan(3_000);
  const failed: string[] = [];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { status, body } = await gateway.get(next.address, next.init);
      await body?.cancel();
      if (status >= 500)
        failed.push(`${status} ${next.init.method} ${next.address} ${next.init.body ?? ''}`.slice(0, 200));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(failed).toEqual([]);
}, 300_000);

test('A newsletter slug with NUL returns 404', async () => {
  const form = { method: 'POST', body: new URLSearchParams({ email: 'a@reader.example' }) };
  for (const init of [{}, form]) {
    const answer = await gateway.get('/newsletter/harbour-weekly%00', init);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('text/html');
  }
});
