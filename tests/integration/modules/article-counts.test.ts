import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { publishOverdue } from '../../../src/modules/publishing/schedule-publication.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;

beforeAll(async () => {
  gateway = await startGateway();
  desk = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
});
afterAll(() => gateway.close());

beforeEach(async () => {
  await gateway.database.pool.query('DELETE FROM article; DELETE FROM draft');
  await gateway.save({ slug: 'one', section: ['World', 'Asia'], tags: ['Sea', 'Ice'], authors: ['Ann'] });
  await gateway.save({ slug: 'two', section: ['World'], tags: ['Sea'], authors: ['Ann', 'Ben'] });
  await gateway.save({ slug: 'about', section: ['World'], tags: ['Sea'], authors: ['Ben'], kind: 'PAGE' });
});

/** Returns the numbers of articles as readers see them, after comparing those that are stored with new ones. */
async function readCounts() {
  const { rows } = await gateway.database.pool.query('SELECT public.recount_articles() AS wrong');
  expect(rows).toEqual([{ wrong: 0 }]);
  const { articles, tags, authors, sections } = await gateway.query(`{
    articles(first: 0) { totalCount }
    tags(orderBy: MOST_USED) { nodes { slug articleCount } }
    authors(orderBy: MOST_USED) { nodes { slug articleCount } }
    sections { slug articleCount children { slug articleCount } }
  }`);
  const list = (nodes: { slug: string; articleCount: number }[]) =>
    nodes.map(({ slug, articleCount }) => `${slug} ${articleCount}`).join(', ');
  const all = sections.flatMap(({ children, ...section }: { children: [] }) => [section, ...children]);
  return {
    site: articles.totalCount,
    tags: list(tags.nodes),
    authors: list(authors.nodes),
    sections: list(all),
  };
}

async function change(mutation: string, input: object) {
  const name = mutation === 'unpublishArticle' ? 'articleAction' : mutation;
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { userErrors { message } } }`;
  expect((await desk(document, { input })).payload.userErrors).toEqual([]);
}

const idOf = async (slug: string) =>
  toGlobalId(
    'Article',
    (await gateway.database.prisma.draft.findFirstOrThrow({ where: { slug }, select: { id: true } })).id,
  );

test('Articles are counted without pages', async () => {
  expect(await readCounts()).toEqual({
    site: 2,
    tags: 'sea 2, ice 1',
    authors: 'ann 2, ben 1',
    sections: 'world 2, asia 1',
  });
});

test('An article that is unpublished or deleted is not counted, and neither is a page', async () => {
  const about = await idOf('about');
  await change('unpublishArticle', { id: await idOf('one') });
  expect(await readCounts()).toEqual({
    site: 1,
    tags: 'sea 1',
    authors: 'ben 1, ann 1',
    sections: 'world 1, asia 0',
  });
  await change('unpublishArticle', { id: about });
  expect((await readCounts()).site).toBe(1);
});

test('A publication counts the terms that it adds and removes', async () => {
  await change('updateArticle', {
    id: await idOf('one'),
    tags: ['Ice', 'Fish'],
    authors: ['Ben'],
    section: 'world',
  });
  await change('publishArticle', { id: await idOf('one') });
  expect(await readCounts()).toEqual({
    site: 2,
    tags: 'fish 1, ice 1, sea 1',
    authors: 'ben 2, ann 1',
    sections: 'world 2, asia 0',
  });
});

test.each([
  ['one', 'PAGE', 1, 'sea 1, ice 0'],
  ['about', 'ARTICLE', 3, 'sea 3, ice 1'],
])('%s as %s counts %i articles', async (slug, kind, site, tags) => {
  await change('updateArticle', { id: await idOf(slug), kind });
  await change('publishArticle', { id: await idOf(slug) });
  expect(await readCounts()).toMatchObject({ site, tags });
});

test('Merged terms and moved sections are counted', async () => {
  await change('mergeTags', { from: ['ice'], into: 'sea' });
  await change('createSection', { name: 'Europe', slug: 'europe' });
  const asia = await gateway.database.prisma.section.findFirstOrThrow({ where: { slug: 'asia' } });
  await change('updateSection', { id: toGlobalId('Section', asia.id), parent: 'europe' });
  expect(await readCounts()).toMatchObject({ tags: 'sea 2', sections: 'world 1, europe 1, asia 1' });
});

test('Two instances that publish at the same time count right', async () => {
  const beside = await startGateway({}, { beside: gateway });
  const key = await gateway.createKey('write', 'publish');
  const tags = ['Sea', 'Ice', 'Fish', 'Oil'];
  /** Writes articles with the same terms in another order, one after the other. */
  const write = async (by: Gateway, first: number) => {
    const send = async (mutation: string, type: string, input: object) => {
      const { payload } = await by.queryAs(key)(
        `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${mutation === 'mergeTags' ? '' : 'article { id }'} userErrors { message } } }`,
        { input },
      );
      expect(payload.userErrors).toEqual([]);
      return payload.article?.id;
    };
    for (let i = first; i < 6; i += 2) {
      const own = [...tags.slice(i % 4), ...tags.slice(0, i % 4)].slice(0, 3);
      const authors = i % 2 ? ['Ann', 'Ben'] : ['Ben', 'Ann'];
      const input = { title: `Story ${i}`, tags: own, authors, section: i % 3 ? 'world' : 'asia' };
      const id = await send('createArticle', 'CreateArticleInput', { ...input, publish: {} });
      const kind = i === 3 ? 'PAGE' : 'ARTICLE';
      await send('updateArticle', 'UpdateArticleInput', { id, tags: tags.slice(i % 3), kind, publish: {} });
      if (i === 2) await send('mergeTags', 'MergeTagsInput', { from: ['fish'], into: 'sea' });
      if (i >= 4) await send('unpublishArticle', 'ArticleActionInput', { id });
    }
  };
  await Promise.all([write(gateway, 0), write(beside, 1)]);
  expect((await readCounts()).site).toBe(5);
  await beside.close();
});

test('A scheduled article is counted once it is published', async () => {
  const input = { title: 'Later', tags: ['Late'] };
  const { createArticle } = await desk(
    'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } } }',
    { input },
  );
  const { id } = createArticle.article;
  await change('publishArticle', { id, scheduledFor: new Date(Date.now() + 3_600_000).toISOString() });
  expect((await readCounts()).site).toBe(2);
  await gateway.database.pool.query(
    "UPDATE draft SET scheduled_for = now() - interval '1 minute' WHERE scheduled_for IS NOT NULL",
  );
  await publishOverdue(gateway.database.prisma, { info: () => undefined, warn: () => undefined });
  expect(await readCounts()).toMatchObject({ site: 3, tags: expect.stringContaining('late 1') });
});
