import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildContentModel } from '../../../src/fields/build-content-model.js';
import { group, list, reference } from '../../../src/fields/field.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
let preview: Query;

beforeAll(async () => {
  gateway = await startGateway();
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

async function merge(type: 'Section' | 'Author', from: string[], into: string) {
  const document = `mutation ($input: Merge${type}sInput!) {
    payload: merge${type}s(input: $input) { node: ${type.toLowerCase()} { slug } userErrors { code field message } }
  }`;
  return (await desk(document, { input: { from, into } })).payload;
}

const routeOf = async (path: string) =>
  (await gateway.query('query ($path: String!) { route(path: $path) { status redirectTo } }', { path }))
    .route;
const movedTo = (redirectTo: string) => ({ status: 'MOVED', redirectTo });
const found = { status: 'FOUND', redirectTo: null };

const ARTICLE = `query ($slug: String!) { article(by: { slug: $slug }) {
  path section { slug } sections { slug } authors { slug }
} }`;
const slugsOf = (nodes: { slug: string }[]) => nodes.map(({ slug }) => slug);
const articleOf = async (slug: string, query: Query = gateway.query) => {
  const { article } = await query(ARTICLE, { slug });
  return { ...article, sections: slugsOf(article.sections), authors: slugsOf(article.authors) };
};
const listOf = async (type: 'section' | 'author', slug: string) => {
  const document = `query ($slug: String!) { ${type}(by: { slug: $slug }) { articles { nodes { slug } } } }`;
  return slugsOf((await gateway.query(document, { slug }))[type].articles.nodes).sort();
};
const lastChange = () =>
  gateway.database.prisma.contentChange.findFirstOrThrow({ orderBy: { sequence: 'desc' } });

describe('mergeAuthors', () => {
  test('mergeAuthors names the remaining author once, in articles and drafts', async () => {
    await gateway.save({ slug: 'duo', authors: ['Ann', 'A. Lee', 'Ann Lee'] });
    await gateway.save({ slug: 'solo', authors: ['A. Lee'] });
    await gateway.save({ slug: 'draft', authors: ['A. Lee', 'Ann'], draft: true });
    expect(await listOf('author', 'ann-lee')).toEqual(['duo']);
    expect(await merge('Author', ['a-lee'], 'ann-lee')).toEqual({
      node: { slug: 'ann-lee' },
      userErrors: [],
    });
    expect((await articleOf('duo')).authors).toEqual(['ann', 'ann-lee']);
    expect((await articleOf('draft', preview)).authors).toEqual(['ann-lee', 'ann']);
    expect(await listOf('author', 'ann-lee')).toEqual(['duo', 'solo']);
    expect(await routeOf('/authors/a-lee')).toEqual(movedTo('/authors/ann-lee'));
    expect(await lastChange()).toMatchObject({
      kind: 'MERGED',
      nodeType: 'Author',
      keys: expect.arrayContaining(['authors', 'search', 'filed:author:a-lee', 'path:/authors/a-lee']),
    });
  });

  test('A merged author does not return with a save or an import', async () => {
    await gateway.save({ slug: 'later', authors: ['A. Lee', 'Ann Lee'] });
    expect((await articleOf('later')).authors).toEqual(['ann-lee']);
  });

  test('A merge of authors is audited with the names that it removed', async () => {
    const entry = await gateway.database.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'mergeAuthors' },
    });
    expect(entry.outcome).toEqual({ slug: 'ann-lee', name: 'Ann Lee', merged: ['a-lee'] });
  });
});

describe('mergeSections', () => {
  test('mergeSections moves articles, drafts and subsections, and redirects their paths', async () => {
    await gateway.save({ slug: 'budget', section: ['Money'] });
    await gateway.save({ slug: 'rates', section: ['Money', 'Banks'] });
    await gateway.save({ slug: 'fixed', section: ['Money'], path: '/2014/fixed' });
    await gateway.save({ slug: 'plan', section: ['Money'], draft: true });
    await gateway.save({ slug: 'both', section: ['Money'], otherSections: [['Life'], ['News', 'Economy']] });
    expect(await listOf('section', 'economy')).toEqual(['both']);
    expect(await listOf('section', 'news')).toEqual(['both']);
    expect(await merge('Section', ['money'], 'economy')).toEqual({
      node: { slug: 'economy' },
      userErrors: [],
    });
    expect(await articleOf('budget')).toMatchObject({
      path: '/news/economy/budget',
      section: { slug: 'economy' },
      sections: ['economy'],
    });
    expect((await articleOf('rates')).path).toBe('/news/economy/banks/rates');
    expect((await articleOf('fixed')).path).toBe('/2014/fixed');
    expect((await articleOf('plan', preview)).path).toBe('/news/economy/plan');
    expect((await articleOf('both')).sections).toEqual(['economy', 'life']);
    expect((await articleOf('both', preview)).sections).toEqual(['economy', 'life']);
    for (const slug of ['economy', 'news'])
      expect(await listOf('section', slug)).toEqual(['both', 'budget', 'fixed', 'rates']);
    expect(await routeOf('/money')).toEqual(movedTo('/news/economy'));
    expect(await routeOf('/money/budget')).toEqual(movedTo('/news/economy/budget'));
    expect(await routeOf('/money/banks')).toEqual(movedTo('/news/economy/banks'));
    expect(await routeOf('/money/banks/rates')).toEqual(movedTo('/news/economy/banks/rates'));
    expect(await routeOf('/news/economy/budget')).toEqual(found);
    expect(await lastChange()).toMatchObject({ kind: 'MERGED', nodeType: 'Section' });
  });

  test('Articles with the name of a merged section are saved to the remaining one', async () => {
    await gateway.save({ slug: 'new-budget', section: ['Money'] });
    expect((await articleOf('new-budget')).path).toBe('/news/economy/new-budget');
    const { id } = (await preview('{ article(by: { slug: "budget" }) { id } }')).article;
    const saved = await desk(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Budget", publish: {} }) { userErrors { code } } }',
      { id },
    );
    expect(saved.updateArticle.userErrors).toEqual([]);
    expect((await articleOf('budget')).sections).toEqual(['economy']);
  });

  test('mergeSections does not publish the sections of a draft', async () => {
    await gateway.save({ slug: 'edited', section: ['Travel'], otherSections: [['Life']] });
    const { id } = (await preview('{ article(by: { slug: "edited" }) { id } }')).article;
    await desk(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, sections: ["travel"] }) { revision } }',
      { id },
    );
    expect((await merge('Section', ['travel'], 'economy')).userErrors).toEqual([]);
    expect((await articleOf('edited')).sections).toEqual(['economy', 'life']);
    expect((await articleOf('edited', preview)).sections).toEqual(['economy']);
  });

  test('mergeSections merges a section and one below it at once', async () => {
    await gateway.save({ slug: 'cup', section: ['Games', 'Football', 'Cups', 'Finals'] });
    expect((await merge('Section', ['games', 'cups'], 'life')).userErrors).toEqual([]);
    expect((await articleOf('cup')).path).toBe('/life/finals/cup');
    expect(await routeOf('/games/football/cups/finals/cup')).toEqual(movedTo('/life/finals/cup'));
    expect(await routeOf('/games/football/cups')).toEqual(movedTo('/life'));
  });

  test('A section cannot be merged into one below it, or where other content has a path', async () => {
    expect(await merge('Section', ['news'], 'economy')).toMatchObject({
      node: null,
      userErrors: [{ code: 'INVALID', field: ['from'], message: expect.stringContaining('below news') }],
    });
    await gateway.save({ slug: 'menu', section: ['Food'] });
    await gateway.save({ slug: 'squatter', path: '/life/menu' });
    expect(await merge('Section', ['food'], 'life')).toMatchObject({
      node: null,
      userErrors: [{ code: 'TAKEN', field: ['from'] }],
    });
    expect((await articleOf('menu')).path).toBe('/food/menu');
  });

  test.each([
    ['into itself', ['life'], 'life', 'INVALID', ['from']],
    ['of none', [], 'life', 'INVALID', ['from']],
    ['of an unknown one', ['nowhere'], 'life', 'NOT_FOUND', ['from', '0']],
    ['into an unknown one', ['life'], 'nowhere', 'NOT_FOUND', ['into']],
  ])('A merge of sections %s is refused', async (_what, from, into, code, field) => {
    expect(await merge('Section', from, into)).toMatchObject({ node: null, userErrors: [{ code, field }] });
  });
});

describe('Own fields that refer to merged sections, tags and authors', () => {
  const MODEL = buildContentModel({
    fields: {
      article: {
        topic: reference({ to: 'tag', description: 'The topic.', isFilterable: true }),
        people: list({ of: reference({ to: 'author', description: 'A person.' }), description: 'People.' }),
        box: group({
          description: 'A box.',
          fields: { desk: reference({ to: 'section', description: 'The desk.' }) },
        }),
      },
      tag: { parent: reference({ to: 'tag', description: 'The tag above.' }) },
    },
    kinds: {
      Review: {
        description: 'A review.',
        fields: { of: reference({ to: 'tag', description: 'The subject.' }) },
      },
    },
  });
  let site: Gateway;
  let editor: Query;
  beforeAll(async () => {
    if (!('model' in MODEL)) throw new Error(MODEL.errors.join());
    site = await startGateway({ CACHE_MB: '8' }, { model: MODEL.model });
    editor = site.queryAs(await site.createKey('preview', 'write', 'publish'));
    await site.save({
      slug: 'first',
      section: ['Port'],
      tags: ['Sea', 'Ocean', 'Fish'],
      authors: ['Ann', 'A. Lee', 'Bo'],
    });
    await site.save({ slug: 'second', section: ['Harbour'] });
  });
  afterAll(() => site.close());

  const FIELDS = `slug fields {
    topic { slug } people { slug } box { desk { slug } }
  } review { of { slug } }`;
  const readFields = async (slug: string, query: Query = site.query) =>
    (await query(`query ($slug: String!) { article(by: { slug: $slug }) { ${FIELDS} } }`, { slug })).article;

  test('refer to the remaining one, in drafts, published articles, revisions, groups, lists and kinds', async () => {
    const create = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }`;
    const fields = { topic: 'ocean', people: ['a-lee', 'bo', 'ann'], box: { desk: 'port' } };
    const input = { title: 'Story', kind: 'REVIEW', fields, review: { of: 'ocean' }, publish: {} };
    const { createArticle } = await editor(create, { input });
    expect(createArticle.userErrors).toEqual([]);
    const { id } = createArticle.article;
    const update = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }`;
    await editor(update, { input: { id, fields: { topic: null, people: ['a-lee'] } } });
    const { tag } = await editor('{ tag(by: { slug: "fish" }) { id } }');
    await editor(
      'mutation ($input: UpdateTagInput!) { updateTag(input: $input) { userErrors { message } } }',
      { input: { id: tag.id, fields: { parent: 'ocean' } } },
    );
    const list = '{ articles(filter: { fields: { topic: { any: ["sea"] } } }) { nodes { slug } } }';
    const ofTag = '{ tag(by: { slug: "fish" }) { fields { parent { slug } } } }';
    expect((await site.query(list)).articles.nodes).toEqual([]);
    expect((await readFields('story')).fields.topic).toEqual({ slug: 'ocean' });
    expect((await site.query(ofTag)).tag.fields).toEqual({ parent: { slug: 'ocean' } });
    for (const merge of [
      'mergeTags(input: { from: ["ocean"], into: "sea" })',
      'mergeAuthors(input: { from: ["a-lee"], into: "ann" })',
      'mergeSections(input: { from: ["port"], into: "harbour" })',
    ])
      expect(await editor(`mutation { merge: ${merge} { userErrors { message } } }`)).toEqual({
        merge: { userErrors: [] },
      });
    const published = {
      slug: 'story',
      fields: {
        topic: { slug: 'sea' },
        people: [{ slug: 'ann' }, { slug: 'bo' }],
        box: { desk: { slug: 'harbour' } },
      },
      review: { of: { slug: 'sea' } },
    };
    expect(await readFields('story')).toEqual(published);
    expect((await site.query(list)).articles.nodes).toEqual([{ slug: 'story' }]);
    expect((await site.query(ofTag)).tag.fields).toEqual({ parent: { slug: 'sea' } });
    const preview: Query = (document, variables) =>
      editor(document, variables, { 'x-perspective': 'preview' });
    expect((await readFields('story', preview)).fields).toMatchObject({
      topic: null,
      people: [{ slug: 'ann' }],
    });
    const restore = `mutation ($input: RestoreRevisionInput!) { restoreRevision(input: $input) { userErrors { message } } }`;
    await editor(restore, { input: { id, revision: 1 } });
    expect(await readFields('story', preview)).toEqual(published);
  });
});
