import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createSseClient, createWebSocketClient } from '../../support/live-clients.js';
import { waysToAsk } from '../../support/transports.js';

let gateway: Gateway;
let ways: ReturnType<typeof waysToAsk>;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8', SITE_TITLE: 'The Harbour' });
  await gateway.save({ slug: 'storm', title: 'Storm', section: ['World'] });
  ways = waysToAsk(gateway.address);
});
afterAll(async () => {
  await ways.close();
  await gateway.close();
});

const DRAFTS = '{ site { title } articles(filter: { status: [DRAFT] }) { nodes { title } totalCount } }';
const CURSOR = '{ site { title } articles(after: "nonsense") { nodes { title } pageInfo { hasNextPage } } }';

async function send(query: string, variables?: Record<string, unknown>) {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return {
    status: response.status,
    cache: response.headers.get('x-cache'),
    ...((await response.json()) as any),
  };
}

test.each(['POST', 'GET', 'WebSocket', 'event stream'] as const)(
  'A field whose argument needs a key is null over %s, and the other fields have their data',
  async (way) => {
    for (const query of [DRAFTS, CURSOR]) {
      const { data, errors } = JSON.parse(await ways.ask(way, 'text', query));
      expect(data).toEqual({ site: { title: 'The Harbour' }, articles: null });
      const code = query === DRAFTS ? 'FORBIDDEN' : 'BAD_USER_INPUT';
      expect(errors).toMatchObject([{ path: ['articles'], extensions: { code } }]);
    }
  },
);

test('A refused field leaves the keys of the response in the order of the query', async () => {
  const { data } = await send('{ articles(page: 0) { totalCount } site { title } }');
  expect(Object.keys(data)).toEqual(['articles', 'site']);
});

test('A compiled query whose variable is refused answers as before it was compiled, and is not cached', async () => {
  const query = 'query ($after: String) { site { title } articles(after: $after) { nodes { title } } }';
  for (let i = 0; i < 5; i++) expect((await send(query)).data.articles.nodes).toHaveLength(1);
  expect((await send(query)).cache).toBe('HIT');
  for (let i = 0; i < 3; i++) {
    const refused = await send(query, { after: 'nonsense' });
    expect(refused).toMatchObject({ status: 200, cache: 'MISS', data: { articles: null } });
    expect(refused.data.site.title).toBe('The Harbour');
    expect(refused.errors).toHaveLength(1);
  }
  expect((await send(query)).data.articles.nodes).toHaveLength(1);
});

test.each([
  [
    'articles of a section',
    'section(by: { slug: "world" }) { name articles(orderBy: SCHEDULED) { totalCount } }',
  ],
  ['a number', 'section(by: { slug: "world" }) { name articleCount(filter: { status: [DRAFT] }) }'],
  ['a list', 'section(by: { slug: "world" }) { name popular(filter: { status: [DRAFT] }) { views } }'],
  ['a text', 'article(by: { slug: "storm" }) { title excerpt(words: -1) }'],
  ['related articles', 'article(by: { slug: "storm" }) { title related(first: 99) { score } }'],
])('A refused field of an object is null and leaves the object in place: %s', async (_what, field) => {
  const { data, errors } = await send(`{ ${field} }`);
  expect(errors).toHaveLength(1);
  const [object] = Object.values<Record<string, unknown>>(data);
  const [name, refused] = Object.values(object!);
  expect(name).toMatch(/World|Storm/);
  expect(refused).toBeNull();
});

test('A search with a refused argument is null without its facets', async () => {
  const { data, errors } = await send(
    '{ site { title } search(query: "storm", after: "nonsense") { totalCount facets { tags { count } } pageInfo { endCursor } nodes { title } } }',
  );
  expect(data).toEqual({ site: { title: 'The Harbour' }, search: null });
  expect(errors).toHaveLength(1);
});

test('A field that is refused in each element of a list is null in each, with an error for each', async () => {
  await gateway.save({ slug: 'calm', section: ['Sport'] });
  const { data, errors } = await send('{ sections { name articles(after: "nonsense") { totalCount } } }');
  expect(data.sections).toEqual(data.sections.map(({ name }: any) => ({ name, articles: null })));
  expect(data.sections).toHaveLength(2);
  expect(errors.map(({ path }: any) => path)).toEqual([
    ['sections', 0, 'articles'],
    ['sections', 1, 'articles'],
  ]);
});

test('A refused unique list is null, and the other lists of the page have their articles', async () => {
  const { data, errors } = await send(`{
    top: articles(unique: { name: "top" }, first: 1) { nodes { slug } }
    bad: articles(unique: { name: "bad" }, filter: { status: [DRAFT] }) { nodes { slug } }
    rest: articles(unique: { name: "rest" }) { nodes { slug } }
  }`);
  expect(data.top.nodes).toHaveLength(1);
  expect(data.bad).toBeNull();
  expect(data.rest.nodes).toHaveLength(1);
  expect(errors).toMatchObject([{ path: ['bad'], extensions: { code: 'FORBIDDEN' } }]);
});

test('The status is 403 when the refused field is all that was requested', async () => {
  const refused = await send('{ articles(orderBy: SCHEDULED) { totalCount } }');
  expect(refused).toMatchObject({ status: 403, data: { articles: null } });
});

describe.each([
  ['WebSocket', () => createWebSocketClient(gateway.address)],
  [
    'an event stream',
    () => createSseClient(gateway.address) as unknown as ReturnType<typeof createWebSocketClient>,
  ],
])('Over %s', (_name, connect) => {
  test('A live query with a refused field sends the data of the others', async () => {
    const client = connect();
    const query = 'query @live { site { title } articles(after: "nonsense") { totalCount } }';
    const result = await new Promise<any>((resolve, reject) => {
      client.subscribe({ query }, { next: resolve, error: reject, complete: () => undefined });
    });
    expect(result.data).toEqual({ site: { title: 'The Harbour' }, articles: null });
    expect(result.errors).toMatchObject([{ path: ['articles'], extensions: { code: 'BAD_USER_INPUT' } }]);
    await client.dispose();
  });
});
