import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../../../support/live-clients.js';
import { recordStatements } from '../../../support/statements.js';
import { waitUntil } from '../../../support/until.js';

const EVENTS = `subscription ($filter: ArticleFilter, $after: String) {
  articleEvents(filter: $filter, after: $after) { cursor kind isMatch article { slug title } }
}`;

let gateway: Gateway;
let client: Client;
beforeAll(async () => {
  gateway = await startGateway();
  client = createWebSocketClient(gateway.address);
});
afterAll(async () => {
  await client.dispose();
  await gateway.close();
});

/** The cursor of the latest change. */
async function now(): Promise<string> {
  const { rows } = await gateway.database.pool.query(
    'SELECT coalesce(max(sequence), 0) AS last FROM content_change',
  );
  return Buffer.from(`change:${rows[0].last}`).toString('base64url');
}

const record = (filter: object | null, after: string, by: Pick<Client, 'subscribe'> = client) =>
  recordSubscription(by, { filter, after }, EVENTS);

/** Events as text, such as "UPDATED eels true". */
const tell = ({ events }: SubscriptionRecorder) =>
  events.map((event: any) => `${event.kind} ${event.article?.slug ?? 'gone'} ${event.isMatch}`);

/** The code of the error that ends a subscription. */
async function getCode(refused: SubscriptionRecorder): Promise<string> {
  const failure = await refused.ended;
  const [error] = [failure ?? [], refused.errors].flat() as SubscriptionRecorder['errors'];
  return error!.extensions.code;
}

async function unpublish(slug: string): Promise<void> {
  const act = gateway.queryAs(await gateway.createKey('publish', 'write'));
  const { id } = await gateway.database.prisma.draft.findFirstOrThrow({ where: { slug } });
  const document =
    'mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } article { id } } }';
  const { unpublishArticle } = await act(document, {
    id: Buffer.from(`Article:${id}`).toString('base64url'),
  });
  expect(unpublishArticle.userErrors).toEqual([]);
}

test('articleEvents with a filter delivers what enters, stays in and leaves it, and nothing else', async () => {
  await gateway.save({ slug: 'other', section: ['Sport'] });
  const after = await now();
  const filter = { sections: { any: ['world'] }, kinds: ['OPINION'] };
  const live = record(filter, after);
  await gateway.save({ slug: 'eels', section: ['World', 'Asia'], kind: 'ARTICLE' });
  await gateway.save({ slug: 'eels', section: ['World', 'Asia'], kind: 'OPINION' });
  await gateway.save({ slug: 'eels', section: ['World', 'Asia'], kind: 'OPINION', title: 'Eels' });
  await gateway.save({ slug: 'other', section: ['Sport'], title: 'Elsewhere' });
  await gateway.save({ slug: 'eels', section: ['Sport'], kind: 'OPINION' });
  await gateway.save({ slug: 'eels', section: ['Sport'], kind: 'OPINION', title: 'Out' });
  await gateway.save({ slug: 'last', section: ['World'], kind: 'OPINION' });
  await waitUntil(() => live.events.at(-1)?.article?.slug === 'last');
  const delivered = tell(live);
  // Whether `eels` matched is told as of the delivery, so that only the end of its stay is certain.
  expect(delivered.filter((event) => event.includes('other'))).toEqual([]);
  expect(delivered.at(-2)).toBe('MOVED eels false');
  expect(delivered.at(-1)).toBe('PUBLISHED last true');
  live.stop();
});

test('articleEvents says of each article after its change whether it matches the filter', async () => {
  const live = record({ tags: { any: ['sea'] } }, await now());
  const steps: [object, string][] = [
    [{ tags: ['Sea'] }, 'PUBLISHED tide true'],
    [{ tags: ['Sea'], title: 'Tides' }, 'UPDATED tide true'],
    [{ tags: ['Land'], title: 'Tides' }, 'UPDATED tide false'],
    [{ tags: ['Sea', 'Land'], title: 'Tides' }, 'UPDATED tide true'],
  ];
  for (const [i, [article, event]] of steps.entries()) {
    await gateway.save({ slug: 'tide', ...article });
    await waitUntil(() => live.events.length === i + 1);
    expect(tell(live).at(-1)).toBe(event);
  }
  await unpublish('tide');
  await waitUntil(() => live.events.length === steps.length + 1);
  expect(tell(live).at(-1)).toBe('UNPUBLISHED gone false');
  live.stop();
});

test('articleEvents with a filter resumes after a cursor over both transports', async () => {
  const after = await now();
  await gateway.save({ slug: 'reef', tags: ['Coral'] });
  await gateway.save({ slug: 'dune', tags: ['Sand'] });
  await gateway.save({ slug: 'reef', tags: ['Sand'] });
  for (const by of [client, createSseClient(gateway.address) as unknown as Client]) {
    const coral = record({ tags: { any: ['coral'] } }, after, by);
    await waitUntil(() => coral.events.length === 2);
    expect(tell(coral)).toEqual(['PUBLISHED reef false', 'UPDATED reef false']);
    coral.stop();
  }
});

test('articleEvents without a filter says whether the article is public', async () => {
  const live = record(null, await now());
  await gateway.save({ slug: 'brief' });
  await waitUntil(() => live.events.length === 1);
  await unpublish('brief');
  await waitUntil(() => live.events.length === 2);
  expect(tell(live)).toEqual(['PUBLISHED brief true', 'UNPUBLISHED gone false']);
  live.stop();
});

test('A filter of articleEvents is checked on subscribing', async () => {
  const section = await gateway.query('{ section(by: { slug: "world" }) { id } }');
  for (const [filter, code] of [
    [{ status: ['DRAFT'] }, 'FORBIDDEN'],
    [{ tags: { any: [section.section.id] } }, 'BAD_USER_INPUT'],
    [{ ids: Array.from({ length: 101 }, (_, i) => `${i}`) }, 'BAD_USER_INPUT'],
  ] as const) {
    expect(await getCode(record(filter, await now()))).toBe(code);
  }
});

test('A client with more than 20 different filters of articleEvents is refused, until one ends', async () => {
  const clients = [client, createWebSocketClient(gateway.address)];
  const after = await now();
  const create = (i: number) => record({ slugs: [`slug-${i}`] }, after, clients[i % 2]!);
  const open = Array.from({ length: 20 }, (_, i) => create(i));
  await gateway.save({ slug: 'slug-19' });
  await waitUntil(() => open.at(-1)!.events.length === 1);
  expect(await getCode(create(20))).toBe('TOO_MANY_SUBSCRIPTIONS');
  open[0]!.stop();
  const again = record({ slugs: ['slug-19'] }, after, clients[1]!);
  await waitUntil(() => again.events.length === 1);
  await gateway.save({ slug: 'slug-20' });
  const further = create(20);
  await waitUntil(() => further.events.length === 1);
  for (const { stop } of [again, further]) stop();
  for (const { stop } of open) stop();
  await clients[1]!.dispose();
});

test('Subscribers with the same filter share the statement that compares a change with it', async () => {
  const count = async (subscribers: number) => {
    const clients = Array.from({ length: Math.ceil(subscribers / 20) }, () =>
      createWebSocketClient(gateway.address),
    );
    const after = await now();
    const query =
      'subscription ($filter: ArticleFilter, $after: String) { articleEvents(filter: $filter, after: $after) { cursor } }';
    const recorders = Array.from({ length: subscribers }, (_, i) =>
      recordSubscription(
        clients[Math.floor(i / 20)]!,
        { filter: { tags: { any: [`half-${i % 2}`] } }, after },
        query,
      ),
    );
    await gateway.save({ tags: ['half-0', 'half-1'] });
    await waitUntil(() => recorders.every(({ events }) => events.length === 1));
    const statements = await recordStatements(async () => {
      await gateway.save({ slug: `counted-${subscribers}`, tags: ['half-0', 'half-1'] });
      await waitUntil(() => recorders.every(({ events }) => events.length === 2));
    });
    for (const each of clients) await each.dispose();
    return statements.filter((text) => /"published"\."article" a WHERE a.id = ANY/.test(text)).length;
  };
  // Two filters; a subscriber that still catches up compares by itself.
  expect(await count(100)).toBeLessThan(20);
});
