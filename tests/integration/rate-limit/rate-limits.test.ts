import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { ApiKeyService } from '../../../src/auth/api-keys.service.js';
import { openDatabase } from '../../../src/database/database.js';
import { createWebSocketClient } from '../../support/live-clients.js';
import { createReaderHeaders } from '../../support/readers.js';
import type { TestDatabase } from '../../support/test-database.js';
import { startServer, type TestServer } from '../../support/test-server.js';
import { waitUntil } from '../../support/until.js';

const QUERY = { query: '{ site { title } }' };
const PROXIED = { TRUSTED_PROXIES: 'loopback' };
const at = (address: string) => ({ 'x-forwarded-for': address });
const THREE_OF_FOUR = [200, 200, 200, 429];
/** Creates a WebSocket class that sends these headers, as a proxy would. */
const socketWith = (headers: Record<string, string>) =>
  class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers });
    }
  };
const times = <T>(count: number, ask: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => ask(i)));

/** Gateway of most tests, each of which uses its own client addresses. */
let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ settings: { ...PROXIED, RATE_PER_CLIENT: '3', RATE_PER_KEY: '3' } });
});
afterAll(() => gateway.close());

/** Another instance on the same database. */
async function startAnother(settings: NodeJS.ProcessEnv): Promise<TestServer> {
  const { connection } = gateway.database as TestDatabase;
  const database = openDatabase(connection, 3, 60_000);
  const other = await startServer({ settings: { ...PROXIED, ...settings }, database });
  return { ...other, close: () => other.close().finally(() => database.close()) };
}

async function withGateway(settings: NodeJS.ProcessEnv, work: (gateway: TestServer) => Promise<void>) {
  const other = await startAnother(settings);
  await work(other).finally(() => other.close());
}

const statusesOf = (responses: Response[]) => responses.map(({ status }) => status).sort();

describe('Rate limit per client', () => {
  test('counts a large body by its size before it is parsed', async () => {
    const large = `{ "query": "{ site { title } }", "variables": { "a": "${'x'.repeat(450_000)}" } `;
    await withGateway({ RATE_PER_CLIENT: '100' }, async (other) => {
      // Its end is missing, which only those that are parsed are told.
      const texts = [];
      for (let i = 0; i < 3; i++) texts.push(await (await other.post(large, at('203.0.113.200'))).text());
      expect(texts).toEqual([
        ...Array(2).fill(expect.stringContaining('not valid JSON')),
        expect.stringContaining('RATE_LIMITED'),
      ]);
      expect((await other.post(QUERY, at('203.0.113.201'))).status).toBe(200);
      const bodies = Array.from({ length: 20 }, () => `{ "query": "# ${'x'.repeat(60_000)}" `);
      for (const body of bodies)
        expect(await (await other.post(body, at('203.0.113.202'))).text()).toContain('not valid JSON');
      expect((await other.post(QUERY, at('203.0.113.202'))).headers.get('ratelimit')).toMatch(/r=99;/);
    });
  });

  test('rejects a client over its limit with RATE_LIMITED and Retry-After', async () => {
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await gateway.post(QUERY, at('203.0.113.1')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    const [first, , third, fourth] = answers.map(({ headers }) => headers);
    expect(first!.get('ratelimit-policy')).toBe('"minute";q=3;w=60');
    expect(first!.get('ratelimit')).toMatch(/^"minute";r=2;t=\d+$/);
    expect(third!.get('ratelimit')).toMatch(/^"minute";r=0;t=\d+$/);
    expect(Number(fourth!.get('retry-after'))).toBeGreaterThan(0);
    expect(fourth!.get('content-type')).toContain('application/json');
    const { errors } = (await answers[3]!.json()) as any;
    expect(errors[0].extensions).toEqual({ code: 'RATE_LIMITED' });
    expect(errors[0].message).toMatch(/the limit is 3 points in 60 seconds/);
  });

  test('counts clients separately by the address that the proxy added, per IPv6 /64', async () => {
    const fromOne = await times(4, () => gateway.post(QUERY, at('203.0.113.2')));
    const fromOther = await gateway.post(QUERY, at('203.0.113.3'));
    expect([statusesOf(fromOne), fromOther.status]).toEqual([THREE_OF_FOUR, 200]);
    // Addresses of one IPv6 /64, and a forwarded address that the client made up.
    const household = await times(4, (i) => gateway.post(QUERY, at(`2001:db8:1:2::${i}`)));
    const liar = await times(4, (i) => gateway.post(QUERY, at(`192.0.2.${i}, 203.0.113.9`)));
    expect([statusesOf(household), statusesOf(liar)]).toEqual([THREE_OF_FOUR, THREE_OF_FOUR]);
  });

  test('limits all networks of an IPv6 /48 together', async () => {
    const answers = await times(20, (i) => gateway.post(QUERY, at(`2001:db8:7:${i}::1`)));
    const counts = [200, 429].map((status) => answers.filter((answer) => answer.status === status).length);
    expect(counts).toEqual([12, 8]);
    expect((await gateway.post(QUERY, at('2001:db8:8::1'))).status).toBe(200);
  });

  test('ignores X-Forwarded-For where no proxy is trusted', async () => {
    await withGateway({ RATE_PER_CLIENT: '3', TRUSTED_PROXIES: '' }, async (direct) => {
      expect(statusesOf(await times(4, (i) => direct.post(QUERY, at(`203.0.113.${i}`))))).toEqual(
        THREE_OF_FOUR,
      );
    });
  });

  test('serves cached responses beyond the limit', async () => {
    await withGateway({ RATE_PER_CLIENT: '1', CACHE_MB: '10' }, async (caching) => {
      await waitUntil(async () => {
        const { headers } = await caching.post(QUERY, at(`198.51.100.${Math.floor(Math.random() * 256)}`));
        return headers.get('x-cache') === 'HIT';
      });
      const ask = (query: object) => caching.post(query, at('203.0.113.4'));
      const others = [await ask({ query: '{ __typename }' }), await ask({ query: '{ a: __typename }' })];
      expect(statusesOf(others)).toEqual([200, 429]);
      expect(statusesOf(await times(3, () => ask(QUERY)))).toEqual([200, 200, 200]);
    });
  });

  test('charges the points of a query by its cost', async () => {
    await withGateway({ RATE_PER_CLIENT: '100' }, async (other) => {
      const query = '{ articles(first: 100) { nodes { title tags { name slug } authors { name slug } } } }';
      const asked = await other.post({ query }, { 'x-show-cost': '1', ...at('203.0.113.11') });
      const { extensions } = (await asked.json()) as any;
      expect(extensions.cost).toEqual({
        fields: expect.any(Number),
        limit: 25_000,
        points: expect.any(Number),
      });
      expect(extensions.cost.points).toBe(1 + Math.floor(extensions.cost.fields / 1_000));
      expect(extensions.cost.points).toBeGreaterThan(1);
      const [, left] =
        /r=(\d+)/.exec((await other.post(QUERY, at('203.0.113.11'))).headers.get('ratelimit')!) ?? [];
      expect(Number(left)).toBe(100 - extensions.cost.points - 1);
    });
  });

  test('counts requests to the beacon and newsletter pages too', async () => {
    const headers = createReaderHeaders('203.0.113.5');
    const beacon = () => gateway.get('/beacon', { method: 'POST', body: 'a-slug', headers });
    const views = [await beacon(), await beacon(), await beacon()];
    expect(statusesOf(views)).toEqual([204, 204, 204]);
    for (const refused of [await beacon(), await gateway.get('/newsletter/', { headers })]) {
      expect(refused.status).toBe(429);
      expect(((await refused.json()) as any).errors[0].extensions.code).toBe('RATE_LIMITED');
    }
    for (const path of ['/healthz', '/readyz']) {
      expect((await gateway.get(path, { headers })).status).toBe(200);
    }
  });

  test('counts operations over WebSocket and SSE too', async () => {
    const headers = at('203.0.113.6');
    const client = createWebSocketClient(gateway.address, { webSocketImpl: socketWith(headers) });
    const ask = () =>
      new Promise<any>((resolve) => {
        client.subscribe(QUERY, {
          next: resolve,
          error: (error) => resolve({ errors: error }),
          complete: () => undefined,
        });
      });
    // Connecting took one point.
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map(({ errors }) => errors?.[0].extensions.code)).toEqual([
      undefined,
      undefined,
      'RATE_LIMITED',
    ]);
    await client.dispose();
    const streamed = await gateway.get('/graphql/stream', {
      method: 'POST',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(QUERY),
    });
    expect([streamed.status, streamed.headers.get('content-type')]).toEqual([
      429,
      'application/json; charset=utf-8',
    ]);
  });

  test('exempts the addresses of RATE_EXEMPT', async () => {
    const settings = { RATE_PER_CLIENT: '1', RATE_EXEMPT: '203.0.113.0/24, 2001:db8::7' };
    await withGateway(settings, async (other) => {
      for (const address of ['203.0.113.77', '2001:db8::7']) {
        expect(statusesOf(await times(3, () => other.post(QUERY, at(address))))).toEqual([200, 200, 200]);
      }
      expect(statusesOf(await times(2, () => other.post(QUERY, at('203.0.114.1'))))).toEqual([200, 429]);
    });
  });
});

describe('Rate limit per API key', () => {
  test('counts a key separately from the addresses that use it', async () => {
    const { secret: key } = await new ApiKeyService(gateway.database.prisma as any).create('Desk', [
      'preview',
    ]);
    const authorization = `Bearer ${key}`;
    const ask = (i: number) => gateway.post(QUERY, { authorization, ...at(`203.0.113.${100 + i}`) });
    expect(statusesOf(await times(4, ask))).toEqual(THREE_OF_FOUR);
  });

  test('limits attempts with invalid keys without affecting anonymous requests', async () => {
    const guesses = [];
    for (let i = 0; i < 5; i++) {
      guesses.push(await gateway.post(QUERY, { authorization: `Bearer guess-${i}`, ...at('203.0.113.7') }));
    }
    expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429]);
    expect((await gateway.post(QUERY, at('203.0.113.7'))).status).toBe(200);
  });
});

test('Four instances share one rate limit of 100 requests', async () => {
  const others = await times(4, () => startAnother({ RATE_PER_CLIENT: '100' }));
  const answers = await times(400, (i) => others[i % 4]!.post(QUERY, at('203.0.113.8')));
  await Promise.all(others.map((each) => each.close()));
  const counts = [200, 429].map((status) => answers.filter((answer) => answer.status === status).length);
  expect(counts).toEqual([100, 300]);
});

test('The rate limit table stores no addresses and only keyed digests', async () => {
  await gateway.post(QUERY, at('203.0.113.10'));
  const { rows } = await gateway.database.pool.query<{ key: string }>('SELECT key FROM rate_limit');
  expect(rows.length).toBeGreaterThan(0);
  for (const { key } of rows) expect(key).toMatch(/^rate:(key:\d+|(guesses:)?client:[\w-]{22})$/);
  const unkeyed = createHash('sha256').update('203.0.113.10').digest('base64url').slice(0, 22);
  expect(rows.map(({ key }) => key)).not.toContain(`rate:client:${unkeyed}`);
});
