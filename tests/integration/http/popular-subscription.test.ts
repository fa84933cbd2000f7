import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/database.js';
import { ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../../support/live-clients.js';
import { createFixedClock } from '../../support/readers.js';
import { waitUntil } from '../../support/until.js';

const CHANGED = `subscription ($section: String, $first: Int! = 3) {
  popularChanged(window: DAY, section: $section, first: $first) { rank article { slug } }
}`;

let gateway: Gateway;
const ids: Record<string, number> = {};
beforeAll(async () => {
  gateway = await startGateway();
  for (const slug of ['a', 'b', 'c']) {
    ids[slug] = await gateway.save({ slug, section: [slug === 'c' ? 'Sport' : 'World'] });
  }
});
afterAll(() => gateway.close());

/** Counts views on another instance. */
async function read(views: Record<string, number>): Promise<void> {
  const other = openDatabase(gateway.database.connection, 4);
  const now = new Date();
  const counts = new Map(Object.entries(views).map(([slug, count]) => [ids[slug]!, count]));
  await new ViewStore(other.pool).addHourlyCounts(new Map([[now.getTime(), counts]]), now);
  await other.close();
}

const lists = ({ events }: SubscriptionRecorder) =>
  (events as unknown as { article: { slug: string } }[][]).map((list) =>
    list.map(({ article }) => article.slug).join(),
  );

test('popularChanged sends the list when its order changes, not when only counts do', async () => {
  await read({ a: 10, b: 5, c: 1 });
  const clients = [createWebSocketClient(gateway.address), createSseClient(gateway.address)];
  const heard = clients.map((client) => recordSubscription(client, {}, CHANGED));
  const ofWorld = recordSubscription(clients[0]!, { section: 'world' }, CHANGED);
  const all = [...heard, ofWorld];
  // A subscription does not receive changes from before its start.
  for (let views = 20; !all.every(({ events }) => events.length > 0); views += 20) {
    await read(views % 40 === 0 ? { a: views } : { b: views });
    await sleep(200);
  }
  await read({ b: 10_000 });
  await waitUntil(
    () => heard.every((each) => lists(each).at(-1) === 'b,a,c') && lists(ofWorld).at(-1) === 'b,a',
  );
  const before = all.map(({ events }) => events.length);

  await read({ a: 1 });
  await read({ c: 100_000 });
  await waitUntil(() => heard.every((each) => lists(each).at(-1) === 'c,b,a'));
  await gateway.save({ slug: 'b', section: ['World'], draft: true });
  await waitUntil(() => heard.every((each) => lists(each).at(-1) === 'c,a') && lists(ofWorld).at(-1) === 'a');
  expect(all.map(({ events }, i) => events.length - before[i]!)).toEqual([2, 2, 1]);
  for (const each of all) each.stop();
});

test('popularChanged rejects a list length over the maximum', async () => {
  const failure = await recordSubscription(createWebSocketClient(gateway.address), { first: 101 }, CHANGED)
    .ended;
  expect(failure).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('popularChanged follows HOUR as its views grow old, and TRENDING as an article rises', async () => {
  const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  const clock = createFixedClock(`${day}T09:50:00Z`);
  const timed = await startGateway({}, { clock: clock.now, beside: gateway });
  try {
    const write = async (views: Record<string, number>) => {
      const counts = new Map(Object.entries(views).map(([slug, count]) => [ids[slug]!, count]));
      await new ViewStore(timed.database.pool).addHourlyCounts(
        new Map([[clock.now().getTime(), counts]]),
        clock.now(),
      );
    };
    const subscribe = (window: string) =>
      recordSubscription(
        createWebSocketClient(timed.address),
        {},
        `subscription { popularChanged(window: ${window}, first: 3) { rank article { slug } } }`,
      );
    await write({ a: 300 });
    clock.set(`${day}T10:20:00Z`);
    const [hour, trending] = [subscribe('HOUR'), subscribe('TRENDING')];
    for (let views = 1; hour.events.length === 0 || trending.events.length === 0; views++) {
      await write({ [views % 2 ? 'c' : 'a']: views * 400 }); // a subscription has no changes from before its start
      await sleep(200);
    }
    await write({ c: 1_000_000 });
    await waitUntil(() => lists(hour).at(-1) === 'c,a' && lists(trending).at(-1)!.startsWith('c,'));
    clock.set(`${day}T11:05:00Z`);
    await write({ a: 1 });
    clock.set(`${day}T11:21:00Z`); // without a further view
    await waitUntil(() => lists(hour).at(-1) === 'a');
    hour.stop();
    trending.stop();
  } finally {
    await timed.close();
  }
});
