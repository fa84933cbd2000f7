import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, type Exchange, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import relayRuntime from 'relay-runtime';
import { possibleTypes, typePolicies } from '../../../packages/client/src/apollo.js';
import { graphcacheOptions } from '../../../packages/client/src/urql.js';
import { CLIENTS } from '../../support/documentation.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { FrontEnd, findRelayConfig } from './front-end.js';

const FRONT = `query FrontQuery {
  hero: articles(first: 1, unique: { name: "front-hero" }) { nodes { id title } }
  rest: articles(first: 1, unique: { name: "front-rest" }) { nodes { id title } }
}`;
/** A list of another component, with the arguments that the lists of the front page have beside their names. */
const LATEST = 'query FrontLatestQuery { articles(first: 1) { nodes { id title } } }';
const SHOWN = { hero: ['Article 3'], rest: ['Article 2'], latest: ['Article 3'] };

let gateway: Gateway;
let url: string;
beforeAll(async () => {
  gateway = await startGateway();
  url = `${gateway.address}/graphql`;
  for (const number of [1, 2, 3])
    await gateway.save({ title: `Article ${number}`, publishedAt: new Date(Date.UTC(2026, 0, number)) });
});
afterAll(() => gateway.close());

const listTitles = ({ nodes }: any) => nodes.map(({ title }: any) => title);
const list = (front: any, latest: any) => ({
  hero: listTitles(front.hero),
  rest: listTitles(front.rest),
  latest: listTitles(latest.articles),
});

test.each([
  ['of its own', new InMemoryCache()],
  ['of the kit', new InMemoryCache({ possibleTypes, typePolicies })],
])('Apollo Client with the policies %s shows each list of a page without repetition', async (_, cache) => {
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: url }) });
  for (const query of [gql(FRONT), gql(LATEST)]) await client.query<any>({ query });
  const read = (text: string) => client.readQuery<any>({ query: gql(text) });
  expect(list(read(FRONT), read(LATEST))).toEqual(SHOWN);
  client.stop();
});

test.each<[string, Exchange]>([
  ['of its own', cacheExchange({ keys: { ArticleConnection: () => null } })],
  ['of the kit', cacheExchange(graphcacheOptions(relayPagination))],
])("urql's Graphcache with the options %s shows each list of a page without repetition", async (_, cache) => {
  const client = new Client({ url, preferGetMethod: false, exchanges: [cache, fetchExchange] });
  for (const query of [FRONT, LATEST])
    expect((await client.query(query, {}).toPromise()).error).toBeUndefined();
  const read = async (query: string) =>
    (await client.query(query, {}, { requestPolicy: 'cache-only' }).toPromise()).data;
  expect(list(await read(FRONT), await read(LATEST))).toEqual(SHOWN);
});

test('Relay shows each list of a page without repetition', async () => {
  const relay = await FrontEnd.create();
  await relay.write('package.json', '{}'); // its artifacts are CommonJS
  await relay.write('relay.config.json', JSON.stringify({ ...findRelayConfig(), eagerEsModules: false }));
  const documents = [FRONT, LATEST].map((text) => `graphql\`${text}\`;`).join('\n');
  await relay.write('src/Front.js', `import { graphql } from 'relay-runtime';\n${documents}\n`);
  await relay.write('artifacts/.keep', '');
  await relay.run(join(CLIENTS, 'node_modules/relay-compiler/cli.js'));
  const load = (name: string) => createRequire(join(relay.folder, 'x.js'))(`./artifacts/${name}.graphql.js`);

  const { Environment, Network, RecordSource, Store, fetchQuery, createOperationDescriptor } = relayRuntime;
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
  const read = (name: string) =>
    environment.lookup(createOperationDescriptor(load(name), {}).fragment).data as any;
  for (const name of ['FrontQuery', 'FrontLatestQuery']) {
    environment.retain(createOperationDescriptor(load(name), {}));
    await fetchQuery(environment, load(name), {}).toPromise();
  }
  expect(list(read('FrontQuery'), read('FrontLatestQuery'))).toEqual(SHOWN);
  await relay.remove();
});

test.each([
  'hero: articles(first: 1) @unique { nodes { id } } rest: articles(first: 1) @unique { nodes { id } }',
  'hero: articles(unique: { name: "front" }) { nodes { id } } rest: articles(unique: { name: "front" }) { nodes { id } }',
])('A page of which caches would show one list twice is refused: %s', async (fields) => {
  const [error] = await gateway.queryErrors(`{ ${fields} }`);
  expect(error).toMatchObject({
    message: expect.stringContaining('unique: { name: "'),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
});
