import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink } from '@apollo/client';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { Client, fetchExchange } from '@urql/core';
import { buildSchema, introspectionFromSchema, parse } from 'graphql';
import relayRuntime from 'relay-runtime';
import { CHECKOUT, CLIENTS } from '../../support/documentation.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { FrontEnd, findRelayConfig } from './front-end.js';
import { BY_EDGES, BY_ID, BY_NODES, RELAY_FILE, RELAY_OPERATIONS, USE_OF_TYPES } from './operations.js';

/** Pages of two of five articles, newest first. */
const PAGE = { first: 2 };
const TITLES = ['Article 5', 'Article 4', 'Article 3', 'Article 2', 'Article 1'];

const IMAGE = {
  ...{ alt: 'A ferry.', caption: null, credit: null },
  ...{ width: null, height: null, focalX: null, focalY: null },
};

let gateway: Gateway;
let frontEnd: FrontEnd;
let url: string;
beforeAll(async () => {
  gateway = await startGateway();
  url = `${gateway.address}/graphql`;
  for (const number of [1, 2, 3, 4, 5]) {
    await gateway.save({
      slug: `article-${number}`,
      title: `Article ${number}`,
      publishedAt: new Date(Date.UTC(2026, 0, number)),
      image: { ...IMAGE, url: `https://img.example/${number}.jpg` },
    });
  }
  frontEnd = await FrontEnd.create();
  await frontEnd.writeDocumented('write-cache-types.mjs');
  await frontEnd.run('write-cache-types.mjs');
  await frontEnd.linkClient();
});
afterAll(async () => {
  await gateway.close();
  await frontEnd.remove();
});

const warnings: unknown[][] = [];
beforeEach(() => {
  warnings.length = 0;
  for (const method of ['warn', 'error'] as const)
    jest.spyOn(console, method).mockImplementation((...words) => void warnings.push(words));
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(warnings).toEqual([]);
});

const SHAPES = [
  { shape: 'nodes', query: BY_NODES, getTitles: (list: any) => list.nodes.map((node: any) => node.title) },
  {
    shape: 'edges',
    query: BY_EDGES,
    getTitles: (list: any) => list.edges.map(({ node }: any) => node.title),
  },
];

test.each(SHAPES)(
  'Apollo Client with the documented cache joins pages of $shape',
  async ({ query, getTitles }) => {
    const { cache } = await importAnew('apollo-cache.js');
    const client = new ApolloClient({ cache, link: new HttpLink({ uri: url }) });
    const document = gql(query);
    const list = client.watchQuery<any>({ query: document, variables: PAGE });
    const subscription = list.subscribe({});
    const { data: first } = await client.query<any>({ query: document, variables: PAGE });
    expect(getTitles(first.articles)).toEqual(TITLES.slice(0, 2));
    await list.fetchMore({ variables: { after: first.articles.pageInfo.endCursor } });
    const second = client.readQuery<any>({ query: document, variables: PAGE });
    expect(getTitles(second.articles)).toEqual(TITLES.slice(0, 4));
    await list.fetchMore({ variables: { after: second.articles.pageInfo.endCursor } });
    const all = client.readQuery<any>({ query: document, variables: PAGE });
    expect(getTitles(all.articles)).toEqual(TITLES);
    expect(all.articles.pageInfo.hasNextPage).toBe(false);
    // Another query adds fields of types without an id, and loses none.
    const [{ id }] = all.articles.nodes ?? all.articles.edges.map(({ node }: any) => node);
    const one = await client.query<any>({ query: gql(BY_ID), variables: { id } });
    expect(one.data.node.body.text).toBe('A body.');
    expect(getTitles(client.readQuery<any>({ query: document, variables: PAGE }).articles)).toEqual(TITLES);
    subscription.unsubscribe();
    client.stop();
  },
);

test.each(SHAPES)(
  "urql's Graphcache with the documented configuration joins pages of $shape",
  async ({ query, getTitles }) => {
    const { cache } = await importAnew('urql-cache.js');
    const client = new Client({ url, preferGetMethod: false, exchanges: [cache, fetchExchange] });
    let after: string | undefined;
    for (const count of [2, 4, 5]) {
      const { data, error } = await client.query(query, { ...PAGE, after }).toPromise();
      expect(error).toBeUndefined();
      expect(getTitles(data.articles)).toEqual(TITLES.slice(0, count));
      after = data.articles.pageInfo.endCursor;
      expect(data.articles.pageInfo.hasNextPage).toBe(count < 5);
    }
    const { data } = await client.query(query, PAGE, { requestPolicy: 'cache-only' }).toPromise();
    const [{ id }] = data.articles.nodes ?? data.articles.edges.map(({ node }: any) => node);
    const one = await client.query(BY_ID, { id }).toPromise();
    expect(one.data.node.body.text).toBe('A body.');
  },
);

test('The Relay compiler takes the schema, and the runtime joins pages of edges and reads pages of nodes', async () => {
  const relay = await FrontEnd.create();
  await relay.write('package.json', '{}'); // its artifacts are CommonJS
  await relay.write('relay.config.json', JSON.stringify({ ...findRelayConfig(), eagerEsModules: false }));
  await relay.write(`src/${RELAY_FILE}`, RELAY_OPERATIONS);
  await relay.write('artifacts/.keep', '');
  const output = await relay.run(join(CLIENTS, 'node_modules/relay-compiler/cli.js'));
  expect(output).toMatch(/Compilation completed/);
  expect(output).not.toMatch(/WARN|ERROR/);
  const load = (name: string) => createRequire(join(relay.folder, 'x.js'))(`./artifacts/${name}.graphql.js`);

  const { Environment, Network, RecordSource, Store, fetchQuery, getSelector, createOperationDescriptor } =
    relayRuntime;
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async ({ text }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, variables }),
      });
      return (await response.json()) as any;
    }),
  });
  const fetchPage = (name: string, variables: object) =>
    fetchQuery(environment, load(name), variables).toPromise() as Promise<any>;
  const operation = createOperationDescriptor(load('ListQuery'), PAGE);
  environment.retain(operation);
  await fetchPage('ListQuery', PAGE);
  const readList = () => {
    const { data } = environment.lookup(operation.fragment);
    const { articles } = environment.lookup(getSelector(load('List_articles'), data) as any).data as any;
    return articles;
  };
  for (const count of [2, 4]) {
    expect(readList().edges.map(({ node }: any) => node.title)).toEqual(TITLES.slice(0, count));
    const { hasNextPage, endCursor } = readList().pageInfo;
    expect(hasNextPage).toBe(true);
    await fetchPage('ListPageQuery', { ...PAGE, after: endCursor });
  }
  expect(readList().edges.map(({ node }: any) => node.title)).toEqual(TITLES);
  expect(readList().pageInfo.hasNextPage).toBe(false);

  const first = await fetchPage('ListNodesQuery', PAGE);
  const after = first.articles.pageInfo.endCursor;
  const second = await fetchPage('ListNodesQuery', { ...PAGE, after });
  expect([...first.articles.nodes, ...second.articles.nodes].map(({ title }: any) => title)).toEqual(
    TITLES.slice(0, 4),
  );
  await relay.remove();
});

test('graphql-codegen and gql.tada make types of the schema that the compiler takes', async () => {
  const schema = buildSchema(await frontEnd.read('schema.graphql'));
  await frontEnd.writeDocumented('codegen.ts');
  const { default: config } = await frontEnd.import('codegen.ts');
  const [[folder, { config: options, presetConfig }]] = Object.entries<any>(config.generates) as [
    [string, any],
  ];
  const sections = await preset.buildGeneratesSection({
    ...{ baseOutputDir: folder, schema: parse(await frontEnd.read('schema.graphql')), schemaAst: schema },
    documents: [BY_NODES, BY_EDGES, BY_ID].map((text, i) => ({
      ...{ document: parse(text), location: `page-${i}.ts`, rawSDL: text },
    })),
    ...{ config: options, presetConfig, plugins: [], pluginMap: {} },
  });
  // In order: the manifest contains the documents that earlier sections have processed.
  for (const section of sections) await frontEnd.write(section.filename, await codegen(section));
  await frontEnd.write(
    'use-codegen.ts',
    `import type { ByNodesQuery } from '${folder}graphql';\ntype Page = ByNodesQuery;\n${USE_OF_TYPES}`,
  );

  const introspection = minifyIntrospection(introspectionFromSchema(schema));
  await frontEnd.write(
    'graphql-env.d.ts',
    outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
  );
  await frontEnd.writeDocumented('graphql.ts');
  await frontEnd.write(
    'use-tada.ts',
    `import type { ResultOf } from 'gql.tada';\nimport { graphql } from './graphql';\nconst query = graphql(\`${BY_NODES}\`);\ntype Page = ResultOf<typeof query>;\n${USE_OF_TYPES}`,
  );
  const compilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: true, allowImportingTsExtensions: true },
    ...{ target: 'esnext', module: 'preserve', types: [] },
  };
  await frontEnd.write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions, files: ['use-codegen.ts', 'use-tada.ts'] }),
  );
  const output = await frontEnd.run(join(CHECKOUT, 'node_modules/typescript/bin/tsc'), '--pretty', 'false');
  expect(output).toBe('');
  expect(await readdir(join(frontEnd.folder, folder))).toContain('persisted-documents.json');
});

test('TanStack Query with the documented options reads an article and joins pages', async () => {
  await frontEnd.writeDocumented('article-queries.js');
  const file = await frontEnd.read('article-queries.js');
  await frontEnd.write('article-queries.js', file.replace('http://127.0.0.1:4000/graphql', url));
  const { articleQuery, articlesQuery } = await frontEnd.import('article-queries.js');
  const queries = new QueryClient();
  expect(await queries.fetchQuery(articleQuery('article-3'))).toMatchObject({
    title: 'Article 3',
    body: { html: '<p>A body.</p>' },
  });
  expect(await queries.fetchQuery(articleQuery('no-such-article'))).toBeNull();
  const list = new InfiniteQueryObserver<any, any, any>(queries, articlesQuery(2));
  const unsubscribe = list.subscribe(() => undefined);
  const titles = (result: any) => result.data.map(({ title }: any) => title);
  expect(titles(await list.refetch())).toEqual(TITLES.slice(0, 2));
  expect(titles(await list.fetchNextPage())).toEqual(TITLES.slice(0, 4));
  const last = await list.fetchNextPage();
  expect([titles(last), last.hasNextPage]).toEqual([TITLES, false]);
  unsubscribe();
  queries.clear();
});

test('graphql-request with the documented client reads pages, and errors have their codes', async () => {
  await frontEnd.writeDocumented('request.js');
  const file = await frontEnd.read('request.js');
  await frontEnd.write('request.js', file.replace('http://127.0.0.1:4000/graphql', url));
  const { client, getCode } = await frontEnd.import('request.js');
  const first = await client.request(BY_NODES, PAGE);
  const after = first.articles.pageInfo.endCursor;
  const second = await client.request(BY_NODES, { ...PAGE, after });
  expect([...first.articles.nodes, ...second.articles.nodes].map(({ title }: any) => title)).toEqual(
    TITLES.slice(0, 4),
  );
  const failure = await client.request(BY_NODES, { first: 100_000 }).catch((error: unknown) => error);
  expect(getCode(failure)).toBe('BAD_USER_INPUT');
  await expect(client.batchRequests([{ document: BY_NODES, variables: PAGE }])).rejects.toThrow();
});

let copies = 0;

/** Writes a documented file under a name of its own and imports it, for a cache that no test has used. */
async function importAnew(name: string) {
  copies += 1;
  await frontEnd.writeDocumented(name);
  await frontEnd.write(`${copies}-${name}`, await frontEnd.read(name));
  return frontEnd.import(`${copies}-${name}`);
}
