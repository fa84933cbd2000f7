import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import { buildSchema, type DocumentNode, graphql, parse, print, stripIgnoredCharacters } from 'graphql';
import { CHECKOUT } from '../../support/documentation.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

/** Its types add fields to those of graphql, which the gateway then does not fit. So it is imported without them. */
const ROUTER: string = '@graphql-hive/gateway-runtime';
/** Composition as Apollo's tools run it, which knows less of GraphQL than the one of Hive. */
const APOLLO_COMPOSITION: string = '@apollo/composition';
const SPEC = 'https://specs.apollo.dev/federation/v2.3';

/** A subgraph of another team, which uses each directive that a row is about on the types of this one. */
const SHOP = `extend schema @link(url: "${SPEC}", import: ["@key", "@external", "@requires", "@shareable", "@override"])
  type Query { offers: Offers! }
  type Offers { nodes: [Article!]! pageInfo: PageInfo! }
  type PageInfo @shareable {
    hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String page: Int pageCount: Int
  }
  type Article @key(fields: "id") {
    id: ID!
    title: String! @external
    poster: String! @requires(fields: "title")
    standfirst: String @override(from: "dateline")
  }
  type Section @key(fields: "slug") { slug: String! price: Int! }`;
const SHOP_SCHEMA = buildSchema(`
  scalar _Any
  union _Entity = Article | Section
  type Query { offers: Offers! _entities(representations: [_Any!]!): [_Entity]! }
  type Offers { nodes: [Article!]! pageInfo: PageInfo! }
  type PageInfo {
    hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String page: Int pageCount: Int
  }
  type Article { id: ID! poster: String! standfirst: String }
  type Section { slug: String! price: Int! }`);

let gateway: Gateway;
let router: any;
let sdl: string;
let ids: string[];

const shop = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { query: source, variables: variableValues } = JSON.parse(Buffer.concat(chunks).toString());
  const rootValue = {
    offers: { nodes: [{ id: ids[0] }], pageInfo: { hasNextPage: false, hasPreviousPage: false } },
    _entities: ({ representations }: { representations: Record<string, string>[] }) =>
      representations.map((each) => ({
        ...each,
        poster: `Poster of ${each.title}`,
        standfirst: 'From the shop',
        price: each.slug?.length,
      })),
  };
  const result = await graphql({ schema: SHOP_SCHEMA, source, variableValues, rootValue });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
});

beforeAll(async () => {
  gateway = await startGateway({ FEDERATION: 'true' });
  await gateway.saveMany([
    { slug: 'eels', title: 'Eels', section: ['Harbour'] },
    { slug: 'gulls', title: 'Gulls', section: ['Pier'] },
  ]);
  sdl = (await gateway.query('{ _service { sdl } }'))._service.sdl;
  const { articles } = await gateway.query('{ articles { nodes { id } } }');
  ids = articles.nodes.map(({ id }: { id: string }) => id);
  await once(shop.listen(0, '127.0.0.1'), 'listening');
  const { port } = shop.address() as AddressInfo;
  const { supergraphSdl, errors } = composeServices([
    { name: 'dateline', typeDefs: parse(sdl), url: `${gateway.address}/graphql` },
    { name: 'shop', typeDefs: parse(SHOP), url: `http://127.0.0.1:${port}/graphql` },
  ]);
  expect(errors).toBeUndefined();
  const { createGatewayRuntime } = await import(ROUTER);
  router = createGatewayRuntime({ supergraph: supergraphSdl!, logging: false });
}, 240_000);

afterAll(async () => {
  await router?.[Symbol.asyncDispose]();
  shop.closeAllConnections();
  shop.close();
  await gateway?.close();
});

async function ask(document: string) {
  const response = await router.fetch('http://router.example/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: document }),
  });
  const { data, errors } = (await response.json()) as any;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const findEntities = (representations: object[]) =>
  gateway.query(
    `query ($list: [_Any!]!) {
      _entities(representations: $list) { ... on Article { title } ... on Section { name } }
    }`,
    { list: representations },
  );

const ENTITY = { supported: true, note: 'every type with an ID' };
const NONE = (note: string) => ({ supported: false, note });

/** Rows of @apollo/federation-subgraph-compatibility 1.2.1, with what proves those that the graph supports. */
const ROWS: Record<string, { supported: boolean; note: string; check?: () => Promise<void> }> = {
  _service: {
    supported: true,
    note: 'the schema without the types of federation',
    check: async () => {
      expect(parse(sdl).definitions.length).toBeGreaterThan(100);
      expect(sdl).not.toMatch(/_Any|_Entity|_Service/);
    },
  },
  '@key (single)': {
    ...ENTITY,
    check: async () => {
      expect(findKeys('Tag')).toContain('id');
      const { _entities: found } = await findEntities([{ __typename: 'Article', id: ids[0] }]);
      expect(found[0].title).toMatch(/^(Eels|Gulls)$/);
    },
  },
  '@key (multi)': NONE('one field identifies each object'),
  '@key (composite)': NONE('one field identifies each object'),
  'repeatable @key': {
    supported: true,
    note: '`id`, `slug` and `path` of `Article`, `Section`, `Tag`, `Author` and `Series`',
    check: async () => {
      expect(findKeys('Article')).toEqual(['id', 'path', 'slug']);
      const section = { __typename: 'Section', slug: 'harbour' };
      const article = { __typename: 'Article', slug: 'eels' };
      const { _entities: found } = await findEntities([section, article, { ...section, slug: 'none' }]);
      expect(found).toEqual([{ name: 'Harbour' }, { title: 'Eels' }, null]);
      const data = await ask('{ sections { name price } }');
      expect(data.sections).toContainEqual({ name: 'Harbour', price: 'harbour'.length });
    },
  },
  '@requires': {
    supported: true,
    note: 'in another subgraph, of fields of this one; this one needs none of others',
    check: async () => {
      const { articles } = await ask('{ articles { nodes { title poster } } }');
      for (const { title, poster } of articles.nodes) expect(poster).toBe(`Poster of ${title}`);
    },
  },
  '@provides': NONE('no field returns values of another subgraph'),
  'federated tracing': NONE(
    '`traceparent` and OpenTelemetry in place of `ftv1`, which reports to Apollo Studio alone',
  ),
  '@link': {
    supported: true,
    note: 'Federation 2.3',
    check: async () => {
      expect(sdl).toContain(`@link(url: "${SPEC}", import: ["@key", "@shareable", "@tag"])`);
    },
  },
  '@shareable': {
    supported: true,
    note: '`PageInfo`',
    check: async () => {
      expect(stripIgnoredCharacters(sdl)).toContain('type PageInfo@shareable');
      const { offers } = await ask('{ offers { nodes { title } pageInfo { hasNextPage } } }');
      expect(offers).toEqual({ nodes: [{ title: expect.any(String) }], pageInfo: { hasNextPage: false } });
    },
  },
  '@tag': {
    supported: true,
    note: '`private` for what needs an API key',
    check: async () => {
      expect(stripIgnoredCharacters(sdl)).toContain('@tag(name:"private")');
      expect(sdl).not.toContain('@federation__tag');
    },
  },
  '@override': {
    supported: true,
    note: 'in another subgraph, of fields of this one; this one takes over none',
    check: async () => {
      const { articles } = await ask('{ articles { nodes { standfirst } } }');
      for (const { standfirst } of articles.nodes) expect(standfirst).toBe('From the shop');
    },
  },
  '@inaccessible': NONE('a contract without the tag `private` hides fields'),
  '@composeDirective': NONE('routers need none of the directives of the graph'),
  '@interfaceObject': NONE('no interface of another subgraph is extended'),
};

function findKeys(name: string): string[] {
  const document: DocumentNode = parse(sdl);
  const type = document.definitions.find(
    (definition) => definition.kind === 'ObjectTypeDefinition' && definition.name.value === name,
  );
  return [...print(type!).matchAll(/@key\(fields: "(\w+)"\)/g)].map(([, field]) => field!).sort();
}

test.each(Object.entries(ROWS).filter(([, { supported }]) => supported))(
  'The row %s of the compatibility suite of Apollo is supported',
  async (_row, { check }) => check!(),
);

test('Apollo composes the subgraph with another one', async () => {
  const { composeServices: compose } = await import(APOLLO_COMPOSITION);
  const { errors, supergraphSdl } = compose([
    { name: 'dateline', typeDefs: parse(sdl), url: 'http://dateline.example/graphql' },
    { name: 'shop', typeDefs: parse(SHOP), url: 'http://shop.example/graphql' },
  ]);
  expect(errors).toBeUndefined();
  expect(supergraphSdl).toContain('poster');
});

test('The documentation has the rows of the suite, and what is not used is not in the subgraph', () => {
  const rows = Object.entries(ROWS).map(
    ([row, { supported, note }]) => `| \`${row}\` | ${supported ? 'supported' : 'not used'} | ${note} |`,
  );
  console.log(rows.join('\n'));
  const text = readFileSync(join(CHECKOUT, 'docs/extending/federation.md'), 'utf8');
  for (const row of rows) expect(text).toContain(row);
  const unused = Object.entries(ROWS).filter(([row, { supported }]) => !supported && /^@[a-z]+$/i.test(row));
  for (const [directive] of unused) expect(sdl).not.toMatch(new RegExp(`${directive}\\b`));
});
