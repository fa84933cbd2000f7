import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const QUERIES: Record<string, string> = {
  article: 'query ($by: ArticleBy!) { found: article(by: $by) { id slug path } }',
  section: 'query ($by: SectionBy!) { found: section(by: $by) { id slug path } }',
  tag: 'query ($by: TagBy!) { found: tag(by: $by) { id slug path } }',
  author: 'query ($by: AuthorBy!) { found: author(by: $by) { id slug path } }',
  series: 'query ($by: SeriesBy!) { found: series(by: $by) { id slug path } }',
};

let gateway: Gateway;
let key: string;
beforeAll(async () => {
  // With the entity cache and the response cache, so that what they hold is checked too.
  gateway = await startGateway({ CACHE_MB: '32' });
  key = await gateway.createKey('write', 'publish', 'newsletter:write');
  await gateway.save({
    slug: 'bridge-reopens',
    section: ['Politics', 'Transport'],
    tags: ['Bridge'],
    authors: ['Ruth Calloway'],
    series: { name: 'Crossings', part: 1 },
    aliases: ['/bridge'],
  });
  await gateway.queryAs(key)(
    'mutation { createNewsletter(input: { slug: "weekly", name: "Weekly" }) { userErrors { message } } }',
  );
});
afterAll(() => gateway.close());

const lookUp = async (type: string, by: object) => (await gateway.query(QUERIES[type]!, { by })).found;

const PATHS: [type: string, slug: string, path: string][] = [
  ['article', 'bridge-reopens', '/politics/transport/bridge-reopens'],
  ['section', 'transport', '/politics/transport'],
  ['tag', 'bridge', '/tags/bridge'],
  ['author', 'ruth-calloway', '/authors/ruth-calloway'],
  ['series', 'crossings', '/series/crossings'],
];

describe('Lookups', () => {
  test.each(PATHS)('find the %s by ID, slug, path and URL', async (type, slug, path) => {
    const found = await lookUp(type, { slug });
    expect(found).toEqual({ id: expect.any(String), slug, path });
    expect(await lookUp(type, { id: found.id })).toEqual(found);
    expect(await lookUp(type, { path })).toEqual(found);
    expect(await lookUp(type, { path: `https://courier.example${path}/?from=mail` })).toEqual(found);
  });

  test('find a newsletter by ID and slug', async () => {
    const find = async (by: object) =>
      (await gateway.query('query ($by: NewsletterBy!) { newsletter(by: $by) { id slug } }', { by }))
        .newsletter;
    const found = await find({ slug: 'weekly' });
    expect(found).toEqual({ id: expect.any(String), slug: 'weekly' });
    expect(await find({ id: found.id })).toEqual(found);
    expect(await find({ slug: 'monthly' })).toBeNull();
  });

  test.each(PATHS)('of a missing one are null: %s', async (type) => {
    const typeName = type.charAt(0).toUpperCase() + type.slice(1);
    expect(await lookUp(type, { id: toGlobalId(typeName, 999_999) })).toBeNull();
    expect(await lookUp(type, { slug: 'no-such-thing' })).toBeNull();
    expect(await lookUp(type, { path: '/no-such-thing' })).toBeNull();
    expect(await lookUp(type, { path: '/tags/no-such-thing' })).toBeNull();
  });

  test.each(PATHS)('refuse the ID of another type and a text that is no path: %s', async (type) => {
    const [other] = await gateway.queryErrors(QUERIES[type]!, { by: { id: toGlobalId('Webhook', 1) } });
    expect(other).toMatchObject({
      message: expect.stringContaining('by.id: "V2ViaG9vazox" is not the ID of a'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const [invalid] = await gateway.queryErrors(QUERIES[type]!, { by: { id: 'bridge-reopens' } });
    expect(invalid!.extensions.code).toBe('BAD_USER_INPUT');
    const [noPath] = await gateway.queryErrors(QUERIES[type]!, {
      by: { path: 'mailto:desk@courier.example' },
    });
    expect(noPath).toMatchObject({
      message: expect.stringContaining('is not a path'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test.each([
    ['no key', {}],
    ['two keys', { slug: 'bridge-reopens', path: '/bridge' }],
    ['a null', { slug: null }],
  ])('with %s are refused, as a literal and as a variable', async (_, by) => {
    const [inVariable] = await gateway.queryErrors(QUERIES.article!, { by });
    const fields = Object.entries(by).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    const [inDocument] = await gateway.queryErrors(`{ article(by: { ${fields.join(' ')} }) { id } }`);
    for (const error of [inVariable, inDocument]) {
      expect(error!.message).toMatch(/exactly one key|must be non-null/i);
      expect(error!.extensions.code).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
    }
  });

  test('follow no former path', async () => {
    expect(await lookUp('article', { path: '/bridge' })).toBeNull();
  });

  test('by path follow an article that moves, also when they were cached', async () => {
    const current = await lookUp('article', { path: '/politics/transport/bridge-reopens' });
    expect(await lookUp('article', { path: '/world/bridge-reopens' })).toBeNull();
    await gateway.save({ slug: 'bridge-reopens', section: ['World'] });
    expect(await lookUp('article', { path: '/politics/transport/bridge-reopens' })).toBeNull();
    expect(await lookUp('article', { path: '/world/bridge-reopens' })).toEqual({
      ...current,
      path: '/world/bridge-reopens',
    });
  });

  test('by path see a new title of the article, section, tag and author', async () => {
    await gateway.save({
      slug: 'names-change',
      section: ['Weather'],
      tags: ['Storm'],
      authors: ['Ana Lima'],
      title: 'Before',
    });
    const read = () =>
      gateway.query(`{
        article(by: { path: "/weather/names-change" }) { title }
        section(by: { path: "/weather" }) { name }
        tag(by: { path: "/tags/storm" }) { name }
        author(by: { path: "/authors/ana-lima" }) { name }
      }`);
    expect(await read()).toEqual({
      article: { title: 'Before' },
      section: { name: 'Weather' },
      tag: { name: 'Storm' },
      author: { name: 'Ana Lima' },
    });
    await gateway.save({
      slug: 'names-change',
      section: ['Weather'],
      tags: ['Storm'],
      authors: ['Ana Lima'],
      title: 'After',
    });
    const ids = await gateway.query(
      '{ section(by: { slug: "weather" }) { id } tag(by: { slug: "storm" }) { id } author(by: { slug: "ana-lima" }) { id } }',
    );
    for (const [type, name] of [
      ['Section', 'Forecast'],
      ['Tag', 'Gale'],
      ['Author', 'Ana Lima Reis'],
    ]) {
      const input = { id: ids[type!.toLowerCase()].id, name };
      await gateway.queryAs(key)(
        `mutation ($input: Update${type}Input!) { update${type}(input: $input) { userErrors { message } } }`,
        { input },
      );
    }
    await gateway.app.cacheInvalidator.waitForSync();
    expect(await read()).toEqual({
      article: { title: 'After' },
      section: { name: 'Forecast' },
      tag: { name: 'Gale' },
      author: { name: 'Ana Lima Reis' },
    });
  });

  test('give the same data when the query is compiled', async () => {
    const document = `query Compiled($id: ID!, $path: String!, $by: ArticleBy!) {
      one: article(by: { id: $id }) { slug }
      two: article(by: { path: $path }) { slug }
      three: article(by: $by) { slug }
    }`;
    const { id } = await lookUp('article', { slug: 'bridge-reopens' });
    const uncached = { 'x-perspective': 'published' };
    for (let i = 0; i < 40; i++) {
      const variables = { id, path: '/world/bridge-reopens', by: { slug: 'bridge-reopens' } };
      expect(await gateway.query(document, variables, uncached)).toEqual({
        one: { slug: 'bridge-reopens' },
        two: { slug: 'bridge-reopens' },
        three: { slug: 'bridge-reopens' },
      });
    }
    const [error] = await gateway.queryErrors(
      document,
      { id, path: '/', by: { slug: 'a', path: '/' } },
      uncached,
    );
    expect(error!.message).toContain('Exactly one key must be specified');
  });

  test('are OneOf input objects in introspection', async () => {
    const { types } = (await gateway.query('{ __schema { types { name isOneOf } } }')).__schema;
    const oneOf = types.filter(({ isOneOf }: { isOneOf: boolean }) => isOneOf);
    expect(oneOf.map(({ name }: { name: string }) => name).sort()).toEqual([
      'ArticleBy',
      'AuthorBy',
      'BlockInput',
      'ContainerRuleInput',
      'FrontPlaceInput',
      'NewsletterBy',
      'SectionBy',
      'SeriesBy',
      'TagBy',
    ]);
  });
});

describe('Nodes', () => {
  test('come in the order of their IDs, with null for those that are missing and twice if asked twice', async () => {
    const ids = await gateway.query(
      '{ article(by: { slug: "bridge-reopens" }) { id } section(by: { slug: "transport" }) { id } tag(by: { slug: "storm" }) { id } }',
    );
    const wanted = [
      ids.tag.id,
      toGlobalId('Article', 999_999),
      ids.article.id,
      ids.section.id,
      'no-id',
      ids.article.id,
    ];
    const { nodes } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: wanted,
    });
    expect(nodes).toEqual([
      { id: ids.tag.id },
      null,
      { id: ids.article.id },
      { id: ids.section.id },
      null,
      { id: ids.article.id },
    ]);
  });
});
