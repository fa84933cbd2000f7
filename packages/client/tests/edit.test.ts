import { expect, test } from '@jest/globals';
import type { Client } from '../src/client.js';
import { editable, withSources } from '../src/edit.js';

const PLAYGROUND = 'https://cms.example/graphql';
const DATA = {
  article: {
    headline: 'Ferry',
    readingTime: 2,
    body: { blocks: [{ text: 'One' }] },
    tags: [{ name: 'Sea' }, { name: 'Port' }],
  },
};
const ARTICLE = { node: 'a1', mutations: ['updateArticle'] };
const sourceMap = {
  nodes: {
    a1: { type: 'Article', revision: 3, editUrl: null },
    t1: { type: 'Tag', editUrl: 'https://blog.example/edit' },
    t2: { type: 'Tag', editUrl: null },
  },
  fields: [
    { ...ARTICLE, field: 'title' },
    { ...ARTICLE, mutations: [], field: 'readingTime', reason: 'It is computed.' },
    { ...ARTICLE, field: 'body.blocks.text' },
    { node: 't1', field: 'name', mutations: ['updateTag'] },
    { node: 't2', field: 'name', mutations: ['updateTag'] },
  ],
  leaves: {
    '/article/headline': 0,
    '/article/readingTime': 1,
    '/article/body/blocks/0/text': 2,
    '/article/tags/0/name': 3,
    '/article/tags/1/name': 4,
  },
};

async function load(options?: Parameters<typeof withSources>[1]) {
  const requests: unknown[] = [];
  const client = {
    request: async (...request: unknown[]) => {
      requests.push(request);
      return { data: structuredClone(DATA), cost: null, tags: [], extensions: { sourceMap } };
    },
  } as unknown as Client;
  const { article } = await withSources(client, options).query(
    '{ article }',
    {},
    { headers: { 'x-language': 'de' } },
  );
  return { article, requests };
}

test('The client requests source maps, and keeps the headers of a request', async () => {
  const { requests } = await load();
  expect(requests).toEqual([
    ['{ article }', {}, { headers: { 'x-language': 'de', 'x-source-map': 'true' } }],
  ]);
});

test('A value leads to the CMS, else to the playground with its mutation, and a computed one says why not', async () => {
  const { article } = await load({ playground: PLAYGROUND });
  expect(editable(article.tags[0], 'name')).toEqual({
    'data-edit': 'Tag name',
    'data-edit-url': 'https://blog.example/edit',
  });
  const { 'data-edit-url': url, ...rest } = editable(article, 'headline');
  expect(rest).toEqual({ 'data-edit': 'Article title' });
  const link = new URLSearchParams(new URL(url!).hash.slice(1));
  expect(url!.startsWith(`${PLAYGROUND}#`)).toBe(true);
  expect(link.get('query')).toContain('mutation UpdateArticle($input: UpdateArticleInput!)');
  expect(JSON.parse(link.get('variables')!)).toEqual({
    input: { id: 'a1', expectedRevision: 3, title: 'Ferry' },
  });
  expect(editable(article, 'readingTime')).toEqual({
    'data-edit': 'Article readingTime',
    'data-edit-note': 'It is computed.',
  });
  expect(editable(article.body)['data-edit']).toBe('Article body');
});

test('Without a playground a value names the mutation, and a site can lead to a page of its own', async () => {
  const { article } = await load();
  expect(editable(article.tags[1], 'name')).toEqual({
    'data-edit': 'Tag name',
    'data-edit-note': 'updateTag changes it.',
  });
  const own = await load({ editUrl: ({ node, field }) => `https://desk.example/${node}/${field}` });
  expect(editable(own.article, 'headline')['data-edit-url']).toBe('https://desk.example/a1/title');
});

test('Objects of other clients, copies and missing objects have no attributes', async () => {
  const { article } = await load();
  expect([{ title: 'Published' }, { ...article }, null].map((each) => editable(each, 'title'))).toEqual([
    {},
    {},
    {},
  ]);
  expect(editable(article, 'unknown')).toEqual({});
});
