import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../../support/gateway.js';
import { recordStatements } from '../../../support/statements.js';

let gateway: Gateway;
let desk: Query;
let asPreview: Query;
beforeAll(async () => {
  // With a cache, so that a list that is not invalidated is noticed.
  gateway = await startGateway({ CACHE_MB: '16' });
  const key = await gateway.createKey('admin');
  desk = gateway.queryAs(key);
  asPreview = gateway.queryAs(key, 'preview');
  await gateway.saveMany([
    {
      slug: 'quay',
      section: ['World', 'Skerra islands'],
      authors: ['Zoë Okafor', 'Seán O’Brien'],
      tags: ['Harbour life'],
    },
    { slug: 'eels', section: ['Science'], authors: ['Zoë Okafor'], tags: ['Eels', '東京タワー'] },
    { slug: 'secret', authors: ['Zelda Draft'], tags: ['Harbour sale'], draft: true },
  ]);
});
afterAll(() => gateway.close());

const names = (list: { nodes: { name: string }[] }) => list.nodes.map(({ name }) => name);

async function findAuthors(filter: object, ask: Query = gateway.query) {
  const document =
    'query ($filter: AuthorFilter) { authors(filter: $filter) { totalCount nodes { id name } } }';
  const { authors } = await ask(document, { filter });
  expect(authors.totalCount).toBe(authors.nodes.length);
  return names(authors);
}

async function findTags(filter: object, ask: Query = gateway.query) {
  const document =
    'query ($filter: TagFilter) { tags(filter: $filter, orderBy: NAME) { totalCount nodes { name } } }';
  const { tags } = await ask(document, { filter });
  expect(tags.totalCount).toBe(tags.nodes.length);
  return names(tags);
}

async function findSections(filter: object): Promise<string[]> {
  const { sections } = await gateway.query(
    'query ($filter: SectionFilter) { sections(filter: $filter) { path } }',
    { filter },
  );
  return sections.map(({ path }: { path: string }) => path);
}

describe('A search by name', () => {
  test.each([
    ['zoe', ['Zoë Okafor']],
    ['ZOË', ['Zoë Okafor']],
    ['oka zo', ['Zoë Okafor']],
    ['brien', ['Seán O’Brien']],
    ["o'b", ['Seán O’Brien']],
    ['sean', ['Seán O’Brien']],
    ['kafor', []],
    ['zoe x', []],
    ['!', []],
    [' ', ['Seán O’Brien', 'Zoë Okafor']],
  ])('for %j finds words by their beginnings: %j', async (name, found) => {
    expect(await findAuthors({ name })).toEqual(found);
  });

  test('finds letters of scripts without spaces', async () => {
    expect(await findTags({ name: '東京' })).toEqual(['東京タワー']);
    expect(await findTags({ name: 'タワー' })).toEqual(['東京タワー']);
  });

  test('of sections finds those at any depth', async () => {
    expect(await findSections({ name: 'isl' })).toEqual(['/world/skerra-islands']);
    expect(await findSections({})).toEqual(['/world', '/world/skerra-islands', '/science']);
    expect(await findSections({ name: 'w', isTop: false })).toEqual([]);
  });
});

describe('Readers', () => {
  test.each([{}, { name: 'zelda' }, { hasArticles: false }, { slugs: ['zelda-draft'] }, { hasImage: false }])(
    'do not see an author of drafts alone with the filter %j, nor count it',
    async (filter) => {
      expect(await findAuthors(filter)).not.toContain('Zelda Draft');
      const { rows } = await gateway.database.pool.query("SELECT id FROM author WHERE slug = 'zelda-draft'");
      expect(await findAuthors({ ...filter, ids: [toGlobalId('Author', rows[0].id)] })).toEqual([]);
    },
  );

  test('do not see a tag of drafts alone, which editors find', async () => {
    expect(await findTags({ name: 'harbour' })).toEqual(['Harbour life']);
    expect(await findTags({ name: 'harbour' }, asPreview)).toEqual(['Harbour life', 'Harbour sale']);
    expect(await findTags({ hasArticles: false }, asPreview)).toEqual([]);
    expect(await findAuthors({ name: 'zelda' }, asPreview)).toEqual(['Zelda Draft']);
  });

  test.each(['mediaFiles', 'redirects', 'apiKeys', 'audit'])(
    'get null for %s, whatever the filter, and the rest of the response',
    async (field) => {
      const query = `{ ${field}(filter: { name: "a" }) { totalCount } site { title } }`;
      const response = await fetch(`${gateway.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await response.json()) as any;
      expect(data[field]).toBeNull();
      expect(data.site.title).toEqual(expect.any(String));
      expect(errors[0].extensions.code).toBe('FORBIDDEN');
    },
  );
});

describe('Cached lists follow', () => {
  const id = async (table: string, slug: string) =>
    toGlobalId(
      { author: 'Author', tag: 'Tag', section: 'Section' }[table]!,
      (await gateway.database.pool.query(`SELECT id FROM ${table} WHERE slug LIKE $1 || '%'`, [slug])).rows[0]
        .id,
    );
  const update = async (type: string, table: string, slug: string, input: object) =>
    desk(
      `mutation ($input: Update${type}Input!) { update${type}(input: $input) { userErrors { message } } }`,
      { input: { id: await id(table, slug), ...input } },
    );

  test('a new name of an author', async () => {
    expect(await findAuthors({ name: 'finn' })).toEqual([]);
    await update('Author', 'author', 'se', { name: 'Finn O’Brien' });
    expect(await findAuthors({ name: 'finn' })).toEqual(['Finn O’Brien']);
  });

  test('a picture of a tag', async () => {
    expect(await findTags({ hasImage: true })).toEqual([]);
    await update('Tag', 'tag', 'eels', { image: { url: 'https://courier.example/eels.jpg', alt: 'Eels' } });
    expect(await findTags({ hasImage: true })).toEqual(['Eels']);
  });

  test('a new name of a section, and an article that moves into it', async () => {
    expect(await findSections({ hasArticles: true, name: 'arts' })).toEqual([]);
    await desk('mutation { createSection(input: { name: "Arts" }) { userErrors { message } } }');
    expect(await findSections({ name: 'arts' })).toEqual(['/arts']);
    expect(await findSections({ hasArticles: true, name: 'arts' })).toEqual([]);
    await gateway.save({
      slug: 'eels',
      section: ['Arts'],
      authors: ['Zoë Okafor'],
      tags: ['Eels', '東京タワー'],
    });
    expect(await findSections({ hasArticles: true, name: 'arts' })).toEqual(['/arts']);
  });

  test('a publication that changes the order by use', async () => {
    const order = async () =>
      names((await gateway.query('{ authors(orderBy: MOST_USED) { nodes { name } } }')).authors);
    expect(await order()).toEqual(['Zoë Okafor', 'Finn O’Brien']);
    await gateway.saveMany(['one', 'two', 'three'].map((slug) => ({ slug, authors: ['Finn O’Brien'] })));
    expect(await order()).toEqual(['Finn O’Brien', 'Zoë Okafor']);
  });
});

test.each([
  ['authors(filter: { name: "zoe" }, orderBy: MOST_USED)', 1],
  ['tags(filter: { name: "e" }, last: 2)', 1],
  ['mediaFiles(filter: { hasAlt: false, name: "a" })', 1],
  ['redirects(filter: { name: "ferry" }, last: 3)', 1],
  ['apiKeys(filter: { isActive: true }, orderBy: NAME)', 1],
  ['audit(filter: { name: "desk" }, orderBy: OLDEST)', 1],
])('The list %s takes a statement, and one more if its elements are counted', async (field) => {
  const ask = async (selection: string) => {
    const statements = await recordStatements(() => desk(`{ ${field} { ${selection} } }`));
    return statements.filter((text) => !text.includes('"t0"."prefix"')); // the look-up of the key
  };
  expect(await ask('pageInfo { startCursor hasPreviousPage }')).toHaveLength(1);
  expect(await ask('totalCount pageInfo { endCursor }')).toHaveLength(2);
});

test('Subscriptions of two newsletters take one statement', async () => {
  await gateway.database.pool.query(`INSERT INTO newsletter (slug, name, schedule, time_zone)
    VALUES ('morning', 'Morning', '0 7 * * *', 'UTC'), ('evening', 'Evening', '0 18 * * *', 'UTC')`);
  const document =
    '{ newsletters { subscriptions(filter: { email: "ada@" }, last: 5) { nodes { email } } } }';
  const statements = await recordStatements(() => desk(document));
  expect(statements.filter((text) => text.includes('newsletter_subscription'))).toHaveLength(1);
});

test.each([
  ['with an ID of another type', 'authors(filter: { ids: ["VGFnOjE"] })', /filter\.ids/],
  [
    'with a long text',
    `tags(filter: { name: "${'a'.repeat(201)}" })`,
    /filter\.name has 201 characters; at most 200 are allowed/,
  ],
  [
    'with too many values',
    `tags(filter: { slugs: [${'"a",'.repeat(101)}] })`,
    /filter\.slugs has 101 values; at most 100/,
  ],
  [
    'with a cursor of another order',
    'authors(orderBy: NEWEST, after: "WyJhdXRob3JzIGJ5IG5hbWUiLCJBIiwxXQ")',
    /a cursor of authors by name, but the list is authors by NEWEST/,
  ],
])('A list %s is refused with a message that says what to change', async (_, field, message) => {
  const [error] = await gateway.queryErrors(`{ ${field} { totalCount } }`);
  expect(error).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
    message: expect.stringMatching(message),
  });
});
