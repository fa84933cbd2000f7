import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../support/gateway.js';
import {
  BROWSER_USER_AGENT,
  createFixedClock,
  createReaderHeaders,
  TRUSTED_PROXY_SETTINGS,
  waitForValue,
} from '../support/readers.js';

const ARTICLES = 40;
const READERS = 1_000;
/** Number of articles that a reader opens. */
const READS = 2;
const MADE_UP = 2_000;
const WINDOWS = ['HOUR', 'DAY', 'TRENDING'];

const clock = createFixedClock('2026-06-15T12:10:00Z');
let gateway: Gateway;
let other: Gateway;

beforeAll(async () => {
  gateway = await startGateway(TRUSTED_PROXY_SETTINGS, { clock: clock.now });
  other = await startGateway(TRUSTED_PROXY_SETTINGS, { clock: clock.now, database: gateway.database });
  for (let i = 1; i <= ARTICLES; i++) await gateway.save({ slug: slugOf(i) });
});
afterAll(async () => {
  await other.close();
  await gateway.close();
});

function slugOf(rank: number): string {
  return `article-of-rank-${rank}`;
}

/** Returns one of a few thousand plausible user agents. */
function madeUp(i: number): string {
  return BROWSER_USER_AGENT.replaceAll('140.0', `${60 + (i % 97)}.${Math.floor(i / 97)}`);
}

interface View {
  slug: string;
  address: string;
  agent?: string;
}

const WAYS: ((to: Gateway, slug: string, headers: Record<string, string>) => Promise<unknown>)[] = [
  ({ address }, slug, headers) => fetch(`${address}/beacon`, { method: 'POST', body: slug, headers }),
  ({ address }, slug, headers) => fetch(`${address}/beacon.gif?slug=${slug}`, { headers }),
  ({ query }, slug, headers) =>
    query(`mutation { recordView(input: { article: "${slug}" }) { recorded } }`, {}, headers),
];

/** Sends views over every endpoint to both instances, within the rate limit of one address. */
async function send(views: View[]): Promise<void> {
  for (let at = 0; at < views.length; at += 500) {
    const few = views.slice(at, at + 500);
    for (let from = 0; from < few.length; from += 50) {
      await Promise.all(
        few.slice(from, from + 50).map(async ({ slug, address, agent }, i) => {
          const headers = createReaderHeaders(address, agent);
          const response = await WAYS[i % 3]!(i % 2 === 0 ? gateway : other, slug, headers);
          if (response instanceof Response) await response.arrayBuffer();
        }),
      );
    }
    clock.set(clock.now().getTime() + 60_000);
  }
}

async function list(window: string): Promise<{ slug: string; views: number }[]> {
  const { popular } = await gateway.query(
    `{ popular(window: ${window}, first: 100) { views article { slug } } }`,
  );
  return popular.map(({ views, article }: any) => ({ slug: article.slug, views }));
}

async function viewsOf(slug: string): Promise<number> {
  return (await list('ALL')).find((entry) => entry.slug === slug)?.views ?? 0;
}

/** Waits until all views are written, by a final view of a new article. */
async function written(): Promise<void> {
  for (const to of [gateway, other]) {
    const slug = `mark-${Math.random().toString(36).slice(2)}`;
    await gateway.save({ slug, section: ['Marks'] });
    const headers = createReaderHeaders('198.18.0.1', `${BROWSER_USER_AGENT} ${slug}`);
    await fetch(`${to.address}/beacon`, { method: 'POST', body: slug, headers });
    await waitForValue(async () => (await viewsOf(slug)) > 0);
  }
}

async function placesIn(window: string): Promise<Map<string, number>> {
  const articles = (await list(window)).filter(({ slug }) => !slug.startsWith('mark-'));
  return new Map(articles.map(({ slug }, i) => [slug, i + 1]));
}

function placesOfAll(): Promise<Map<string, number>[]> {
  return Promise.all(WINDOWS.map(placesIn));
}

/** Returns views of readers who choose articles by Zipf's law. */
function honestViews(): View[] {
  const all = Array.from({ length: ARTICLES }, (_, i) => 1 / (i + 1)).reduce((sum, share) => sum + share, 0);
  const views: View[] = [];
  for (let rank = 1; rank <= ARTICLES; rank++) {
    const count = Math.round((READERS * READS) / all / rank);
    for (let i = 0; i < count; i++) {
      const reader = (views.length * 7) % READERS;
      views.push({ slug: slugOf(rank), address: `203.0.${reader >> 8}.${reader & 255}` });
    }
  }
  return views;
}

function hostileViews(rank: number, addressOf: (i: number) => string): View[] {
  return Array.from({ length: MADE_UP }, (_, i) => ({
    ...{ slug: slugOf(rank), address: addressOf(i), agent: madeUp(i) },
  }));
}

test('One network with thousands of user agents moves articles by at most one rank', async () => {
  await send(honestViews());
  await written();
  const before = await placesOfAll();
  expect(before.map((places) => places.get(slugOf(10)))).toEqual([10, 10, 10]);

  const addresses: Record<number, (i: number) => string> = {
    10: () => '198.51.100.9',
    6: (i) => `2001:db8:77:${(i % 60_000).toString(16)}::1`, // a customer of a hoster gets a /48
    2: () => '198.51.100.10',
  };
  const added: number[] = [];
  for (const [rank, addressOf] of Object.entries(addresses)) {
    const views = await viewsOf(slugOf(Number(rank)));
    await send(hostileViews(Number(rank), addressOf));
    await written();
    added.push((await viewsOf(slugOf(Number(rank)))) - views);
  }
  const after = await placesOfAll();
  const moves = before.map((places, i) =>
    Math.max(
      ...[...places]
        .filter(([, place]) => place <= 10)
        .map(([slug, place]) => Math.abs(after[i]!.get(slug)! - place)),
    ),
  );
  console.info(
    `added by ${MADE_UP} made-up browsers: ${added.join(', ')}; places moved: ${moves.join(', ')}`,
  );
  expect(Math.max(...moves)).toBeLessThanOrEqual(1);
  expect(Math.max(...added)).toBeLessThanOrEqual(5);
});

test('One address adds three daily views to an article, plus one at 10 and 100', async () => {
  clock.set('2026-06-17T09:00:00Z');
  const added: Record<number, number> = {};
  for (const people of [1, 2, 3, 9, 10, 99, 100, 200]) {
    const slug = `office-of-${people}`;
    await gateway.save({ slug });
    await send(
      Array.from({ length: people }, (_, i) => ({ slug, address: `192.0.2.${people}`, agent: madeUp(i) })),
    );
    await written();
    added[people] = await viewsOf(slug);
  }
  console.info(`views of an article by so many people behind one address: ${JSON.stringify(added)}`);
  expect(added).toEqual({ 1: 1, 2: 2, 3: 3, 9: 3, 10: 4, 99: 4, 100: 5, 200: 5 });
});

test('The daily view limit of an address spans instances and resets the next day', async () => {
  const slug = 'all-day';
  await gateway.save({ slug });
  const office = Array.from({ length: 100 }, (_, i) => ({ slug, address: '192.0.2.250', agent: madeUp(i) }));
  for (const time of ['2026-06-18T08:00:00Z', '2026-06-18T14:31:00Z', '2026-06-18T22:00:00Z']) {
    clock.set(time);
    await send(office);
    await written();
  }
  expect(await viewsOf(slug)).toBe(5);
  clock.set('2026-06-19T08:00:00Z');
  await send(office);
  await written();
  expect(await viewsOf(slug)).toBe(10);
  const days = await gateway.database.pool.query('SELECT FROM network_view WHERE day < $1', ['2026-06-19']);
  expect(days.rows).toEqual([]);
});
