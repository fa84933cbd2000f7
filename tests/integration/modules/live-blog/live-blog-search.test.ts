import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reindexOutdated } from '../../../../src/modules/search/index/reindex-outdated.js';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { addManyEntries, createLiveBlog, type LiveBlogDesk } from '../../../support/live-blog.js';

const SEARCH = `query ($query: String!, $filter: ArticleFilter, $first: Int = 5) { search(query: $query, filter: $filter) {
  liveBlogEntries(first: $first) { highlight entry { title liveBlogArticle { slug } } } } }`;

let gateway: Gateway;
let blog: LiveBlogDesk;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8' });
  blog = await createLiveBlog(gateway, 'storm');
  await addManyEntries(gateway, blog.id, 500);
});
afterAll(() => gateway.close());

const find = async (query: string, variables: object = {}) => {
  await gateway.app.cacheInvalidator.waitForSync();
  return (await gateway.query(SEARCH, { query, ...variables })).search.liveBlogEntries;
};
const listTitles = async (query: string, variables?: object) =>
  (await find(query, variables)).map(({ entry }: any) => entry?.title ?? null);

test('A live blog is found by the words of an entry, stemmed and with a highlight, and follows its edits', async () => {
  expect(await find('zeppelin')).toEqual([]);
  const id = await blog.add({
    title: 'Over the harbour',
    body: { markdown: 'Two **zeppelins** & a balloon passed.' },
  });
  expect(await find('zeppelin')).toEqual([
    {
      highlight: expect.stringContaining('Two <mark>zeppelins</mark> &amp; a balloon'),
      entry: { title: 'Over the harbour', liveBlogArticle: { slug: 'storm' } },
    },
  ]);
  expect(await listTitles('harbour balloon')).toEqual(['Over the harbour']);
  expect(await listTitles('harbour submarine')).toEqual([]);
  await blog.run('updateLiveBlogEntry', { id, body: { markdown: 'A balloon passed.' } });
  expect(await listTitles('zeppelin')).toEqual([]);
  await blog.run('updateLiveBlogEntry', { id, title: 'Over the estuary' });
  expect([await listTitles('harbour balloon'), await listTitles('estuary')]).toEqual([
    [],
    ['Over the estuary'],
  ]);
  await blog.run('retractLiveBlogEntry', { id });
  expect(await listTitles('balloon')).toEqual([]);
});

test('Entries are the latest first, at most 20, of live blogs that match the filter', async () => {
  expect(await listTitles('entry', { first: 2 })).toEqual(['Entry 500', 'Entry 499']);
  expect(await listTitles('entry', { filter: { kinds: ['OPINION'] } })).toEqual([]);
  expect((await gateway.queryErrors(SEARCH, { query: 'entry', first: 21 }))[0]?.message).toContain('20');
});

test('Entries that readers may not see are not found', async () => {
  await blog.add({ title: 'Dirigible', isDraft: true });
  const members = await createLiveBlog(gateway, 'members');
  await members.add({ title: 'Airship', body: { markdown: 'For members.' } });
  await members.desk(
    'mutation ($id: ID!) { updateArticle(input: { id: $id, access: MEMBERS, publish: {} }) { userErrors { message } } }',
    { id: members.id },
  );
  expect([await listTitles('dirigible'), await listTitles('airship')]).toEqual([[], []]);
});

test('An added entry indexes itself alone', async () => {
  const { pool } = gateway.database;
  const readVersions = async () =>
    (await pool.query('SELECT entry_id, xmin::text AS xmin FROM live_blog_entry_body ORDER BY entry_id'))
      .rows;
  const before = await readVersions();
  await blog.add({ title: 'One more' });
  expect((await readVersions()).slice(0, before.length)).toEqual(before);
});

test('Entries that an earlier release has indexed are indexed again with their articles', async () => {
  const { pool } = gateway.database;
  await blog.add({ title: 'Ferries are running again' });
  await pool.query("UPDATE live_blog_entry_body SET document = ''");
  expect(await listTitles('run')).toEqual([]);
  for (const table of ['article_search', 'draft_search']) await pool.query(`UPDATE ${table} SET version = 0`);
  expect(await reindexOutdated(pool)).toBe(false);
  // Another word: a job tells caches later.
  expect(await listTitles('ferry')).toEqual(['Ferries are running again']);
});
