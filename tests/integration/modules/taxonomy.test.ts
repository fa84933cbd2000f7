import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

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

const FIELDS: Record<string, string> = {
  Section: 'section { id slug name description path parent { slug } children { slug } }',
  Tag: 'tag { id slug name path articleCount }',
  Author: 'author { id slug name bio path image { url } }',
};

/** Runs a mutation of sections, tags or authors and returns its payload. */
async function edit(mutation: string, input: object, headers?: Record<string, string>) {
  const [, type] = /(Section|Tag|Author)s?$/.exec(mutation)!;
  const fields = mutation.startsWith('delete') ? 'deletedId' : FIELDS[type!];
  const inputType = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${inputType}!) { payload: ${mutation}(input: $input) { ${fields} userErrors { code field message } } }`;
  return (await desk(document, { input }, headers)).payload;
}

/** Runs a mutation that must succeed and returns its section, tag, author or payload. */
async function done(mutation: string, input: object) {
  const payload = await edit(mutation, input);
  expect(payload.userErrors).toEqual([]);
  return payload.section ?? payload.tag ?? payload.author ?? payload;
}

const ROUTE = 'query ($path: String!) { route(path: $path) { status redirectTo } }';
const routeOf = async (path: string, query: Query = gateway.query) => (await query(ROUTE, { path })).route;
const found = { status: 'FOUND', redirectTo: null };
const movedTo = (redirectTo: string) => ({ status: 'MOVED', redirectTo });
const pathOf = async (slug: string, query: Query = gateway.query) =>
  (await query('query ($slug: String!) { article(by: { slug: $slug }) { path } }', { slug })).article?.path;
const tagsOf = async (slug: string, query: Query = gateway.query) =>
  (
    await query('query ($slug: String!) { article(by: { slug: $slug }) { tags { slug } } }', { slug })
  ).article.tags.map((tag: { slug: string }) => tag.slug);
const idOf = async (type: 'section' | 'tag' | 'author' | 'article', slug: string) =>
  (await preview(`query ($slug: String!) { ${type}(by: { slug: $slug }) { id } }`, { slug }))[type].id;

const lastSequence = async () =>
  (await gateway.database.prisma.contentChange.aggregate({ _max: { sequence: true } }))._max.sequence ?? 0n;
/** Returns the changes that `work` appended to the change log. */
async function changesOf(work: () => Promise<unknown>) {
  const after = await lastSequence();
  await work();
  return gateway.database.prisma.contentChange.findMany({
    where: { sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
  });
}

describe('Sections', () => {
  test('a new section appears at its position and is public immediately', async () => {
    await done('createSection', { name: 'World' });
    await done('createSection', { name: 'Europe', parent: 'world' });
    const asia = await done('createSection', {
      name: 'Asia & Pacific',
      slug: 'asia',
      parent: 'world',
      position: 0,
    });
    expect(asia).toMatchObject({ path: '/world/asia', parent: { slug: 'world' }, description: null });
    const { section } = await gateway.query('{ section(by: { slug: "world" }) { children { slug } } }');
    expect(section.children).toEqual([{ slug: 'asia' }, { slug: 'europe' }]);
    expect(await routeOf('/world/asia')).toEqual(found);
  });

  test('a changed slug moves all articles below, and former paths redirect in one hop', async () => {
    await gateway.save({ slug: 'tokyo', section: ['World', 'Asia'] });
    await gateway.save({ slug: 'summit', section: ['World'] });
    await gateway.save({ slug: 'kept', section: ['World', 'Asia'], path: '/2014/kept.html' });
    await gateway.save({ slug: 'unseen', section: ['World', 'Asia'], draft: true });
    const id = await idOf('section', 'world');
    await done('updateSection', { id, slug: 'globe' });
    await done('updateSection', { id, slug: 'planet', name: 'Planet' });
    expect(await Promise.all(['tokyo', 'summit', 'kept'].map((slug) => pathOf(slug)))).toEqual([
      '/planet/asia/tokyo',
      '/planet/summit',
      '/2014/kept.html',
    ]);
    expect(await pathOf('unseen', preview)).toBe('/planet/asia/unseen');
    for (const old of ['world', 'globe']) {
      expect(await routeOf(`/${old}`)).toEqual(movedTo('/planet'));
      expect(await routeOf(`/${old}/asia`)).toEqual(movedTo('/planet/asia'));
      expect(await routeOf(`/${old}/asia/tokyo`)).toEqual(movedTo('/planet/asia/tokyo'));
      expect((await routeOf(`/${old}/asia/unseen`)).status).toBe('NOT_FOUND');
    }
    for (const path of ['/planet', '/planet/asia', '/planet/asia/tokyo', '/2014/kept.html'])
      expect(await routeOf(path)).toEqual(found);
  });

  test('a moved section moves the articles below, and can move back', async () => {
    const id = await idOf('section', 'asia');
    const changes = await changesOf(() => done('updateSection', { id, parent: null }));
    expect(await pathOf('tokyo')).toBe('/asia/tokyo');
    expect(await routeOf('/planet/asia')).toEqual(movedTo('/asia'));
    expect(changes).toMatchObject([{ kind: 'MOVED', nodeType: 'Section' }]);
    const tokyo = (await gateway.database.prisma.article.findFirstOrThrow({ where: { slug: 'tokyo' } })).id;
    for (const key of [
      ...['section', 'sections', `article:${tokyo}`, 'slug:tokyo'],
      ...['path:/planet/asia', 'path:/asia', 'path:/planet/asia/tokyo', 'path:/asia/tokyo'],
    ])
      expect(changes[0]!.keys).toContain(key);
    // The list of the section that it left has lost its articles.
    const above = await gateway.database.prisma.section.findFirstOrThrow({ where: { slug: 'planet' } });
    expect(changes[0]!.keys).toContain(`articles:section:${above.id}:date`);
    expect(changes[0]!.keys.filter((key) => key.includes('unseen') || key.includes('kept'))).toEqual([]);
    await done('updateSection', { id, parent: 'planet' });
    expect(await routeOf('/planet/asia/tokyo')).toEqual(found);
    expect(await routeOf('/asia/tokyo')).toEqual(movedTo('/planet/asia/tokyo'));
  });

  test('an article saved or imported after a rename keeps the new section path', async () => {
    const id = await idOf('article', 'tokyo');
    await desk(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "New" }) { userErrors { code } } }',
      { id },
    );
    expect(await pathOf('tokyo', preview)).toBe('/planet/asia/tokyo');
    await gateway.save({ slug: 'kyoto', section: ['World', 'Asia'] });
    expect(await pathOf('kyoto')).toBe('/planet/asia/kyoto');
    expect(await gateway.database.prisma.section.count()).toBe(3);
  });

  test('a move takes as many SQL statements for 60 articles as for 2', async () => {
    const id = (await done('createSection', { name: 'Long' })).id;
    const story = (i: number) => ({ slug: `long-${i}`, section: ['Long'] });
    await gateway.saveMany([story(0), story(1)]);
    const few = await recordStatements(() => done('updateSection', { id, slug: 'longer' }));
    await gateway.saveMany(Array.from({ length: 58 }, (_, i) => story(i + 2)));
    const many = await recordStatements(() => done('updateSection', { id, slug: 'longest' }));
    expect(many.length).toBe(few.length);
    expect(await pathOf('long-59')).toBe('/longest/long-59');
  });

  test.each<[string, () => Promise<object>, object]>([
    [
      'a parent below itself',
      async () => ({ id: await idOf('section', 'planet'), parent: 'asia' }),
      { code: 'INVALID', field: ['parent'] },
    ],
    [
      'the slug of another section',
      async () => ({ id: await idOf('section', 'europe'), slug: 'asia' }),
      { code: 'TAKEN', field: ['slug'], message: expect.stringContaining('Asia & Pacific') },
    ],
    [
      'the path of an article',
      async () => ({ id: await idOf('section', 'europe'), slug: 'summit' }),
      {
        code: 'TAKEN',
        field: ['slug'],
        message: 'The path /planet/summit is already used by the article "Title of summit".',
      },
    ],
    [
      'a move of an article to the path of another',
      async () => {
        await gateway.save({ slug: 'holder', path: '/orient/tokyo' });
        return { id: await idOf('section', 'asia'), parent: null, slug: 'orient' };
      },
      {
        code: 'TAKEN',
        message: 'The path /orient/tokyo is already used by the article "Title of holder".',
      },
    ],
    [
      'an unknown parent',
      async () => ({ id: await idOf('section', 'asia'), parent: 'moon' }),
      { code: 'NOT_FOUND', field: ['parent'] },
    ],
    [
      'an empty name',
      async () => ({ id: await idOf('section', 'asia'), name: ' ' }),
      { code: 'INVALID', field: ['name'] },
    ],
    [
      'a name that is too long',
      async () => ({ id: await idOf('section', 'asia'), name: 'x'.repeat(101) }),
      { code: 'TOO_LONG', field: ['name'] },
    ],
    [
      'an invalid slug',
      async () => ({ id: await idOf('section', 'asia'), slug: 'Far East' }),
      {
        code: 'INVALID',
        field: ['slug'],
        message: expect.stringContaining('far-east'),
      },
    ],
    [
      'a negative position',
      async () => ({ id: await idOf('section', 'asia'), position: -1 }),
      { code: 'INVALID', field: ['position'] },
    ],
    [
      'the id of an article',
      async () => ({ id: await idOf('article', 'tokyo') }),
      { code: 'NOT_FOUND', field: ['id'] },
    ],
  ])('updateSection changes nothing and returns a user error for %s', async (_what, input, error) => {
    const before = await gateway.database.prisma.address.count();
    const given = await input();
    const changes = await changesOf(async () =>
      expect(await edit('updateSection', given)).toMatchObject({ section: null, userErrors: [error] }),
    );
    expect(changes.filter(({ nodeType }) => nodeType === 'Section')).toEqual([]);
    expect(await gateway.database.prisma.address.count()).toBeLessThanOrEqual(before + 1);
    expect(await pathOf('tokyo')).toBe('/planet/asia/tokyo');
  });

  test('only an empty section can be deleted, and its path is GONE', async () => {
    const refused = await edit('deleteSection', { id: await idOf('section', 'planet') });
    expect(refused).toMatchObject({
      deletedId: null,
      userErrors: [{ code: 'NOT_ALLOWED', message: expect.stringContaining('2 sections') }],
    });
    const id = await idOf('section', 'europe');
    await gateway.save({ slug: 'only-a-draft', section: ['Planet', 'Europe'], draft: true });
    expect((await edit('deleteSection', { id })).userErrors[0].message).toContain('1 article ');
    await desk(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, section: null }) { userErrors { code } } }',
      { id: await idOf('article', 'only-a-draft') },
    );
    const changes = await changesOf(async () =>
      expect(await edit('deleteSection', { id })).toEqual({ deletedId: id, userErrors: [] }),
    );
    expect(changes).toMatchObject([{ kind: 'DELETED', nodeType: 'Section' }]);
    expect((await routeOf('/planet/europe')).status).toBe('GONE');
    // What the article said when the section was there is not made true again in passing.
    const restored = await desk(
      'mutation ($id: ID!) { restoreRevision(input: { id: $id, revision: 1 }) { userErrors { code field } } }',
      { id: await idOf('article', 'only-a-draft') },
    );
    expect(restored.restoreRevision.userErrors).toEqual([{ code: 'NOT_FOUND', field: ['revision'] }]);
  });

  test('an update without effect appends no change', async () => {
    const input = { id: await idOf('section', 'planet'), name: 'Planet', slug: 'planet', parent: null };
    expect(await changesOf(() => done('updateSection', input))).toEqual([]);
  });
});

describe('Tags', () => {
  test('a tag used only by drafts stays hidden when created, renamed and merged', async () => {
    const changes = await changesOf(async () => {
      const { id } = await done('createTag', { name: 'Merger talks' });
      await gateway.save({ slug: 'scoop', tags: ['Merger talks'], draft: true });
      await done('updateTag', { id, name: 'Takeover', slug: 'takeover' });
      expect(await tagsOf('scoop', preview)).toEqual(['takeover']);
      expect(await routeOf('/tags/merger-talks', preview)).toEqual(movedTo('/tags/takeover'));
    });
    expect(changes).toEqual([]);
    await gateway.save({ slug: 'markets', tags: ['Business'] });
    for (const slug of ['merger-talks', 'takeover']) {
      expect(await gateway.query(`{ tag(by: { slug: "${slug}" }) { id } }`)).toEqual({ tag: null });
      expect((await routeOf(`/tags/${slug}`)).status).toBe('NOT_FOUND');
    }
    const into = await idOf('tag', 'business');
    const merge = { from: [await idOf('tag', 'takeover')], into };
    expect(await changesOf(() => done('mergeTags', merge))).toEqual([]);
    expect(await tagsOf('scoop', preview)).toEqual(['business']);
    for (const slug of ['merger-talks', 'takeover'])
      expect((await routeOf(`/tags/${slug}`)).status).toBe('NOT_FOUND');
    expect((await gateway.query('{ tag(by: { slug: "business" }) { articleCount } }')).tag.articleCount).toBe(
      1,
    );
  });

  test('a renamed tag invalidates its cache tags, and former paths redirect in one hop', async () => {
    await gateway.save({ slug: 'reef', tags: ['Ocean'] });
    const id = await idOf('tag', 'ocean');
    const [named] = await changesOf(() => done('updateTag', { id, name: 'The ocean' }));
    expect(named).toMatchObject({ kind: 'UPDATED', nodeType: 'Tag' });
    expect(named!.keys).toEqual(expect.arrayContaining([`tag:${named!.nodeId}`, 'tags']));
    const [moved] = await changesOf(() => done('updateTag', { id, slug: 'sea' }));
    expect(moved).toMatchObject({ kind: 'MOVED', nodeType: 'Tag' });
    expect(moved!.keys).toEqual(expect.arrayContaining(['path:/tags/ocean', 'path:/tags/sea']));
    await done('updateTag', { id, slug: 'seas' });
    for (const old of ['ocean', 'sea']) expect(await routeOf(`/tags/${old}`)).toEqual(movedTo('/tags/seas'));
    expect(await routeOf('/tags/seas')).toEqual(found);
    await done('updateTag', { id, slug: 'ocean' });
    expect(await routeOf('/tags/ocean')).toEqual(found);
    expect(await routeOf('/tags/seas')).toEqual(movedTo('/tags/ocean'));
  });

  test('mergeTags replaces the merged tags once, at their position, in articles and drafts', async () => {
    await gateway.save({ slug: 'both', tags: ['First', 'Cars', 'Middle', 'Automobiles'] });
    await gateway.save({ slug: 'cars-only', tags: ['Motoring', 'Cars', 'Last'] });
    await gateway.save({ slug: 'autos-only', tags: ['Automobiles'] });
    await gateway.save({ slug: 'in-draft', tags: ['Motoring', 'First'], draft: true });
    const [cars, motoring, into] = await Promise.all(
      ['cars', 'motoring', 'automobiles'].map((slug) => idOf('tag', slug)),
    );
    const [change] = await changesOf(() => done('mergeTags', { from: [cars, motoring, cars], into }));
    expect(await tagsOf('both')).toEqual(['first', 'automobiles', 'middle']);
    expect(await tagsOf('cars-only')).toEqual(['automobiles', 'last']);
    expect(await tagsOf('autos-only')).toEqual(['automobiles']);
    expect(await tagsOf('both', preview)).toEqual(['first', 'automobiles', 'middle']);
    expect(await tagsOf('in-draft', preview)).toEqual(['automobiles', 'first']);
    const { tag } = await gateway.query(
      '{ tag(by: { slug: "automobiles" }) { articleCount articles { totalCount } } }',
    );
    expect(tag).toEqual({ articleCount: 3, articles: { totalCount: 3 } });
    expect(await routeOf('/tags/cars')).toEqual(movedTo('/tags/automobiles'));
    expect(change).toMatchObject({ kind: 'MERGED', nodeType: 'Tag' });
    const { id } = await gateway.database.prisma.article.findFirstOrThrow({ where: { slug: 'both' } });
    expect(change!.keys).toEqual(
      expect.arrayContaining([
        'filed:tag:cars',
        'filed:tag:automobiles',
        'tags',
        `article:${id}`,
        'path:/tags/cars',
      ]),
    );
    expect(change!.keys.filter((key) => key.startsWith('article:'))).toHaveLength(2);
  });

  test('a merged tag does not return with a restored revision, save or import', async () => {
    const id = await idOf('article', 'cars-only');
    const run = (mutation: string) =>
      desk(`mutation ($id: ID!) { ${mutation} { userErrors { code } } }`, { id });
    await run('updateArticle(input: { id: $id, title: "Another" })');
    expect(await tagsOf('cars-only', preview)).toEqual(['automobiles', 'last']);
    await run('updateArticle(input: { id: $id, tags: [] })');
    await run('restoreRevision(input: { id: $id, revision: 1 })');
    expect(await tagsOf('cars-only', preview)).toEqual(['automobiles', 'last']);
    await gateway.save({ slug: 'new-import', tags: ['Cars', 'Automobiles'] });
    expect(await tagsOf('new-import')).toEqual(['automobiles']);
    await gateway.importService.saveTaxonomy({
      sections: [],
      authors: [],
      tags: [{ slug: 'cars', name: 'Cars' }],
    });
    expect(await preview('{ tag(by: { slug: "cars" }) { id } }')).toEqual({ tag: null });
  });

  test('the name of a merged tag can be used for a new tag', async () => {
    const { id } = await done('createTag', { name: 'Cars' });
    await gateway.save({ slug: 'toy-cars', tags: ['Cars'] });
    expect(await routeOf('/tags/cars')).toEqual(found);
    expect(await tagsOf('cars-only', preview)).toEqual(['automobiles', 'last']);
    expect(await idOf('tag', 'cars')).toBe(id);
  });

  test('a tag of a published article or draft cannot be deleted', async () => {
    await gateway.save({ slug: 'carrier', tags: ['Carried'] });
    const id = await idOf('tag', 'carried');
    expect(await edit('deleteTag', { id })).toMatchObject({
      deletedId: null,
      userErrors: [
        { code: 'NOT_ALLOWED', field: ['id'], message: expect.stringMatching(/^1 article .*mergeTags/) },
      ],
    });
    await gateway.save({ slug: 'carrier', tags: ['Carried'], draft: true });
    expect((await edit('deleteTag', { id })).userErrors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    await gateway.save({ slug: 'carrier', tags: [], draft: true });
    expect(await edit('deleteTag', { id })).toEqual({ deletedId: id, userErrors: [] });
    expect((await routeOf('/tags/carried')).status).toBe('NOT_FOUND');
  });

  test.each<[string, string, () => Promise<object>, object]>([
    ['a name that another tag has', 'createTag', async () => ({ name: 'middle' }), { code: 'TAKEN' }],
    [
      'a name that another tag has under a different slug',
      'createTag',
      async () => ({ name: 'MIDDLE', slug: 'centre' }),
      { code: 'TAKEN', field: ['name'] },
    ],
    [
      'a name without letters',
      'createTag',
      async () => ({ name: '!?' }),
      { code: 'INVALID', field: ['slug'] },
    ],
    [
      'a slug that another tag has',
      'updateTag',
      async () => ({ id: await idOf('tag', 'first'), slug: 'middle' }),
      { code: 'TAKEN', field: ['slug'], message: expect.stringContaining('mergeTags') },
    ],
    [
      'a merge of a tag into itself',
      'mergeTags',
      async () => ({ from: [await idOf('tag', 'first')], into: await idOf('tag', 'first') }),
      { code: 'INVALID', field: ['from'] },
    ],
    [
      'a merge without tags',
      'mergeTags',
      async () => ({ from: [], into: await idOf('tag', 'first') }),
      { code: 'INVALID', field: ['from'] },
    ],
    [
      'a merge of an unknown tag',
      'mergeTags',
      async () => ({ from: ['VGFnOjk5OTk'], into: await idOf('tag', 'first') }),
      { code: 'NOT_FOUND', field: ['from', '0'] },
    ],
  ])('%s is rejected', async (_what, mutation, input, error) => {
    const count = await gateway.database.prisma.tag.count();
    expect(await edit(mutation, await input())).toMatchObject({ tag: null, userErrors: [error] });
    expect(await gateway.database.prisma.tag.count()).toBe(count);
  });
});

describe('Authors', () => {
  test('an author is updated in every byline, and deleted only without articles', async () => {
    const image = { url: 'https://courier.example/zoe.jpg', alt: 'Zoë Okafor' };
    const { id } = await done('createAuthor', { name: 'Zoë Okafor', bio: 'Writes about ferries.', image });
    expect(await gateway.query('{ author(by: { slug: "zoe-okafor" }) { id } }')).toEqual({ author: null });
    await gateway.save({ slug: 'ferries', authors: ['Zoë Okafor'] });
    expect((await edit('deleteAuthor', { id })).userErrors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    const [change] = await changesOf(() =>
      done('updateAuthor', { id, name: 'Zoë Okafor-Lind', slug: 'zoe-okafor-lind', bio: null }),
    );
    expect(change).toMatchObject({ kind: 'MOVED', nodeType: 'Author' });
    expect(change!.keys).toEqual(expect.arrayContaining([`author:${change!.nodeId}`, 'authors']));
    const { article } = await gateway.query(
      '{ article(by: { slug: "ferries" }) { authors { name bio image { url } } } }',
    );
    expect(article.authors).toEqual([{ name: 'Zoë Okafor-Lind', bio: null, image: { url: image.url } }]);
    expect(await routeOf('/authors/zoe-okafor')).toEqual(movedTo('/authors/zoe-okafor-lind'));
    await gateway.save({ slug: 'more-ferries', authors: ['Zoë Okafor'] });
    expect((await gateway.query('{ authors { nodes { slug } } }')).authors.nodes).toEqual([
      { slug: 'zoe-okafor-lind' },
    ]);
    for (const slug of ['ferries', 'more-ferries']) await gateway.save({ slug, authors: [] });
    expect(await edit('deleteAuthor', { id })).toEqual({ deletedId: id, userErrors: [] });
    expect((await routeOf('/authors/zoe-okafor')).status).toBe('GONE');
  });

  test('two authors may share a name, but not a slug', async () => {
    await done('createAuthor', { name: 'John Smith' });
    expect((await edit('createAuthor', { name: 'John Smith' })).userErrors).toMatchObject([
      { code: 'TAKEN', field: ['slug'] },
    ]);
    await done('createAuthor', { name: 'John Smith', slug: 'john-smith-the-younger' });
    const image = { url: 'file:///etc/passwd', alt: '' };
    expect(
      (await edit('createAuthor', { name: 'X', image, bio: 'x'.repeat(5_001) })).userErrors,
    ).toMatchObject([
      { code: 'TOO_LONG', field: ['bio'] },
      { code: 'INVALID', field: ['image', 'url'] },
    ]);
  });
});

test('Taxonomy mutations are idempotent and audited, and public changes require the publish scope', async () => {
  const headers = { 'idempotency-key': 'section-once' };
  const first = await edit('createSection', { name: 'Once' }, headers);
  expect(await edit('createSection', { name: 'Once' }, headers)).toEqual(first);
  expect((await edit('createSection', { name: 'Other' }, headers)).userErrors).toMatchObject([
    { code: 'CONFLICT' },
  ]);
  const audit = await gateway.database.prisma.auditEntry.findFirstOrThrow({
    where: { target: first.section.id },
  });
  expect(audit).toMatchObject({ action: 'createSection', keyName: 'Desk', outcome: { slug: 'once' } });
  const write = { authorization: `Bearer ${await gateway.createKey('write')}` };
  for (const mutation of [
    'createSection(input: { name: "No" })',
    'updateTag(input: { id: "VGFnOjE", name: "No" })',
    'deleteAuthor(input: { id: "QXV0aG9yOjE" })',
  ]) {
    const errors = await gateway.queryErrors(`mutation { ${mutation} { userErrors { code } } }`, {}, write);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
  const { createTag } = await gateway.query(
    'mutation { createTag(input: { name: "Allowed" }) { userErrors { code } } }',
    {},
    write,
  );
  expect(createTag.userErrors).toEqual([]);
});

test('An import appends changes for the section, tag and author that it creates', async () => {
  const [section, article] = await changesOf(() =>
    gateway.save({ slug: 'bringer', section: ['Brought'], tags: ['Brought tag'], authors: ['Brought One'] }),
  );
  expect(section).toMatchObject({ kind: 'CREATED', nodeType: 'Section' });
  expect(section!.keys).toEqual(expect.arrayContaining(['sections', 'path:/brought']));
  expect(article!.keys).toEqual(
    expect.arrayContaining(['tags', 'authors', 'path:/tags/brought-tag', 'path:/authors/brought-one']),
  );
  const [again] = await changesOf(() =>
    gateway.save({
      ...{ slug: 'bringer', section: ['Brought'], tags: ['Brought tag'] },
      authors: ['Brought One'],
      title: 'x',
    }),
  );
  expect(again!.keys.filter((key) => key === 'tags' || key === 'authors')).toEqual([]);
});

test.each<['tag' | 'author', string]>([
  ['tag', 'Tag'],
  ['author', 'Author'],
])('A new %s takes the path of a deleted one once its article is published', async (type, Type) => {
  const at = `/${type}s/lost-name`;
  await gateway.save({ slug: `lost-${type}`, [`${type}s`]: ['Lost name'] });
  const id = await idOf(type, 'lost-name');
  await done(`update${Type}`, { id, name: 'Kept name', slug: 'kept-name' });
  await gateway.save({ slug: `lost-${type}`, [`${type}s`]: [] });
  await done(`delete${Type}`, { id });
  expect((await routeOf(at)).status).toBe('GONE');
  const article = await idOf('article', `lost-${type}`);
  const run = (mutation: string, input: string) =>
    desk(`mutation { ${mutation}(input: { id: "${article}" ${input} }) { userErrors { message } } }`);
  await run('updateArticle', `${type}s: ["Lost name"]`);
  expect((await routeOf(at)).status).toBe('GONE');
  await run('publishArticle', '');
  expect(await routeOf(at)).toEqual(found);
});

test('Importing an unchanged taxonomy appends no change, and a moved section moves its articles', async () => {
  const vocabulary = (parent: string | null) => ({
    sections: [
      { slug: 'arts', name: 'Arts', description: null, parent: null },
      { slug: 'music', name: 'Music', description: null, parent },
    ],
    authors: [{ slug: 'ada', name: 'Ada', bio: null, image: null }],
    tags: [{ slug: 'opera', name: 'Opera' }],
  });
  await gateway.importService.saveTaxonomy(vocabulary(null));
  await gateway.save({ slug: 'aria', section: ['Music'], tags: ['Opera'], authors: ['Ada'] });
  expect(await changesOf(() => gateway.importService.saveTaxonomy(vocabulary(null)))).toEqual([]);
  await gateway.importService.saveTaxonomy(vocabulary('arts'));
  expect(await pathOf('aria')).toBe('/arts/music/aria');
  expect(await routeOf('/music/aria')).toEqual(movedTo('/arts/music/aria'));
});
