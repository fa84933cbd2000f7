import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import { buildSchema, graphql, parse } from 'graphql';
import { DataFolderFixture } from '../../support/data-folder.js';
import { DatelineProcess, query, startDateline } from '../../support/dateline-process.js';
import { readPage } from '../../support/documentation.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { FrontEnd } from './front-end.js';

/** Its types add fields to those of graphql, which the gateway then does not fit. So it is imported without them. */
const ROUTER: string = '@graphql-hive/gateway-runtime';
/** Articles that are changed, one after the other; 2,000 with `EDITS=2000 npm run test:e2e -- clients/federation`. */
const EDITS = Number(process.env.EDITS ?? 60);
/** Milliseconds after which a response that shows an article as it was is stale. */
const STALE_MS = 5_000;

/** A subgraph of another team, with a comment on each article. */
const COMMENTS = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { comments: [Comment!]! }
  type Comment { text: String! }
  type Article @key(fields: "id") { id: ID! comments: [Comment!]! }`;
const COMMENTS_SCHEMA = buildSchema(`
  scalar _Any
  union _Entity = Article
  type Query { comments: [Comment!]! _entities(representations: [_Any!]!): [_Entity]! }
  type Comment { text: String! }
  type Article { id: ID! comments: [Comment!]! }`);

const folders = new DataFolderFixture();
const comments = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { query: source, variables: variableValues } = JSON.parse(Buffer.concat(chunks).toString());
  requestsOfComments += 1;
  const rootValue = {
    _entities: ({ representations }: { representations: { id: string }[] }) =>
      representations.map(({ id }) => ({ __typename: 'Article', id, comments: [{ text: `On ${id}` }] })),
  };
  const result = await graphql({ schema: COMMENTS_SCHEMA, source, variableValues, rootValue });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
});
let requestsOfComments = 0;
let frontEnd: FrontEnd;
let purges: Receiver;
let router: any;
let key: string;

beforeAll(async () => {
  purges = await startReceiver();
  frontEnd = await FrontEnd.create();
  const block = readPage('docs/extending/federation.md').blocks.find(({ text }) =>
    text.startsWith('// tag-cache.ts'),
  );
  await frontEnd.write('tag-cache.ts', block!.text);
  const cache = (await frontEnd.import('tag-cache.ts')).createTagCache();
  purges.respond = (response, { body }) => {
    cache.purge(JSON.parse(body).tags);
    response.writeHead(204).end();
  };
  const settings = {
    DATA_DIR: await folders.createFolder(),
    FEDERATION: 'true',
    CACHE_S_MAXAGE: '600',
    PURGE_URL: purges.address,
    RATE_PER_CLIENT: '0',
    RATE_PER_KEY: '0',
  };
  const { address } = await startDateline(settings);
  const create = ['keys', 'create', '--name', 'Desk', '--scope', 'admin'];
  const command = new DatelineProcess('cli.js', create, settings);
  await command.ended;
  key = command.stdout.trim();
  await once(comments.listen(0, '127.0.0.1'), 'listening');
  const { port } = comments.address() as AddressInfo;
  const { _service } = await query(address, '{ _service { sdl } }');
  const { supergraphSdl } = composeServices([
    { name: 'dateline', typeDefs: parse(_service.sdl), url: `${address}/graphql` },
    { name: 'comments', typeDefs: parse(COMMENTS), url: `http://127.0.0.1:${port}/graphql` },
  ]);
  const { createGatewayRuntime } = await import(ROUTER);
  router = createGatewayRuntime({
    supergraph: supergraphSdl!,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }: { request: Request }) => {
        const authorization = request.headers.get('authorization');
        return authorization ? { authorization } : {};
      },
    },
    plugins: () => [cache.plugin],
  });
}, 240_000);

afterAll(async () => {
  await router?.[Symbol.asyncDispose]();
  DatelineProcess.killAll();
  comments.closeAllConnections();
  comments.close();
  await purges?.close();
  await frontEnd?.remove();
  await folders.remove();
});

async function ask(document: string, variables: object = {}, headers: Record<string, string> = {}) {
  const response = await router.fetch('http://router.example/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = (await response.json()) as any;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

test('A router joins articles with the comments of another subgraph in one request to it', async () => {
  const before = requestsOfComments;
  const { articles } = await ask('{ articles(first: 40) { nodes { id title comments { text } } } }');
  expect(articles.nodes.length).toBe(40);
  for (const { id, comments: own } of articles.nodes) expect(own).toEqual([{ text: `On ${id}` }]);
  expect(requestsOfComments - before).toBe(1);
});

test('A router that caches by tags shows no article as it was, once it is purged', async () => {
  const { articles } = await ask('{ articles(first: 20) { nodes { id slug } } }');
  const read = async (slug: string) => {
    const { article } = await ask(
      'query ($slug: String!) { article(by: { slug: $slug }) { title comments { text } } }',
      { slug },
    );
    const list = await ask('{ articles(first: 40, orderBy: NEWEST) { nodes { slug title } } }');
    return [article.title, list.articles.nodes.find((each: { slug: string }) => each.slug === slug)?.title];
  };
  const delays: number[] = [];
  const stale: string[] = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    const { id, slug } = articles.nodes[edit % articles.nodes.length];
    const title = `Edit ${edit}`;
    await read(slug);
    const { updateArticle } = await ask(
      'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }',
      { input: { id, title, publish: {} } },
      { authorization: `Bearer ${key}` },
    );
    expect(updateArticle.userErrors).toEqual([]);
    const start = Date.now();
    const isFresh = async () => (await read(slug)).every((shown) => shown === title);
    while (!(await isFresh()) && Date.now() - start < STALE_MS)
      await new Promise((resolve) => setTimeout(resolve, 5));
    delays.push(Date.now() - start);
    if (!(await isFresh())) stale.push(title);
  }
  delays.sort((one, other) => one - other);
  console.log(`${EDITS} edits, fresh after ${delays[EDITS >> 1]} ms (median), ${delays.at(-1)} ms (latest)`);
  expect(stale).toEqual([]);
  expect(purges.requests.length).toBeGreaterThanOrEqual(EDITS);
}, 900_000);
