import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { composeServices, compositionHasErrors } from '@theguild/federation-composition';
import { buildSchema, parse } from 'graphql';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import { printSubgraphSchema } from '../../../src/graphql/federation/subgraph-sdl.js';
import type { CachePurge } from '../../../src/http/cdn/cache-purger.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';
import { createSeededDatabase, type TestDatabase } from '../../support/test-database.js';
import { waitUntil } from '../../support/until.js';

let database: TestDatabase;
let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  database = await createSeededDatabase();
  gateway = await startGateway({ FEDERATION: 'true' }, { database });
  desk = gateway.queryAs(await gateway.createKey('write', 'preview'));
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Article { title path } ... on Section { name } ... on Tag { name } ... on Author { name }
} }`;
const find = async (...representations: object[]) =>
  (await gateway.query(ENTITIES, { representations }))._entities;

/** A subgraph of another team, with comments on articles and prices of sections. */
const COMMENTS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  type Query { comments(first: Int): [Comment!]! }
  type Comment @key(fields: "id") { id: ID! text: String! article: Article! }
  type Article @key(fields: "id") { id: ID! comments: [Comment!]! }
  type Section @key(fields: "slug") { slug: String! price: Int }
  type PageInfo @shareable { hasNextPage: Boolean! }`;

describe('The graph as a subgraph', () => {
  test('It composes with a subgraph that extends its types', async () => {
    const { _service } = await gateway.query('{ _service { sdl } }');
    const result = composeServices([
      { name: 'dateline', typeDefs: parse(_service.sdl), url: 'http://127.0.0.1:1/graphql' },
      { name: 'comments', typeDefs: parse(COMMENTS), url: 'http://127.0.0.1:2/graphql' },
    ]);
    expect(compositionHasErrors(result) ? result.errors.map(({ message }) => message) : []).toEqual([]);
    const publicSdl = result.publicSdl ?? '';
    const article = buildSchema(publicSdl).getType('Article') as unknown as { getFields(): object };
    expect(Object.keys(article.getFields())).toEqual(expect.arrayContaining(['comments', 'title', 'body']));
  });

  test('The command prints the schema that the gateway returns', async () => {
    const schema = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
    const { _service } = await gateway.query('{ _service { sdl } }');
    expect(printSubgraphSchema(buildSchema(schema))).toBe(_service.sdl);
  });

  test('Every node has a key, those with a lookup by slug or path more, and private fields a tag', async () => {
    const { _service } = await gateway.query('{ _service { sdl } }');
    const lines = (_service.sdl as string).split('\n');
    const nodes = lines.filter((line) => /^type .*implements .*\bNode\b/.test(line));
    expect(nodes.length).toBeGreaterThan(15);
    expect(nodes.filter((line) => !line.includes('@key(fields: "id")'))).toEqual([]);
    expect(nodes.find((line) => line.startsWith('type Article '))).toMatch(
      /@key\(fields: "id"\) @key\(fields: "path"\) @key\(fields: "slug"\)/,
    );
    const mutation = lines.find((line) => line.includes('  createArticle('));
    expect(_service.sdl).toMatch(/createArticle\([^)]*\): ArticlePayload @tag\(name: "private"\)/);
    expect(mutation).toBeDefined();
  });

  test('A gateway without the setting has none of it', async () => {
    const plain = await startGateway({}, { database });
    const errors = await plain.queryErrors('{ _service { sdl } }');
    await plain.close();
    expect(errors[0]?.message).toContain('_service');
  });

  test('The schema is not public where introspection is off', async () => {
    const closed = await startGateway({ FEDERATION: 'true', INTROSPECTION: 'false' }, { database });
    const [error] = await closed.queryErrors('{ _service { sdl } }');
    await closed.close();
    expect(error?.message).toMatch(/dateline schema/);
  });
});

describe('Entities', () => {
  test('Objects are found by each of their keys, and null stands for those that are not there', async () => {
    const { articles, sections } = await gateway.query(
      '{ articles(first: 1) { nodes { id slug path title } } sections { id slug path name } }',
    );
    const [article] = articles.nodes;
    const [section] = sections;
    const shown = { __typename: 'Article', title: article.title, path: article.path };
    expect(
      await find(
        { __typename: 'Article', id: article.id },
        { __typename: 'Article', slug: article.slug },
        { __typename: 'Article', path: article.path },
        { __typename: 'Section', path: section.path },
        { __typename: 'Article', slug: 'no-such-article' },
        { __typename: 'Section', id: section.id },
      ),
    ).toEqual([
      shown,
      shown,
      shown,
      { __typename: 'Section', name: section.name },
      null,
      { __typename: 'Section', name: section.name },
    ]);
  });

  test('Objects of one type are read with one statement, however many there are', async () => {
    const { articles, tags, authors } = await gateway.query(
      '{ articles(first: 40) { nodes { id } } tags(first: 20) { nodes { id } } authors(first: 20) { nodes { id } } }',
    );
    const represent = (type: string, { nodes }: { nodes: { id: string }[] }) =>
      nodes.map(({ id }) => ({ __typename: type, id }));
    const all = [
      ...represent('Article', articles),
      ...represent('Tag', tags),
      ...represent('Author', authors),
    ];
    expect(all.length).toBeGreaterThan(50);
    const one = [all[0], represent('Tag', tags)[0], represent('Author', authors)[0]] as object[];
    const few = await recordStatements(() => find(...one));
    const many = await recordStatements(async () => {
      const found = await find(...all);
      expect(found.filter((entity: object | null) => entity === null)).toEqual([]);
    });
    expect(many.length).toBe(few.length);
    expect(many.length).toBe(3);
  });

  test('Drafts are null for readers, and found in the preview perspective', async () => {
    const { createArticle } = await desk(
      'mutation { createArticle(input: { title: "Not yet" }) { article { id slug } } }',
    );
    const { id, slug } = createArticle.article;
    const representations = [
      { __typename: 'Article', id },
      { __typename: 'Article', slug },
    ];
    expect(await find(...representations)).toEqual([null, null]);
    const { _entities } = await desk(ENTITIES, { representations }, { 'x-perspective': 'preview' });
    expect(_entities.map(({ title }: { title: string }) => title)).toEqual(['Not yet', 'Not yet']);
  });

  test('An object that only some keys can read is null for readers', async () => {
    const { id } = await database.prisma.apiKey.findFirstOrThrow();
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }',
        variables: { all: [{ __typename: 'ApiKey', id: toGlobalId('ApiKey', id) }] },
      }),
    });
    expect((await response.json()).data).toEqual({ _entities: [null] });
  });

  test('A wrong representation is an error of its own, and the others are found', async () => {
    const { articles } = await gateway.query('{ articles(first: 1) { nodes { id } } }');
    const [article] = articles.nodes;
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: ENTITIES,
        variables: {
          representations: [
            { __typename: 'Article' },
            { __typename: 'NoSuchType', id: 'x' },
            'text',
            { __typename: 'Article', id: article.id },
            { __typename: 'Tag', id: article.id },
          ],
        },
      }),
    });
    const { data, errors } = await response.json();
    expect(data._entities.map((entity: object | null) => entity !== null)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(
      errors.map(({ path, extensions }: { path: unknown[]; extensions: { code: string } }) => [
        path.join('.'),
        extensions.code,
      ]),
    ).toEqual(['0', '1', '2', '4'].map((i) => [`_entities.${i}`, 'BAD_USER_INPUT']));
    const many = Array.from({ length: 1_001 }, () => ({ __typename: 'Article', id: article.id }));
    const [error] = await gateway.queryErrors(ENTITIES, { representations: many });
    expect(error?.extensions?.code).toMatch(/BAD_USER_INPUT|COST/);
  });
});

describe('Cached entities', () => {
  let cached: Gateway;
  let id: string;
  beforeAll(async () => {
    const settings = { FEDERATION: 'true', CACHE_MB: '16', CACHE_S_MAXAGE: '60', CACHE_MAX_AGE: '30' };
    cached = await startGateway(settings);
    await cached.save({ slug: 'tides', title: 'Tides' });
    id = (await cached.query('{ article(by: { slug: "tides" }) { id } }')).article.id;
  });
  afterAll(() => cached.close());

  const post = async (headers: object = {}) => {
    const representations = [{ __typename: 'Article', id }];
    const response = await fetch(`${cached.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: ENTITIES, variables: { representations } }),
    });
    const { data } = await response.json();
    return {
      title: data._entities[0].title,
      headers: ['x-cache', 'cache-control', 'surrogate-key'].map((name) => response.headers.get(name)),
    };
  };

  test('A router gets Cache-Control and cache tags with responses that readers share', async () => {
    const first = await post();
    expect(first.headers).toEqual([
      'MISS',
      expect.stringMatching(/^public, max-age=30, s-maxage=60/),
      expect.stringMatching(/^\S+/),
    ]);
    expect((await post()).headers).toEqual(['HIT', ...first.headers.slice(1)]);
    const authorization = `Bearer ${await cached.createKey('preview')}`;
    const [, control, tags] = (await post({ authorization, 'x-perspective': 'preview' })).headers;
    expect([control, tags]).toEqual(['private, no-store', null]);
  });

  test('A cached response of entities follows each change', async () => {
    const desk = cached.queryAs(await cached.createKey('write', 'publish'));
    const read: [string, string | null][] = [];
    const titles = Array.from({ length: 20 }, (_, i) => `Title ${i}`);
    for (const title of titles) {
      const input = { id, title, publish: {} };
      await desk('mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { status } }', {
        input,
      });
      for (const response of [await post(), await post()])
        read.push([response.title, response.headers[0] ?? null]);
    }
    expect(read).toEqual(
      titles.flatMap((title) => [
        [title, 'MISS'],
        [title, 'HIT'],
      ]),
    );
  });
});

describe('Cache tags for routers', () => {
  const settings = {
    ...{ FEDERATION: 'true', FEDERATION_CACHE_TAGS: 'true' },
    ...{ CACHE_MB: '16', CACHE_S_MAXAGE: '60', CACHE_MAX_AGE: '30' },
  };
  const LIST = '{ articles(first: 2) { nodes { title } } }';
  let tagged: Gateway;
  let representations: { __typename: 'Article'; id: string }[];
  beforeAll(async () => {
    tagged = await startGateway(settings);
    for (const slug of ['tides', 'ferry']) await tagged.save({ slug, title: slug });
    const { articles } = await tagged.query('{ articles(first: 2) { nodes { id } } }');
    representations = articles.nodes.map(({ id }: { id: string }) => ({ __typename: 'Article', id }));
  });
  afterAll(() => tagged.close());

  const post = async (body: object, headers: object = {}) => {
    const response = await fetch(`${tagged.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { data, extensions } = await response.json();
    return { data, extensions, header: response.headers.get('surrogate-key')?.split(' ') };
  };
  const readEntities = () => post({ query: ENTITIES, variables: { representations } });

  test('A response has them in its extensions, as in the header: a list for each entity', async () => {
    for (let i = 0; i < 2; i++) {
      const list = await post({ query: LIST });
      expect(list.header!.length).toBeGreaterThan(1);
      expect(list.extensions).toEqual({ apolloCacheTags: list.header });
      const entities = await readEntities();
      expect(entities.data._entities).toHaveLength(2);
      expect(entities.extensions).toEqual({ apolloEntityCacheTags: [entities.header, entities.header] });
    }
  });

  test('A change invalidates a tag of each response that shows it', async () => {
    const before = [(await readEntities()).extensions.apolloEntityCacheTags[0]];
    before.push((await post({ query: LIST })).extensions.apolloCacheTags);
    const purged = new Set<string>();
    const purger = {
      name: 'router',
      purge: async ({ tags }: CachePurge) => {
        for (const tag of tags) purged.add(tag);
      },
    };
    const worker = await startBackgroundWorkers({
      config: readConfig({}),
      siteConfig: { purgers: [purger] },
      database: tagged.database,
      logger: noopLogger,
    });
    await tagged.save({ slug: 'tides', title: 'High tides' });
    await waitUntil(() => purged.size > 0);
    await worker.stop();
    for (const tags of before) expect(tags.filter((tag: string) => purged.has(tag))).not.toEqual([]);
    expect(JSON.stringify((await readEntities()).data)).toContain('High tides');
  });

  test('A request with a key, a mutation and a failed request have none', async () => {
    const authorization = `Bearer ${await tagged.createKey('preview')}`;
    expect((await post({ query: LIST }, { authorization })).extensions).toBeUndefined();
    expect((await post({ query: '{ nothing }' })).extensions).toBeUndefined();
    const [query] = ['mutation { deleteArticle(input: { id: "x" }) { userErrors { message } } }'];
    expect((await post({ query })).extensions).toBeUndefined();
  });
});
