import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { cacheTags } from '../../../src/cache/cache-tags.js';
import {
  hashCacheTag,
  hashCacheTags,
  hashChangedTags,
  OVERFLOW_TAG,
} from '../../../src/cache/surrogate-keys.js';
import { readConfig } from '../../../src/config/env.js';
import { createPurgeConsumer } from '../../../src/http/cdn/purge-consumer.js';
import { type BackgroundWorker } from '../../../src/modules/module.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { buildQueryUrl } from '../../support/test-server.js';
import { waitUntil } from '../../support/until.js';

const CACHING = { CACHE_MAX_AGE: '5', CACHE_S_MAXAGE: '3600', CACHE_STALE_WHILE_REVALIDATE: '30' };

let gateway: Gateway;
let key: string;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16', ...CACHING });
  key = await gateway.createKey('write', 'publish', 'preview');
  await gateway.saveMany(
    Array.from({ length: 100 }, (_, i) => ({
      slug: `story-${i + 1}`,
      section: ['World'],
      tags: ['All', `Tag ${(i + 1) % 20}`],
      authors: [`Author ${(i + 1) % 10}`],
    })),
  );
});
afterAll(() => gateway.close());

const get = (query: string, headers: Record<string, string> = {}) =>
  fetch(gateway.address + buildQueryUrl({ query }), { headers });
const STORY = '{ article(by: { slug: "story-1" }) { title tags { name } } }';

describe('CDN headers of a GET', () => {
  test('A response names its cache lifetimes for browsers and CDNs and its surrogate keys', async () => {
    for (const cache of ['MISS', 'HIT']) {
      const { headers } = await get(STORY);
      expect(headers.get('x-cache')).toBe(cache);
      expect(headers.get('cache-control')).toBe(
        'public, max-age=5, s-maxage=3600, stale-while-revalidate=30',
      );
      expect(headers.get('surrogate-key')!.split(' ')).toContain(hashCacheTag(cacheTags.slug('story-1')));
      expect(headers.get('vary')).toBe('Accept, Authorization, x-cache-tags-max, Accept-Encoding');
    }
  });

  test('A popular list has a shared lifetime of seconds, since views purge nothing', async () => {
    const { headers } = await get('{ popular(window: DAY, first: 3) { rank } }');
    expect(headers.get('cache-control')).toBe('public, max-age=5, s-maxage=5');
  });

  test.each<[what: string, query: string, headers: () => Record<string, string>]>([
    ['with an error', '{ articles(first: 1000) { nodes { slug } } }', () => ({})],
    ['to an invalid query', '{ nothing }', () => ({})],
    ['to a request with an API key', STORY, () => ({ authorization: `Bearer ${key}` })],
    ['in preview', STORY, () => ({ authorization: `Bearer ${key}`, 'x-perspective': 'preview' })],
    ['to a request with a cookie', STORY, () => ({ cookie: 'a=b', 'apollo-require-preflight': '1' })],
    ['with x-cache-debug', STORY, () => ({ 'x-cache-debug': '1' })],
  ])('A response %s has Cache-Control no-store', async (_what, query, headers) => {
    const response = await get(query, headers());
    expect(response.headers.get('cache-control')).toMatch(/no-store$/);
    expect(response.headers.get('cache-control')).not.toMatch(/public|max-age/);
  });

  test('A request refused as cross-site has Cache-Control no-store', async () => {
    const response = await get(STORY, { 'sec-fetch-site': 'cross-site' });
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
  });

  test('A response to a POST has Cache-Control no-store and no surrogate keys', async () => {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: STORY }),
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('surrogate-key')).toBeNull();
  });

  test('Surrogate keys of a large page fit a header and overflow into one tag', async () => {
    const page = `{ ${[0, 1, 2, 3, 4]
      .map(
        (i) =>
          `p${i}: articles(first: 100, filter: { tags: { any: ["all"] } }) { nodes { title slug tags { name } authors { name } } }`,
      )
      .join(' ')} }`;
    const response = await get(page);
    expect(response.status).toBe(200);
    const tags = response.headers.get('surrogate-key')!;
    expect(tags.split(' ').length).toBeGreaterThan(100);
    const distinct = hashCacheTags(Array.from({ length: 1_000 }, (_, i) => cacheTags.article(i)));
    expect(new Set(distinct).size).toBe(1_000);
    expect(distinct.join(' ').length).toBeLessThan(8_000);
    expect(hashCacheTags(Array.from({ length: 5_000 }, (_, i) => cacheTags.article(i)))).toEqual([
      OVERFLOW_TAG,
    ]);
  });
});

describe('x-cache-tags-max', () => {
  const list = '{ articles(first: 60) { nodes { title tags { name } authors { name } } } }';

  test('limits the tags of a response by coarse tags that also purge it', async () => {
    const read = async (headers?: Record<string, string>) =>
      (await get(list, headers)).headers.get('surrogate-key')!.split(' ');
    const [fine, coarse] = [await read(), await read({ 'x-cache-tags-max': '40' })];
    expect(fine.length).toBeGreaterThan(60);
    expect(coarse.length).toBeLessThanOrEqual(40);
    expect(coarse).toContain(hashCacheTag('article:*'));
    expect(await read({ 'x-cache-tags-max': '99999' })).toEqual(fine);
    const { rows } = await gateway.database.pool.query('SELECT max(sequence) AS last FROM content_change');
    await gateway.save({ slug: 'story-60', title: 'Another title' });
    const changes = await gateway.database.pool.query('SELECT keys FROM content_change WHERE sequence > $1', [
      rows[0].last,
    ]);
    const purged = hashChangedTags(changes.rows.flatMap(({ keys }) => keys));
    for (const tags of [fine, coarse]) expect(tags.some((tag) => purged.includes(tag))).toBe(true);
  });

  test('is refused if it is no number', async () => {
    for (const max of ['0', '-1', 'many', '1.5', '100000']) {
      const response = await get(list, { 'x-cache-tags-max': max });
      expect(response.status).toBe(400);
      expect(JSON.stringify(await response.json())).toContain('x-cache-tags-max must be a whole number');
    }
  });

  test('Scripts of other origins may read the tags', async () => {
    const { headers } = await get(list, { origin: 'https://other.example' });
    expect(headers.get('access-control-expose-headers')).toContain('surrogate-key, cache-tag');
  });
});

describe('x-cache-debug', () => {
  test('adds cache status and tags to the response of only this request', async () => {
    const query =
      '{ article(by: { slug: "story-2" }) { title } nothing: article(by: { slug: "naïve" }) { title } }';
    const plain = await (await get(query)).text();
    expect(JSON.parse(plain)).not.toHaveProperty('extensions');
    const response = await get(query, { 'x-cache-debug': '1' });
    const { data, extensions } = (await response.json()) as any;
    expect(data).toEqual(JSON.parse(plain).data);
    expect(extensions.cache).toMatchObject({ status: 'hit', endsAt: null });
    expect(extensions.cache.keys).toEqual(expect.arrayContaining(['slug:story-2', 'slug:naïve']));
    expect(response.headers.get('x-cache-keys')).toMatch(/slug:na%C3%AFve slug:story-2/);
    const again = await get(query);
    expect([again.headers.get('x-cache'), await again.text()]).toEqual(['HIT', plain]);
    const long = await get(`{ article(by: { slug: "${'x'.repeat(5_000)}" }) { title } }`, {
      'x-cache-debug': '1',
    });
    expect(long.headers.get('x-cache-keys')).toBe('(and 1 more)');
    const asDesk = await get(query, { 'x-cache-debug': '1', authorization: `Bearer ${key}` });
    expect(((await asDesk.json()) as any).extensions.cache.status).toBe('bypass');
  });

  test('adds them to the headers only if the body is large', async () => {
    const text = `<p>${'Many words. '.repeat(10_000)}</p>`;
    await gateway.save({ slug: 'long', body: { format: 'html', text } });
    const query = '{ article(by: { slug: "long" }) { body { html } } }';
    const [plain, detailed] = [await get(query), await get(query, { 'x-cache-debug': '1' })];
    expect(await detailed.text()).toBe(await plain.text());
    expect(detailed.headers.get('x-cache-keys')).toContain('article:');
  });
});

/** Returns the raw bytes of a response, which fetch would decompress. */
function raw(query: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: any; body: Buffer }>((resolve, reject) => {
    const sent = request(gateway.address + buildQueryUrl({ query }), { headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) });
    });
    sent.on('error', reject).end();
  });
}

describe('Compression of cached responses', () => {
  const LIST = '{ articles(first: 50) { nodes { title slug tags { name } } } }';

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('sends %s with a distinct ETag to clients that accept it', async (coding, unpack) => {
    const plain = await raw(LIST, {});
    expect(plain.headers['content-encoding']).toBeUndefined();
    const packed = await raw(LIST, { 'accept-encoding': coding });
    expect(packed.headers).toMatchObject({ 'content-encoding': coding });
    expect(packed.headers.vary).toMatch(/Accept-Encoding/);
    expect(packed.body.length).toBeLessThan(plain.body.length / 3);
    expect(unpack(packed.body).equals(plain.body)).toBe(true);
    expect(packed.headers.etag).not.toBe(plain.headers.etag);
    const again = await raw(LIST, { 'accept-encoding': coding, 'if-none-match': packed.headers.etag });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, packed.headers.etag]);
    const weak = await raw(LIST, {
      'accept-encoding': coding,
      'if-none-match': `"x", W/${packed.headers.etag}`,
    });
    expect(weak.status).toBe(304);
    expect((await raw(LIST, { 'if-none-match': packed.headers.etag })).status).toBe(200);
  });

  test('prefers brotli, and sends short or unaccepted responses uncompressed', async () => {
    const codingFor = async (accepted: string) =>
      (await raw(LIST, { 'accept-encoding': accepted })).headers['content-encoding'];
    expect(await codingFor('gzip, deflate, br, zstd')).toBe('br');
    expect(await codingFor('br;q=0, gzip')).toBe('gzip');
    expect(await codingFor('deflate')).toBeUndefined();
    expect(await codingFor('identity, *;q=0')).toBeUndefined();
    expect((await raw(STORY, { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined(); // short
  });

  test('sends the changed response in every encoding after an invalidation', async () => {
    const list = '{ articles(first: 60) { nodes { title standfirst slug } } }';
    for (const coding of ['br', 'gzip']) await raw(list, { 'accept-encoding': coding });
    await gateway.save({ slug: 'story-90', title: 'Quite another title' });
    const unpacked = [
      brotliDecompressSync((await raw(list, { 'accept-encoding': 'br' })).body),
      gunzipSync((await raw(list, { 'accept-encoding': 'gzip' })).body),
    ];
    for (const body of unpacked) expect(String(body)).toMatch(/Quite another title/);
  });
});

describe('CDN purge', () => {
  let receiver: Receiver;
  let background: BackgroundWorker;
  beforeEach(async () => {
    await gateway.database.pool.query("DELETE FROM change_follower WHERE name = 'cdn'");
    await gateway.database.pool.query(
      'SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs',
    );
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await background.stop();
    await receiver.close();
  });

  const begin = async (settings: NodeJS.ProcessEnv) => {
    const config = readConfig({ PURGE_URL: `${receiver.address}/purge`, PURGE_TOKEN: 'secret', ...settings });
    background = await startBackgroundWorkers({ config, database: gateway.database, logger: noopLogger });
  };
  const edit = () => gateway.save({ slug: 'story-3', title: `Title of ${Date.now()}` });
  /** Returns the tags that the CDN was told to purge. */
  const purged = (tags: (request: Receiver['requests'][number]) => string[]) =>
    receiver.requests.flatMap(tags);
  const names = (tags: string[]) =>
    tags.includes(hashCacheTag(cacheTags.slug('story-3'))) && tags.includes(OVERFLOW_TAG);

  test('sends surrogate keys to Fastly in batches of at most 256', async () => {
    await begin({ CDN: 'fastly' });
    await edit();
    const ofFastly = ({ headers }: { headers: any }) => headers['surrogate-key'].split(' ');
    await waitUntil(() => names(purged(ofFastly)));
    expect(receiver.requests[0]).toMatchObject({ path: '/purge', headers: { 'fastly-key': 'secret' } });
    expect(Math.max(...receiver.requests.map((each) => ofFastly(each).length))).toBeLessThanOrEqual(256);
  });

  test.each([
    ['to Cloudflare in batches of at most 100', 'cloudflare', 100],
    ['to a generic endpoint in batches of at most 1000', 'generic', 1_000],
  ])('sends tags %s', async (_how, cdn, most) => {
    await begin({ CDN: cdn });
    await edit();
    const tagsIn = ({ body }: { body: string }): string[] => JSON.parse(body).tags;
    await waitUntil(() => names(purged(tagsIn)));
    expect(receiver.requests[0]!.headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/json',
    });
    expect(Math.max(...receiver.requests.map((each) => tagsIn(each).length))).toBeLessThanOrEqual(most);
  });

  test('retries a failed purge and repeats every purge a little later', async () => {
    receiver.respond = (response) => response.writeHead(503).end();
    await begin({ CDN: 'generic' });
    await edit();
    await waitUntil(() => receiver.requests.length > 0);
    receiver.respond = (response) => response.writeHead(204).end();
    const failed = receiver.requests.length;
    await waitUntil(() => receiver.requests.length > failed);
    const { rows } = await gateway.database.pool.query(
      "SELECT FROM graphile_worker.jobs WHERE task_identifier = 'purge_cdn' AND run_at > now() + interval '5 seconds'",
    );
    expect(rows.length).toBeGreaterThan(0);
  });
});

test('A change of thousands of entities is purged in batches, each a job', async () => {
  const { prisma: editorial, pool } = gateway.database;
  const jobs = 'graphile_worker._private_jobs';
  const newest = (await pool.query(`SELECT coalesce(max(id), 0) AS id FROM ${jobs}`)).rows[0].id;
  const named = Array.from({ length: 2_500 }, (_, i) => cacheTags.article(i));
  await editorial.$transaction((tx) =>
    createPurgeConsumer([{ name: 'fastly' }]).consume(tx, [{ keys: named }] as never),
  );
  const { rows } = await pool.query(
    `SELECT payload->'tags' AS tags, run_at > now() AS later FROM ${jobs} WHERE id > $1`,
    [newest],
  );
  for (const again of [false, true]) {
    const portions: string[][] = rows.filter(({ later }) => later === again).map(({ tags }) => tags);
    expect(portions.map(({ length }) => length).sort()).toEqual([1_000, 1_000, 502]);
    expect(new Set(portions.flat())).toEqual(new Set(hashChangedTags(named)));
  }
});
