import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { createContentModel } from '../../../src/app/site-config.js';
import { boolean, text } from '../../../src/fields/field.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const REASON = 'Use overline. Removed after 2027-06-01.';
const model = createContentModel({
  fields: {
    article: {
      kicker: text({ description: 'The line above.', deprecationReason: REASON, isFilterable: true }),
      isLong: boolean({ description: 'True if it is long.', deprecationReason: 'Use readingTime.' }),
      overline: text({ description: 'The line above.' }),
    },
  },
});
const KICKER = { field: 'ArticleFields.kicker', reason: REASON, removedAfter: '2027-06-01' };

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8' }, { model });
  await gateway.save({ slug: 'harbour' });
});
afterAll(() => gateway.close());

async function ask(query: string, headers: Record<string, string> = {}, method = 'POST') {
  const search = new URLSearchParams({ query });
  const response = await fetch(`${gateway.address}/graphql${method === 'GET' ? `?${search}` : ''}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body: JSON.stringify({ query }) }),
  });
  const { data, errors, extensions } = (await response.json()) as any;
  expect(errors).toBeUndefined();
  expect(data).toBeTruthy();
  return { extensions, cache: response.headers.get('x-cache'), headers: response.headers };
}
const SHOW = { 'x-deprecations': '1' };

test('A response names the deprecated fields that its operation uses, whether it is cached or not', async () => {
  const query = '{ article(by: { slug: "harbour" }) { fields { kicker isLong overline } } }';
  const deprecations = [
    KICKER,
    { field: 'ArticleFields.isLong', reason: 'Use readingTime.', removedAfter: null },
  ];
  for (const cache of ['MISS', 'HIT', 'HIT'])
    expect(await ask(query, SHOW)).toMatchObject({ cache, extensions: { deprecations } });
});

test('A response without the header has no extension, in whichever order they are requested', async () => {
  const query = '{ article(by: { slug: "harbour" }) { title fields { kicker } } }';
  expect(await ask(query)).toMatchObject({ cache: 'MISS', extensions: undefined });
  expect(await ask(query, SHOW)).toMatchObject({ cache: 'MISS', extensions: { deprecations: [KICKER] } });
  expect(await ask(query)).toMatchObject({ cache: 'HIT', extensions: undefined });
  expect(await ask(query, SHOW)).toMatchObject({ cache: 'HIT', extensions: { deprecations: [KICKER] } });
  // The same operation in another spelling is found by its parsed document.
  expect(await ask(`${query} `, SHOW)).toMatchObject({ extensions: { deprecations: [KICKER] } });
});

test('An operation without deprecated fields has an empty list', async () => {
  const { extensions } = await ask('{ article(by: { slug: "harbour" }) { fields { overline } } }', SHOW);
  expect(extensions).toEqual({ deprecations: [] });
});

test('A deprecated condition of a filter is named when the document contains it', async () => {
  const query = '{ articles(filter: { fields: { kicker: { any: ["News"] } } }) { totalCount } }';
  expect((await ask(query, SHOW)).extensions.deprecations).toEqual([
    { ...KICKER, field: 'ArticleFieldsFilter.kicker' },
  ]);
});

test('Only the executed operation of a document counts', async () => {
  const query = 'query One { site { title } } query Two { articles { nodes { fields { kicker } } } }';
  const body = (operationName: string) => JSON.stringify({ query, operationName });
  for (const [name, deprecations] of [
    ['One', []],
    ['Two', [KICKER]],
  ] as const) {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...SHOW },
      body: body(name),
    });
    expect(((await response.json()) as any).extensions).toEqual({ deprecations });
  }
});

test('Shared caches store a GET response only without the extension', async () => {
  const query = '{ article(by: { slug: "harbour" }) { path fields { kicker } } }';
  expect((await ask(query, {}, 'GET')).headers.get('cache-control')).toMatch(/^public/);
  const shown = await ask(query, SHOW, 'GET');
  expect(shown.extensions).toEqual({ deprecations: [KICKER] });
  expect(shown.headers.get('cache-control')).toBe('no-store');
});

test('An own field is deprecated in types, inputs and filters of the schema', async () => {
  const schema = await printGraphQLSchema(model);
  const line = new RegExp(`kicker: \\w+ @deprecated\\(reason: "${REASON}"\\)`, 'g');
  expect(schema.match(line)).toHaveLength(3);
});

test('A required own field cannot be deprecated', () => {
  const kicker = text({ description: 'The line above.', deprecationReason: REASON, isRequired: true });
  expect(() => createContentModel({ fields: { article: { kicker } } })).toThrow(
    'fields.article.kicker.deprecationReason: a required field cannot be deprecated; remove isRequired first.',
  );
});
