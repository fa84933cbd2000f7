import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { identifyOperation, operationKey } from '../../../src/graphql/operation-key.js';
import { buildQueryUrl, startServer } from '../../support/test-server.js';
import { buildParams, buildRegistration } from '../../support/transports.js';
import { waitUntil } from '../../support/until.js';

const READER = { perspective: 'published', viewer: null };
const TEXT = 'query A($a: Int, $b: Int) { site { title } } query B { site { url } }';
const keyOf = (text: string, name?: string, variables = {}, audience: typeof READER | object = READER) =>
  operationKey(identifyOperation(parse(text), name)!, variables, audience as typeof READER);

describe('Operation key', () => {
  test('is equal for the same operation, regardless of parsing and variable order', () => {
    const nested = { a: 1, b: { c: [{ x: 1, y: 2 }], d: null } };
    const sorted = { b: { d: null, c: [{ y: 2, x: 1 }] }, a: 1 };
    expect(keyOf(TEXT, 'A', sorted)).toBe(keyOf(TEXT, 'A', nested));
    expect(keyOf('query Named { site { title } }')).toBe(keyOf('query Named { site { title } }', 'Named'));
  });

  test('differs by document, operation, variables, perspective and viewer', () => {
    const keys = [
      keyOf(TEXT, 'A', { a: 1 }),
      keyOf(TEXT, 'A', { a: 1, b: null }),
      keyOf(TEXT, 'A', { a: '1' }),
      keyOf(TEXT, 'A', { a: [1] }),
      keyOf(TEXT, 'A', { a: { '0': 1 } }),
      keyOf(TEXT, 'A', { b: 1 }),
      keyOf(TEXT, 'B', { a: 1 }),
      keyOf(TEXT.replace('title', 'url'), 'A', { a: 1 }),
      keyOf(TEXT, 'A', { a: 1 }, { perspective: 'preview', viewer: null }),
      keyOf(TEXT, 'A', { a: 1 }, { perspective: 'preview', viewer: { keyId: 1 } }),
      keyOf(TEXT, 'A', { a: 1 }, { perspective: 'preview', viewer: { keyId: 2 } }),
      keyOf(TEXT, 'A', { a: 1 }, { perspective: 'preview', viewer: { keyId: 2, scopes: ['admin'] } }),
    ];
    expect(keys).not.toContain(null);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is null for variables nested too deeply to serialize', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(keyOf(TEXT, 'A', { a: deep })).toBeNull();
  });

  test('uses the SHA-256 document hash that clients send', () => {
    const { documentHash } = identifyOperation(parse(TEXT), 'A')!;
    expect(documentHash).toBe(createHash('sha256').update(TEXT).digest('hex'));
  });
});

test('The response cache shares an entry across query text, hash, document ID and variable order', async () => {
  const gateway = await startServer({
    withSeeds: true,
    settings: { CACHE_MB: '8', LOG_LEVEL: 'info', SLOW_MS: '1' },
  });
  const query =
    'query Two($a: String!, $b: String!) { a: article(by: { slug: $a }) { title } b: article(by: { slug: $b }) { title } }';
  const variables = { a: 'new-bridge-opens', b: 'nothing' };
  const [by, sorted] = [buildParams(query, 'hash', variables), { b: variables.b, a: variables.a }];
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const cacheOf = async (response: Promise<Response>) => {
    const { headers, status } = await response;
    return [status, headers.get('x-cache')];
  };
  try {
    await waitUntil(async () => {
      await gateway.post({ query: '{ site { title } }' });
      return (await gateway.post({ query: '{ site { title } }' })).headers.get('x-cache') === 'HIT';
    });
    expect(await cacheOf(gateway.post(buildRegistration(query, variables)))).toEqual([200, 'MISS']);
    const ways = [
      { query, variables },
      { query, variables: sorted, operationName: 'Two' },
      by,
      { documentId: `sha256:${sha256Hash}`, variables: sorted },
    ];
    for (const body of ways) expect(await cacheOf(gateway.post(body))).toEqual([200, 'HIT']);
    expect(await cacheOf(gateway.post({ ...by, variables: { ...variables, b: 'other' } }))).toEqual([
      200,
      'MISS',
    ]);
    // A page of another site must not be answered for having been asked before.
    const get = buildQueryUrl({ query, variables: JSON.stringify(variables) });
    expect((await gateway.get(get, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(400);
    expect(await cacheOf(gateway.get(get))).toEqual([200, 'MISS']);
    expect(await cacheOf(gateway.get(get))).toEqual([200, 'HIT']);
    // Apollo reads these bytes as another slug than Fastify does.
    const odd = `/graphql?query=${encodeURIComponent(query)}&variables={"a":"%FF","b":"x"}`;
    await gateway.get(odd);
    expect(await cacheOf(gateway.post({ query, variables: { a: '%FF', b: 'x' } }))).toEqual([200, 'MISS']);
    const slow = gateway.logs.filter(({ msg, operation }) => msg === 'slow operation' && operation === 'Two');
    expect(slow[0]).toMatchObject({ documentHash: sha256Hash });
  } finally {
    await gateway.close();
  }
});
