import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { PLAYGROUND_TABS } from '../../../src/app/playground-tabs.js';
import { ApiKeyService } from '../../../src/auth/api-keys.service.js';
import { needsNoKey } from '../../support/playground-examples.js';
import { recordStatements } from '../../support/statements.js';
import { buildQueryUrl, startServer, type TestServer } from '../../support/test-server.js';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ withSeeds: true });
});
afterAll(() => gateway.close());

const nested = (depth: number) =>
  `{ articles(first: 1) { nodes { ${'previous { '.repeat(depth)}title${' }'.repeat(depth)} } } }`;
const times = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

/** Short documents that are expensive to execute. */
const ATTACKS: [what: string, document: string, says: RegExp][] = [
  ['an alias flood', `{ ${times(40, (i) => `a${i}: site { title }`)} }`, /limit of 15 exceeded/],
  [
    'an alias flood in a fragment',
    `{ ...F } fragment F on Query { ${times(40, (i) => `a${i}: site { title }`)} }`,
    /limit of 15/,
  ],
  ['a field flood', `{ site { ${'title '.repeat(2_000)} } }`, /tokens/],
  [
    'a directive flood',
    `{ site { title ${'@include(if: true) '.repeat(400)} } }`,
    /tokens|can only be used once/,
  ],
  ['a deep query', nested(30), /depth limit of 15 exceeded/],
  [
    'a deep query in fragments',
    `{ article(by: { slug: "a" }) { ...F0 } } ${times(8, (i) => `fragment F${i} on Article { previous { next { ${i < 7 ? `...F${i + 1}` : 'title'} } } }`)}`,
    /depth limit of 15 exceeded, found 18/,
  ],
  [
    'a circular fragment',
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    /Cannot spread fragment/,
  ],
  [
    'nested article lists',
    '{ articles(first: 100) { nodes { tags { articles(first: 100) { nodes { tags { articles(first: 100) { nodes { title } } } } } } } } }',
    /may return \d+ fields; the limit is 25000/,
  ],
  [
    'nested related lists',
    '{ articles(first: 100) { nodes { related(first: 20) { article { related(first: 20) { article { title } } } } } } }',
    /may return/,
  ],
  [
    'lists of negative length',
    '{ articles(first: -1) { nodes { tags { articles(first: -100) { nodes { title } } } } } }',
    /first/,
  ],
  ['a list over the maximum length', '{ articles(first: 1000000) { nodes { title } } }', /100/],
];

describe('Query limits', () => {
  test.each(ATTACKS)('reject %s before any statement runs', async (_what, document, says) => {
    const statements = await recordStatements(async () => {
      for (const response of [
        await gateway.post({ query: document }),
        await gateway.get(buildQueryUrl({ query: document }).slice(0, 15_000)),
      ]) {
        expect(response.status).toBeLessThan(500);
        const text = await response.text();
        expect(text.length).toBeLessThan(2_000);
      }
    });
    const { errors } = (await (await gateway.post({ query: document })).json()) as any;
    expect(errors[0].message).toMatch(says);
    expect(statements).toEqual([]);
  });

  test.each(ATTACKS.slice(0, 8))('reject %s over WebSocket', async (_what, query, says) => {
    const client = createClient({
      url: `${gateway.address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
    });
    const refusal = await new Promise<string>((resolve) => {
      client.subscribe(
        { query },
        {
          next: ({ errors }) => resolve(JSON.stringify(errors)),
          error: (error) => resolve(JSON.stringify(error)),
          complete() {},
        },
      );
    });
    await client.dispose();
    expect(refusal).toMatch(says);
  });
});

describe('A document of more than 65,536 characters', () => {
  const query = `{ site { title } } #${'x'.repeat(65_536)}`;
  const sha256Hash = createHash('sha256').update(query).digest('hex');

  test.each([
    ['as text', { query }],
    ['with its hash', { query, extensions: { persistedQuery: { version: 1, sha256Hash } } }],
    ['of another operation', { query, operationName: 'Other' }],
  ])('is refused, %s', async (_how, body) => {
    const response = await gateway.post(body);
    const { errors } = (await response.json()) as any;
    expect([response.status, errors]).toEqual([
      413,
      [
        {
          message:
            'The document has more than 65,536 characters. Leave comments out, and send long values as variables.',
          extensions: { code: 'PAYLOAD_TOO_LARGE' },
        },
      ],
    ]);
  });

  test('is executed for an API key', async () => {
    const { secret } = await new ApiKeyService(gateway.database.prisma).create('Desk', ['preview']);
    const response = await gateway.post({ query }, { authorization: `Bearer ${secret}` });
    expect(await response.json()).toMatchObject({ data: { site: {} } });
  });
});

test.each(
  [
    ...PLAYGROUND_TABS.filter((example) => !example.includes('subscription') && needsNoKey(example)),
    getIntrospectionQuery(),
  ].map((query) => [query.slice(0, 40), query]),
)('Query limits allow the playground examples and introspection: %s', async (_beginning, query) => {
  const { errors } = (await (await gateway.post({ query })).json()) as any;
  expect(errors).toBeUndefined();
});
