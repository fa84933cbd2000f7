import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { buildQueryUrl, startServer, type TestServer } from '../../support/test-server.js';

let gateway: TestServer;

const browse = () => gateway.get('/graphql', { headers: { accept: 'text/html,*/*;q=0.8' } });
const typeOf = ({ headers }: Response) => headers.get('content-type');
const ask = async (query: string, variables?: object) => {
  const { data, errors } = (await (await gateway.post({ query, variables })).json()) as any;
  return { data, message: errors?.[0].message as string | undefined };
};

/** Returns the response of an operation, by transport. */
const WAYS: Record<string, (query: string, variables: Record<string, unknown>) => Promise<string>> = {
  POST: async (query, variables) => (await gateway.post({ query, variables })).text(),
  GET: async (query, variables) =>
    (await gateway.get(buildQueryUrl({ query, variables: JSON.stringify(variables) }))).text(),
  'event stream': async (query, variables) => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const body = JSON.stringify({ query, variables });
    return (await gateway.get('/graphql/stream', { method: 'POST', headers, body })).text();
  },
  WebSocket: async (query, variables) => {
    const url = `${gateway.address.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    const told = await new Promise<unknown>((resolve) => {
      client.subscribe({ query, variables }, { next: resolve, error: resolve, complete: () => undefined });
    });
    await client.dispose();
    return JSON.stringify(told);
  },
};
const ARCHIVE = 'query ($filter: ArticleFilter) { archive(filter: $filter) { year } }';
const HINTED: [what: string, query: string, variables?: Record<string, unknown>][] = [
  ['a field', '{ articlez { nodes { id } } }'],
  ['a field of a subscription', 'subscription { articleChangedd { __typename } }'],
  ['a selection that is missing', '{ articles }'],
  ['an argument', '{ tag(by: { slugg: "a" }) { id } }'],
  ['a type', 'query ($o: ArticleOrderr) { articles(orderBy: $o) { totalCount } }'],
  ['an enum value', '{ tags(orderBy: MOST_USEDD) { totalCount } }'],
  ['an enum value in quotes', '{ tags(orderBy: "MOST_USED") { totalCount } }'],
  ['an input field', '{ archive(filter: { tagg: [] }) { year } }'],
  ['an input field of a variable', ARCHIVE, { filter: { tagg: [] } }],
  [
    'an enum value of a variable',
    'query ($o: ArticleOrder) { articles(orderBy: $o) { totalCount } }',
    { o: 'NEWESTT' },
  ],
];

describe('Production defaults', () => {
  beforeAll(async () => {
    gateway = await startServer({ settings: { NODE_ENV: 'production' } });
  });
  afterAll(() => gateway.close());

  test('Production serves no playground, and says so to a browser that opens the path of the graph', async () => {
    const page = await browse();
    expect([page.status, typeOf(page)]).toEqual([400, expect.stringContaining('application/json')]);
    expect(page.headers.get('vary')).toContain('Accept');
    expect(await page.text()).toMatch(/"The playground is off here, .*PLAYGROUND=true/);
    expect(await (await gateway.get('/graphql')).text()).toContain('non-empty `query`');
    expect((await gateway.get('/graphql/playground/000000000000/graphiql.js')).status).toBe(404);
  });

  test('Production reveals no schema by introspection or suggestions', async () => {
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Query") { name } }']) {
      const { data, message } = await ask(query);
      expect(data).toBeUndefined();
      expect(message).toMatch(/^Introspection is off here, .*INTROSPECTION=true.*dateline schema/);
    }
    for (const [way, send] of Object.entries(WAYS)) {
      for (const [what, query, variables = {}] of HINTED) {
        const text = `${way}, ${what}: ${await send(query, variables)}`;
        expect(text).toContain('"message":');
        expect(text).not.toMatch(/Did you mean|"(code)":"INTERNAL/);
      }
    }
    expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  test('A compiled query suggests no schema names in production', async () => {
    const query = 'query ($o: ArticleOrder) { articles(orderBy: $o) { totalCount } }';
    for (let i = 0; i < 40; i++) expect((await ask(query, { o: 'NEWEST' })).data).toBeTruthy();
    for (const send of Object.values(WAYS))
      expect(await send(query, { o: 'NEWESTT' })).not.toMatch(/Did you mean/);
  });

  test('An error about very many invalid variables takes bounded CPU time', async () => {
    const filter = Object.fromEntries(Array.from({ length: 1_900 }, (_, i) => [`k${i}`, i]));
    for (let i = 0; i < 40; i++) expect((await ask(ARCHIVE, { filter: {} })).data).toBeTruthy();
    const before = process.cpuUsage();
    const { message } = await ask(ARCHIVE, { filter });
    const { user } = process.cpuUsage(before);
    expect(message).toMatch(/^Variable "\$filter" got invalid value \{ k0: 0, .{250,}…$/);
    // Each of 1,900 messages would quote all of them, which takes seconds if all are built.
    expect(user / 1_000).toBeLessThan(1_000);
  });
});

describe('Settings', () => {
  afterEach(() => gateway.close());

  test('PLAYGROUND and INTROSPECTION can be enabled in production independently', async () => {
    gateway = await startServer({ settings: { NODE_ENV: 'production', PLAYGROUND: 'true' } });
    expect(typeOf(await browse())).toContain('text/html');
    expect((await ask('{ __schema { queryType { name } } }')).data).toBeUndefined();
    await gateway.close();
    gateway = await startServer({ settings: { NODE_ENV: 'production', INTROSPECTION: 'true' } });
    expect(typeOf(await browse())).toContain('application/json');
    expect((await ask('{ __schema { queryType { name } } }')).data).toBeTruthy();
    expect((await ask('{ articlez { nodes { id } } }')).message).toContain('Did you mean');
  });

  test('PLAYGROUND and INTROSPECTION can be disabled in development', async () => {
    gateway = await startServer({ settings: { PLAYGROUND: 'false', INTROSPECTION: 'false' } });
    expect(typeOf(await browse())).toContain('application/json');
    expect((await ask('{ __schema { queryType { name } } }')).data).toBeUndefined();
  });
});
