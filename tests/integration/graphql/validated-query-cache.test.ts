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
  article(by: { slug: $slug }) { title related(first: $first) { article { title related(first: $first) { score } } } }
}
query Other { articles(first: 2) { nodes { slug } } }`;
const BY_HASH = {
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(QUERY).digest('hex') },
};
/** More requests than it takes to compile a query. */
const OFTEN = 35;
/** Headers that differ in every response. */
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
  ['unchanged', PAGE],
  ['another of its operations', { ...PAGE, operationName: 'Other' }],
  ['with variables', { ...PAGE, variables: { slug: 'new-bridge-opens', first: 1 } }],
  ['for a missing article', { ...PAGE, variables: { slug: 'nothing' } }],
  ['with null variables and extensions', { ...PAGE, variables: null, extensions: null }],
  ['by its hash', { operationName: 'Page', extensions: BY_HASH }],
  ['by documentId', { operationName: 'Page', documentId: `sha256:${BY_HASH.persistedQuery.sha256Hash}` }],
  ['as application/graphql-response+json', PAGE, { accept: 'application/graphql-response+json' }],
])(
  'A validated query is executed without Apollo and returns the same response: %s',
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
  ['a list as variables', { ...PAGE, variables: [] }],
  ['an argument out of range', { ...PAGE, variables: { first: 1000 } }],
  ['a variable with NUL', { ...PAGE, variables: { slug: 'a\u0000' } }],
  ['a cost above the limit', { ...PAGE, variables: { first: 50 } }],
  ['an unknown operation name', { ...PAGE, operationName: 'Neither' }],
  ['several operations without an operation name', { query: QUERY }],
  ['a number as operation name', { ...PAGE, operationName: 7 }],
  [
    'the hash of another document',
    { ...PAGE, extensions: { persistedQuery: { version: 1, sha256Hash: '0' } } },
  ],
  ['an unknown hash', { extensions: { persistedQuery: { version: 1, sha256Hash: '0' } } }],
  [
    'an unsupported persisted query version',
    { extensions: { persistedQuery: { ...BY_HASH.persistedQuery, version: 2 } } },
  ],
  ['a string as extensions', { ...PAGE, extensions: 'none' }],
])(
  'Apollo reports the error of an invalid request for a validated query: %s',
  async (_what, params, headers = {}) => {
    const given = await answerOf(repeating, params, headers);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(given).toEqual(await answerOf(apollos, params, headers));
    expect(JSON.parse(given.text)).toEqual(expect.objectContaining({ errors: expect.anything() }));
  },
);

test('A validated query reports its cost on request', async () => {
  const [given, expected] = [
    await answerOf(repeating, PAGE, { 'x-show-cost': '1' }),
    await answerOf(apollos, PAGE, { 'x-show-cost': '1' }),
  ];
  expect(given).toEqual(expected);
  expect(JSON.parse(given.text).extensions.cost.fields).toBeGreaterThan(0);
});

test('A mutation is never served from the validated query cache', async () => {
  const query = 'mutation { createTag(input: { name: "Ferries" }) { tag { name } } }';
  for (let i = 0; i < OFTEN; i++) await repeating.post({ query });
  expect(asked).toHaveBeenCalledTimes(OFTEN);
});

test('Concurrent identical queries execute once, concurrent identical mutations each time', async () => {
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
    const view = 'mutation { recordView(input: { article: "new-bridge-opens" }) { recorded } }';
    expect(await executed(view)).toBe(20);
  } finally {
    await remembering.close();
  }
});

test('A document over the cacheable length is executed but not stored', async () => {
  const query = `#${'x'.repeat(MAX_DOCUMENT_LENGTH)}\n{ articles(first: 2) { nodes { slug } } }`;
  for (let i = 0; i < 2; i++) expect((await repeating.post({ query })).status).toBe(200);
  expect(asked).toHaveBeenCalledTimes(2);
  const store = createDocumentStore()!;
  for (const [name, text] of Object.entries({ query, short: '{ site { title } }' }))
    await store.set(name, parse(text));
  expect([await store.get('query'), await store.get('short')]).toEqual([undefined, expect.any(Object)]);
});
