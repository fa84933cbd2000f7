import { createHash } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { parse } from 'graphql';
import { createDocumentStore, MAX_DOCUMENT_LENGTH } from '../../../src/graphql/document-store.js';
import type { OperationParams } from '../../../src/graphql/operation.js';
import { BROWSER_USER_AGENT } from '../../support/readers.js';
import { startServer, type TestServer } from '../../support/test-server.js';
import { waitUntil } from '../../support/until.js';

const QUERY = `query Page($slug: String = "first-electric-ferry-ties-up", $first: Int = 3) {
  article(slug: $slug) { title related(first: $first) { article { title related(first: $first) { score } } } }
}
query Other { articles(first: 2) { nodes { slug } } }`;
const BY_HASH = {
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(QUERY).digest('hex') },
};
/** More often than it takes for a query to be compiled. */
const OFTEN = 35;
/** Differs from one answer to the next, whoever gives it. */
const OWN = ['date', 'x-request-id', 'ratelimit', 'ratelimit-policy'];

let apollos: TestServer;
let repeating: TestServer;
const asked = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
beforeAll(async () => {
  const settings = { MAX_COST: '1000' };
  apollos = await startServer({ withSeeds: true, settings: { ...settings, COMPILED_EXECUTION: 'false' } });
  repeating = await startServer({ database: apollos.database, settings });
  for (const operationName of ['Page', 'Other']) {
    await apollos.post({ query: QUERY, operationName, extensions: BY_HASH });
    await repeating.post({ query: QUERY, operationName, extensions: BY_HASH });
    for (let i = 0; i < OFTEN; i++) await repeating.post({ query: QUERY, operationName });
  }
});
beforeEach(() => void asked.mockClear());
afterAll(async () => {
  await repeating.close();
  await apollos.close();
});

async function answerOf(served: TestServer, body: unknown, headers: Record<string, string> = {}) {
  const response = await served.post(body, headers);
  const others = [...response.headers].filter(([name]) => !OWN.includes(name));
  return { status: response.status, headers: Object.fromEntries(others), text: await response.text() };
}

const PAGE: OperationParams = { query: QUERY, operationName: 'Page' };

test.each<[what: string, params: OperationParams, headers?: Record<string, string>]>([
  ['as it stands', PAGE],
  ['another of its operations', { ...PAGE, operationName: 'Other' }],
  ['with variables', { ...PAGE, variables: { slug: 'new-bridge-opens', first: 1 } }],
  ['about what is not there', { ...PAGE, variables: { slug: 'nothing' } }],
  ['with nothing beside it', { ...PAGE, variables: null, extensions: null }],
  ['by its hash', { operationName: 'Page', extensions: BY_HASH }],
  ['by documentId', { operationName: 'Page', documentId: `sha256:${BY_HASH.persistedQuery.sha256Hash}` }],
  ['in the newer media type', PAGE, { accept: 'application/graphql-response+json' }],
])(
  'A query that was answered before is answered without Apollo as by it: %s',
  async (_what, params, headers = {}) => {
    const given = await answerOf(repeating, params, headers);
    expect(asked).not.toHaveBeenCalled();
    expect(given).toEqual(await answerOf(apollos, params, headers));
    expect(asked).toHaveBeenCalledTimes(1);
    expect(given.status).toBe(200);
    expect(JSON.parse(given.text)).toEqual({ data: expect.anything() });
  },
);

test.each<[what: string, params: object, headers?: Record<string, string>]>([
  ['variables of another type', { ...PAGE, variables: { first: 'three' } }],
  ['variables that are a list', { ...PAGE, variables: [] }],
  ['an argument out of its bounds', { ...PAGE, variables: { first: 1000 } }],
  ['text that cannot be kept', { ...PAGE, variables: { slug: 'a\u0000' } }],
  ['a cost above the limit', { ...PAGE, variables: { first: 50 } }],
  ['no such operation', { ...PAGE, operationName: 'Neither' }],
  ['none of its operations', { query: QUERY }],
  ['a name that is none', { ...PAGE, operationName: 7 }],
  ['a hash of something else', { ...PAGE, extensions: { persistedQuery: { version: 1, sha256Hash: '0' } } }],
  ['a hash that is not known', { extensions: { persistedQuery: { version: 1, sha256Hash: '0' } } }],
  [
    'a version that is not known',
    { extensions: { persistedQuery: { ...BY_HASH.persistedQuery, version: 2 } } },
  ],
  ['extensions that are none', { ...PAGE, extensions: 'none' }],
])('and what is wrong with one is said by Apollo: %s', async (_what, params, headers = {}) => {
  const given = await answerOf(repeating, params, headers);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(given).toEqual(await answerOf(apollos, params, headers));
  expect(JSON.parse(given.text)).toEqual(expect.objectContaining({ errors: expect.anything() }));
});

test('Who wants to know what it costs is told, as often as it was asked', async () => {
  const [given, expected] = [
    await answerOf(repeating, PAGE, { 'x-show-cost': '1' }),
    await answerOf(apollos, PAGE, { 'x-show-cost': '1' }),
  ];
  expect(given).toEqual(expected);
  expect(JSON.parse(given.text).extensions.cost.fields).toBeGreaterThan(0);
});

test('A mutation is never among them', async () => {
  const query = 'mutation { createTag(input: { name: "Ferries" }) { tag { name } } }';
  for (let i = 0; i < OFTEN; i++) await repeating.post({ query });
  expect(asked).toHaveBeenCalledTimes(OFTEN);
});

test('A query that many send at one moment is executed once, a mutation for each of them', async () => {
  const remembering = await startServer({ database: apollos.database, settings: { CACHE_MB: '8' } });
  const executed = async (query: string) => {
    asked.mockClear();
    const ask = () => remembering.post({ query }, { 'user-agent': BROWSER_USER_AGENT });
    for (const { status } of await Promise.all(Array.from({ length: 20 }, ask))) expect(status).toBe(200);
    return asked.mock.calls.length;
  };
  try {
    const site = { query: '{ site { title } }' };
    await waitUntil(async () => (await remembering.post(site)).headers.get('x-cache') === 'HIT');
    expect(await executed('{ articles(first: 1) { nodes { slug } } }')).toBe(1);
    const view = 'mutation { recordView(input: { slug: "new-bridge-opens" }) { recorded } }';
    expect(await executed(view)).toBe(20);
  } finally {
    await remembering.close();
  }
});

test('A document that is long for its comments is answered, and not remembered', async () => {
  const query = `#${'x'.repeat(MAX_DOCUMENT_LENGTH)}\n{ articles(first: 2) { nodes { slug } } }`;
  for (let i = 0; i < 2; i++) expect((await repeating.post({ query })).status).toBe(200);
  expect(asked).toHaveBeenCalledTimes(2);
  const store = createDocumentStore()!;
  for (const [name, text] of Object.entries({ query, short: '{ site { title } }' }))
    await store.set(name, parse(text));
  expect([await store.get('query'), await store.get('short')]).toEqual([undefined, expect.any(Object)]);
});
