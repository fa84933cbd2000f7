import { expect, test } from '@jest/globals';
import { LiveQueries } from '../../../src/http/subscriptions/live/live-queries.js';
import type { LiveQuery, LiveSubscriber } from '../../../src/http/subscriptions/live/live-query.js';
import { waitUntil } from '../../support/until.js';

const client = { name: 'reader', weight: 1 };
const create = (limits: Partial<{ max: number; perSecond: number }> = {}) =>
  new LiveQueries({ max: 100, perSecond: 100, ...limits });
const subscribe = (queries: LiveQueries, key = 'query', others: object = {}) =>
  queries.subscribe({ key, client, followsWrites: false, ...others });
const read = (tags: string[], expiresAt = Number.POSITIVE_INFINITY) => ({ tags: new Set(tags), expiresAt });

/** Executes each round with a state of the content, and records what was sent. */
function follow(subscriber: LiveSubscriber, getState: () => string, tags = ['article:1']) {
  const sent: string[] = [];
  void (async () => {
    for await (const _round of subscriber)
      await subscriber.query.execute(read(tags), async () => {
        const state = getState();
        await Promise.resolve();
        sent.push(state);
      });
  })();
  return sent;
}

test('A change of a tag that was read begins a round, and a change of another tag does not', async () => {
  const queries = create();
  let state = 'first';
  const sent = follow(subscribe(queries), () => state);
  await waitUntil(() => sent.length === 1);
  queries.invalidate(['article:2']);
  state = 'second';
  queries.invalidate(['article:1', 'article:2']);
  await waitUntil(() => sent.length === 2);
  expect(sent).toEqual(['first', 'second']);
  expect(queries.executionCount).toBe(2);
});

test('Many changes within an interval are one round, which has the last of them', async () => {
  const queries = create({ perSecond: 5 });
  let state = 0;
  const sent = follow(subscribe(queries), () => String(state));
  await waitUntil(() => sent.length === 1);
  for (state = 1; state < 100; state++) queries.invalidate(['article:1']);
  state = 100;
  queries.invalidate(['article:1']);
  await waitUntil(() => sent.length === 2);
  expect(sent).toEqual(['0', '100']);
});

test('A change during an execution that had read the old value begins another round', async () => {
  const queries = create();
  const subscriber = subscribe(queries);
  await subscriber.next();
  await subscriber.query.execute(read(['article:1']), async () => {
    queries.invalidate(['article:1']);
  });
  expect(await subscriber.next()).toMatchObject({ done: false });
  await subscriber.query.execute(read(['article:1']), async () => {
    queries.invalidate(['article:2']);
  });
  let hasNext = false;
  void subscriber.next().then(() => {
    hasNext = true;
  });
  queries.invalidate(['article:2']);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(hasNext).toBe(false);
  queries.clear();
  await waitUntil(() => hasNext);
});

test('A change during a repeated execution that failed begins a round for the others', async () => {
  const queries = create();
  const [one, other] = [subscribe(queries), subscribe(queries)];
  for (const subscriber of [one, other]) await subscriber.next();
  await one.query.execute(read(['article:1']), async () => undefined);
  const failing = other.query.execute(read(['article:1']), async () => {
    queries.invalidate(['article:1']);
    throw new Error('The client left.');
  });
  await expect(failing).rejects.toThrow('The client left.');
  expect(await one.next()).toMatchObject({ done: false });
});

test('A slow subscriber gets the last round only', async () => {
  const queries = create();
  let state = 0;
  const slow = subscribe(queries);
  const sent = follow(subscribe(queries), () => String(state));
  await slow.next();
  for (state = 1; state <= 3; state++) {
    queries.invalidate(['article:1']);
    await waitUntil(() => sent.at(-1) === String(state));
  }
  expect((await slow.next()).value).toBe(slow.query.round);
});

test('Writes of drafts begin rounds only of queries that can show more than published content', async () => {
  const queries = create();
  const published = follow(subscribe(queries), () => 'published');
  const preview = follow(subscribe(queries, 'preview', { followsWrites: true }), () => 'preview');
  await waitUntil(() => published.length === 1 && preview.length === 1);
  queries.onWrite();
  await waitUntil(() => preview.length === 2);
  queries.onDisconnect();
  queries.pollChanges();
  queries.pollChanges();
  await waitUntil(() => preview.length === 3);
  expect(published).toHaveLength(1);
});

test('A client begins a tenth of the live queries, and may join those of others', async () => {
  const queries = create({ max: 20 });
  const own = ['one', 'two'].map((key) => subscribe(queries, key));
  expect(() => subscribe(queries, 'three')).toThrow(/at most 2 different live queries/);
  const others = { client: { name: 'other', weight: 1 } };
  subscribe(queries, 'three', others);
  subscribe(queries, 'three');
  await own[0]!.return();
  subscribe(queries, 'four');
  expect(queries.size).toBe(3);
  const exempt = { client: { name: 'proxy', weight: Number.POSITIVE_INFINITY } };
  for (let i = 0; queries.size < 20; i++) subscribe(queries, `exempt ${i}`, exempt);
  expect(() => subscribe(queries, 'one more', exempt)).toThrow(/limit of live queries/);
});

test('Nothing remains of a query after its subscribers have disconnected', async () => {
  const queries = create();
  const [one, other] = [subscribe(queries), subscribe(queries)];
  const query: LiveQuery = one.query;
  await one.next();
  await query.execute(read(['article:1']), async () => undefined);
  const waiting = one.next();
  await one.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  expect(queries.size).toBe(1);
  await other.return();
  await other.return();
  queries.invalidate(['article:1']);
  expect(queries.size).toBe(0);
});
