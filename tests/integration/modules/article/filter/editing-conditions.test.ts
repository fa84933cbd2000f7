import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../../../support/gateway.js';

let gateway: Gateway;
let write: Query;
let prefix: string;
beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '8' });
  const key = await gateway.createKey('write', 'publish', 'preview');
  prefix = key.slice(0, 'dl_12345678'.length);
  write = gateway.queryAs(key);
});
afterAll(() => gateway.close());

const UPDATE = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }`;
const PUBLISH = 'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }';
const LIST = `query ($filter: ArticleFilter) { articles(filter: $filter, orderBy: CREATED) { nodes { title } } }`;

async function create(title: string): Promise<string> {
  const { createArticle } = await write(
    'mutation ($title: String!) { createArticle(input: { title: $title }) { article { id } } }',
    { title },
  );
  await write(PUBLISH, { id: createArticle.article.id });
  return createArticle.article.id;
}

async function listTitles(query: Query, filter: object): Promise<string[]> {
  return (await query(LIST, { filter })).articles.nodes.map(({ title }: { title: string }) => title);
}

test('A cached list by access follows an article that becomes one for members', async () => {
  const id = await create('Members only');
  expect(await listTitles(gateway.query, { access: ['MEMBERS'] })).toEqual([]);
  await write(UPDATE, { input: { id, access: 'MEMBERS' } });
  expect(await listTitles(gateway.query, { access: ['MEMBERS'] })).toEqual([]);
  await write(PUBLISH, { id });
  expect(await listTitles(gateway.query, { access: ['MEMBERS'] })).toEqual(['Members only']);
});

test('A cached list in the order CREATED begins with an article that is published', async () => {
  const before = await listTitles(gateway.query, {});
  await create('The newest');
  expect(await listTitles(gateway.query, {})).toEqual(['The newest', ...before]);
});

test('An article has unpublished changes from its next edit to its next publication', async () => {
  const id = await create('Edited');
  const filter = { hasUnpublishedChanges: true };
  expect(await listTitles(write, filter)).toEqual([]);
  await write(UPDATE, { input: { id, standfirst: 'New.' } });
  const { articles } = await write(
    'query ($filter: ArticleFilter) { articles(filter: $filter, orderBy: LAST_EDITED) { nodes { title hasUnpublishedChanges } } }',
    { filter },
  );
  expect(articles.nodes).toEqual([{ title: 'Edited', hasUnpublishedChanges: true }]);
  await write(PUBLISH, { id });
  expect(await listTitles(write, filter)).toEqual([]);
});

test('Lists of what a key created and saved last take its prefix and its ID', async () => {
  const other = await gateway.createKey('write');
  const id = await create('Of two');
  await gateway.queryAs(other)(UPDATE, { input: { id, standfirst: 'By another.' } });
  const admin = gateway.queryAs(await gateway.createKey('admin', 'preview'));
  const { apiKeys } = await admin('{ apiKeys { nodes { id prefix } } }');
  const { id: keyId } = apiKeys.nodes.find((each: { prefix: string }) => each.prefix === prefix);
  for (const key of [prefix, keyId]) {
    expect(await listTitles(write, { createdBy: [key] })).toContain('Of two');
    expect(await listTitles(write, { lastEditedBy: [key] })).not.toContain('Of two');
  }
  expect(await listTitles(write, { lastEditedBy: [other.slice(0, prefix.length)] })).toEqual(['Of two']);
  expect(await listTitles(write, { createdBy: [] })).toEqual([]);
});
