import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildContentModel } from '../../../src/fields/build-content-model.js';
import type { ContentModel } from '../../../src/fields/content-model.js';
import { richText, text } from '../../../src/fields/field.js';
import { applyContentModel } from '../../../src/modules/own-fields/apply-model.js';
import { reindexOutdated } from '../../../src/modules/search/index/reindex-outdated.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

function buildModel(isSearchable: boolean): ContentModel {
  const verdict = richText({ description: 'The conclusion.', access: 'public', isSearchable });
  const result = buildContentModel({
    fields: {
      article: {
        kicker: text({ description: 'The line above.', isSearchable }),
        memo: text({ description: 'A note that search does not read.' }),
      },
    },
    kinds: { BookReview: { description: 'A review of a book.', fields: { verdict } } },
  });
  if ('errors' in result) throw new Error(result.errors.join());
  return result.model;
}

let gateway: Gateway;
let write: Query;
let preview: Query;
beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '8' }, { model: buildModel(true) });
  const key = await gateway.createKey('write', 'publish', 'preview');
  write = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

const CREATE =
  'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }';
const UPDATE =
  'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }';
const PUBLISH = 'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }';

async function createPublished(input: object): Promise<string> {
  const { createArticle } = await write(CREATE, { input });
  expect(createArticle.userErrors).toEqual([]);
  await publish(createArticle.article.id);
  return createArticle.article.id;
}

async function publish(id: string): Promise<void> {
  await write(PUBLISH, { id });
  await gateway.app.cacheInvalidator.waitForSync();
}

async function search(query: string, ask: Query = gateway.query): Promise<string[]> {
  const document = 'query ($query: String!) { search(query: $query) { nodes { title } } }';
  return (await ask(document, { query })).search.nodes.map(({ title }: { title: string }) => title);
}

test('Search finds an article by the words of a searchable own field, and not by those of another', async () => {
  await createPublished({ title: 'Quay', fields: { kicker: 'Oystercatchers', memo: 'Sandpipers' } });
  expect(await search('oystercatcher')).toEqual(['Quay']);
  expect(await search('sandpipers')).toEqual([]);
});

test('Search follows an edit in the preview, and for readers with its publication', async () => {
  const id = await createPublished({ title: 'Shore', fields: { kicker: 'Turnstones' } });
  await write(UPDATE, { input: { id, fields: { kicker: 'Dunlins' } } });
  expect([await search('turnstones'), await search('dunlins')]).toEqual([['Shore'], []]);
  expect([await search('turnstones', preview), await search('dunlins', preview)]).toEqual([[], ['Shore']]);
  await publish(id);
  expect([await search('turnstones'), await search('dunlins')]).toEqual([[], ['Shore']]);
});

test('Rich text of a kind is found while the article is of the kind', async () => {
  const verdict = { markdown: 'A **whimbrel** of a book.' };
  const id = await createPublished({ title: 'Novel', kind: 'BOOK_REVIEW', bookReview: { verdict } });
  expect(await search('whimbrel')).toEqual(['Novel']);
  await write(UPDATE, { input: { id, kind: 'OPINION' } });
  await publish(id);
  expect(await search('whimbrel')).toEqual([]);
});

test('A field that becomes searchable is found after its articles were indexed again, and one that ceases to be is not', async () => {
  const { connection, pool } = gateway.database;
  await createPublished({ title: 'Marsh', fields: { kicker: 'Redshanks' } });
  await createPublished({ title: 'Without own fields' });
  const countOutdated = async () => {
    const { rows } = await pool.query('SELECT count(*)::int AS count FROM article_search WHERE version = 0');
    return rows[0].count;
  };
  await applyContentModel(connection, buildModel(false));
  expect(await countOutdated()).toBeGreaterThan(0);
  await reindexOutdated(pool);
  await gateway.app.cacheInvalidator.waitForSync();
  expect([await countOutdated(), await search('redshanks')]).toEqual([0, []]);
  await applyContentModel(connection, buildModel(true));
  await reindexOutdated(pool);
  await gateway.app.cacheInvalidator.waitForSync();
  expect(await search('redshanks')).toEqual(['Marsh']);
  await applyContentModel(connection, buildModel(true));
  expect(await countOutdated()).toBe(0);
});
