import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient, fetchExchange, subscriptionExchange } from '@urql/core';
import { OperationTypeNode } from 'graphql';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createSseClient, createWebSocketClient } from '../../support/live-clients.js';
import { waitUntil } from '../../support/until.js';

const EVENTS =
  'subscription ($after: String) { articleEvents(after: $after) { cursor kind article { id title } } }';
const FROM = 'Y2hhbmdlOjA'; // before the first change

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('Apollo Client receives an article event and updates the title in its cache', async () => {
  const socket = createWebSocketClient(gateway.address);
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: `${gateway.address}/graphql` }),
    ),
  });
  const heard: any[] = [];
  const subscription = client
    .subscribe<any>({ query: gql(EVENTS), variables: { after: FROM } })
    .subscribe(({ data }) => heard.push(data.articleEvents));
  await gateway.save({ slug: 'apollo', title: 'Before' });
  await waitUntil(() => heard.at(-1)?.article.title === 'Before');
  const query = gql('{ article(by: { slug: "apollo" }) { id title } }');
  expect((await client.query<any>({ query })).data.article.title).toBe('Before');
  await gateway.save({ slug: 'apollo', title: 'After' });
  await waitUntil(() => heard.at(-1)?.kind === 'UPDATED');
  expect(client.readQuery<any>({ query }).article.title).toBe('After');
  subscription.unsubscribe();
  client.stop();
  await socket.dispose();
});

test.each([
  ['WebSocket', () => createWebSocketClient(gateway.address)],
  ['an event stream', () => createSseClient(gateway.address)],
])('urql receives an article event over %s', async (over, connect) => {
  const transport = connect();
  const client = createClient({
    url: `${gateway.address}/graphql`,
    preferGetMethod: false,
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: transport.subscribe({ query: query!, variables: variables as any }, sink as any),
          }),
        }),
      }),
    ],
  });
  const heard: any[] = [];
  const { unsubscribe } = client
    .subscription(EVENTS, { after: FROM })
    .subscribe(({ data, error }) => heard.push(error ?? data.articleEvents));
  await gateway.save({ title: `Over ${over}` });
  await waitUntil(() => heard.at(-1)?.article?.title === `Over ${over}`);
  expect(heard.at(-1).kind).toBe('PUBLISHED');
  unsubscribe();
  transport.dispose();
});
