import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { joinPages, possibleTypes, typePolicies } from '../src/apollo.js';
import * as fragments from '../src/fragments.js';
import { graphcacheOptions } from '../src/urql.js';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

test('The generated files are those of schema.graphql', async () => {
  const { generateFiles } = await import('../bin/generate.mjs' as string);
  for (const [name, text] of Object.entries<string>(await generateFiles())) {
    expect({ name, text: await read(`../src/generated/${name}`) }).toEqual({ name, text });
  }
});

test('Every fragment and operation is valid by itself, and all fragments in one document', async () => {
  const schema = buildSchema(await read('../../../schema.graphql'));
  const texts = Object.values(fragments) as string[];
  expect(texts.length).toBeGreaterThan(10);
  const check = (text: string) =>
    validate(schema, parse(text)).filter(({ message }) => !message.endsWith('is never used.'));
  for (const text of texts) expect({ text, errors: check(text) }).toEqual({ text, errors: [] });
  expect(check(texts.filter((text) => text.startsWith('fragment')).join('\n'))).toEqual([]);
});

test('The policies of Apollo Client join pages of nodes and of edges', () => {
  expect(Object.keys(possibleTypes)).toEqual(expect.arrayContaining(['Node', 'Block', 'Listed']));
  expect(typePolicies.Seo).toEqual({ merge: true });
  // An image has no ID, and a connection.
  expect(typePolicies.Image).toEqual({ merge: true, fields: { usages: expect.anything() } });
  expect(typePolicies.Article?.merge).toBeUndefined();
  const { merge } = joinPages([]);
  const first = { nodes: [1, 2], pageInfo: { startCursor: 'a', endCursor: 'b', hasNextPage: true } };
  const second = { nodes: [3], pageInfo: { startCursor: 'c', endCursor: 'c', hasNextPage: false } };
  const joined = { nodes: [1, 2, 3], pageInfo: { startCursor: 'a', endCursor: 'c', hasNextPage: false } };
  expect(merge(first, second, { args: { after: 'b' } })).toEqual(joined);
  expect(merge(second, first, { args: { before: 'c' } }).nodes).toEqual([1, 2, 3]);
  expect(merge(first, second, { args: {} })).toEqual(second);
});

test('joinPages is the policy that the documentation shows', async () => {
  const withoutTypes = (text: string) =>
    text
      .replace(/: (?:readonly unknown\[\]|string\[\]|PagePolicy|KeyArguments)(?= )/g, '')
      .replace(/: (?:string\[\]|KeyArguments)(?=\))/g, '')
      .replace(/[()\s]+/g, '');
  const find = (text: string) => /function joinPages\([\s\S]*?\n\}/.exec(text)?.[0] ?? '';
  expect(withoutTypes(find(await read('../src/apollo.ts')))).toBe(
    withoutTypes(find(await read('../../../docs/front-ends.md'))),
  );
});

test('Graphcache gets keys and a resolver for each list', () => {
  const relayPagination = () => 'joined';
  const { keys, resolvers, possibleTypes: types } = graphcacheOptions(relayPagination);
  expect(types).toBe(possibleTypes);
  expect([keys.Seo?.({}), keys.Image?.({}), keys.Image?.({ id: 'a' })]).toEqual([undefined, undefined, 'a']);
  expect(keys).not.toHaveProperty('Article');
  expect(resolvers.Query).toMatchObject({ articles: 'joined', tags: 'joined' });
});
