import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
/** IDs of sections, tags, authors, articles and newsletters by slug. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  gateway = await startGateway();
  desk = gateway.queryAs(
    await gateway.createKey('write', 'publish', 'preview', 'newsletter:write'),
    'preview',
  );
  await gateway.save({ slug: 'one', section: ['World', 'Asia'], tags: ['Eels'], authors: ['Ana Lima'] });
  await gateway.save({ slug: 'two', tags: ['Eel fishing'] });
  await desk(
    'mutation { createNewsletter(input: { slug: "weekly", name: "Weekly" }) { userErrors { message } } }',
  );
  const found = await desk(`{
    articles { nodes { id slug } } sections { id slug children { id slug } }
    tags { nodes { id slug } } authors { nodes { id slug } } newsletters { id slug }
  }`);
  for (const { id, slug } of [
    ...[...found.articles.nodes, ...found.sections, ...found.sections.flatMap((each: any) => each.children)],
    ...[...found.tags.nodes, ...found.authors.nodes, ...found.newsletters],
  ])
    ids[slug] = id;
});
afterAll(() => gateway.close());

/** Runs a mutation and returns its payload. */
async function run(name: string, input: object, selection = ''): Promise<any> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} userErrors { code field message } } }`;
  return (await desk(document, { input }))[name];
}

const OTHER_TYPE = toGlobalId('Webhook', 1);

describe('References in mutations', () => {
  test('name the sections, tags and authors of an article by ID or slug', async () => {
    const selection = 'article { section { slug } sections { slug } tags { name } authors { name } }';
    const bySlug = { title: 'By slug', section: 'asia', tags: ['eels'], authors: ['ana-lima'] };
    const byId = { title: 'By ID', section: ids.asia, tags: [ids.eels], authors: [ids['ana-lima']] };
    for (const input of [bySlug, byId]) {
      expect(await run('createArticle', input, selection)).toEqual({
        article: {
          section: { slug: 'asia' },
          sections: [{ slug: 'asia' }],
          tags: [{ name: 'Eels' }],
          authors: [{ name: 'Ana Lima' }],
        },
        userErrors: [],
      });
    }
    const counts = await desk('{ tags { totalCount } authors { totalCount } }');
    expect(counts).toEqual({ tags: { totalCount: 2 }, authors: { totalCount: 1 } });
  });

  test('of an article that name nothing, or another type, are refused with their places', async () => {
    const { userErrors } = await run('createArticle', {
      title: 'Refused',
      section: OTHER_TYPE,
      tags: ['eels', toGlobalId('Tag', 999)],
      authors: [ids.eels],
    });
    expect(userErrors.map(({ code, field }: any) => [code, field])).toEqual([
      ['NOT_FOUND', ['section']],
      ['NOT_FOUND', ['tags', '1']],
      ['NOT_FOUND', ['authors', '0']],
    ]);
  });

  test('name the parent of a section', async () => {
    for (const [slug, parent] of [
      ['japan', 'asia'],
      ['korea', ids.asia],
    ]) {
      const created = await run('createSection', { name: slug, parent }, 'section { path }');
      expect(created).toEqual({ section: { path: `/world/asia/${slug}` }, userErrors: [] });
    }
    for (const parent of ['nowhere', OTHER_TYPE, toGlobalId('Section', 999)]) {
      const { userErrors } = await run('createSection', { name: 'Lost', parent });
      expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['parent'] }]);
    }
  });

  test('name the articles to pin', async () => {
    const selection = 'article { related { article { slug } } }';
    for (const two of ['two', ids.two]) {
      const pinned = await run('pinRelatedArticles', { id: ids.one, articles: [two] }, selection);
      expect(pinned).toEqual({ article: { related: [{ article: { slug: 'two' } }] }, userErrors: [] });
    }
    const { userErrors } = await run('pinRelatedArticles', {
      id: ids.one,
      articles: ['two', ids.two, 'nothing', ids.eels, 'one'],
    });
    expect(userErrors.map(({ code, field }: any) => [code, field])).toEqual([
      ['INVALID', ['articles', '1']],
      ['NOT_FOUND', ['articles', '2']],
      ['NOT_FOUND', ['articles', '3']],
      ['INVALID', ['articles', '4']],
    ]);
  });

  test('name a newsletter and the articles of its issue', async () => {
    for (const newsletter of ['weekly', ids.weekly]) {
      const planned = await run(
        'planNewsletterIssue',
        { newsletter, articles: ['two', ids.one] },
        'newsletter { nextIssue { articles { slug } } }',
      );
      expect(planned.userErrors).toEqual([]);
      expect(planned.newsletter.nextIssue.articles).toEqual([{ slug: 'two' }, { slug: 'one' }]);
      expect(
        await run('subscribeToNewsletter', { newsletter, email: 'ana@reader.example' }, 'accepted'),
      ).toEqual({
        accepted: true,
        userErrors: [],
      });
    }
    for (const newsletter of ['monthly', OTHER_TYPE]) {
      for (const [name, input] of [
        ['planNewsletterIssue', {}],
        ['sendNewsletterIssue', {}],
        ['subscribeToNewsletter', { email: 'ana@reader.example' }],
      ] as const) {
        const { userErrors } = await run(name, { newsletter, ...input });
        expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['newsletter'] }]);
      }
    }
    const { userErrors } = await run('updateNewsletter', { id: 'weekly', name: 'Daily' });
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
  });

  test('name the article of a view', async () => {
    const view = async (article: string) =>
      (
        await gateway.query(
          'mutation ($input: RecordViewInput!) { recordView(input: $input) { recorded } }',
          { input: { article } },
          { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
        )
      ).recordView.recorded;
    expect(await view('one')).toBe(true);
    expect(await view(ids.two!)).toBe(true);
    expect(await view(ids.one!)).toBe(false); // the same article, viewed before
    expect(await view(OTHER_TYPE)).toBe(false);
  });

  test('name tags to merge', async () => {
    const merged = await run(
      'mergeTags',
      { from: ['eel-fishing'], into: ids.eels },
      'tag { slug articleCount }',
    );
    expect(merged).toEqual({ tag: { slug: 'eels', articleCount: expect.any(Number) }, userErrors: [] });
    const { userErrors } = await run('mergeTags', { from: ['eel-fishing'], into: 'eels' });
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['from', '0'] }]);
  });
});

describe('References in queries', () => {
  test('name the section of a popular list', async () => {
    const list = async (section: string) =>
      (
        await gateway.query('query ($section: String) { popular(window: ALL, section: $section) { rank } }', {
          section,
        })
      ).popular;
    expect(await list(ids.asia!)).toEqual(await list('asia'));
    expect(await list(toGlobalId('Section', 999))).toEqual([]);
    const [error] = await gateway.queryErrors(`{ popular(section: "${OTHER_TYPE}") { rank } }`);
    expect(error).toMatchObject({
      message: `section: "${OTHER_TYPE}" is the ID of another type. Give the ID or the slug of a Section.`,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
