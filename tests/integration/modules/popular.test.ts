import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import { isBot } from '../../../src/modules/popular/views/bots.js';
import { rollUpViews } from '../../../src/modules/popular/views/rollup.js';
import { VIEWS_LOCK, ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import {
  BROWSER_USER_AGENT,
  createFixedClock,
  createReaderHeaders,
  TRUSTED_PROXY_SETTINGS,
  waitForValue,
} from '../../support/readers.js';
import { recordStatements } from '../../support/statements.js';

const HOUR = 3_600_000;
/** Later than any time set before, because popular lists are not recomputed for the past. */
const NOON = Date.parse('2026-06-20T12:00:00Z');

const clock = createFixedClock('2026-06-15T12:10:00Z');
let gateway: Gateway;
let store: ViewStore;

beforeAll(async () => {
  gateway = await startGateway(TRUSTED_PROXY_SETTINGS, { clock: clock.now });
  store = new ViewStore(gateway.database.pool);
});
afterAll(() => gateway.close());

async function record(
  slug: string,
  headers: Record<string, string> = createReaderHeaders('203.0.113.1'),
  by = gateway,
) {
  const document = 'mutation ($slug: String!) { recordView(input: { article: $slug }) { recorded } }';
  return (await by.query(document, { slug }, headers)).recordView.recorded;
}

interface Entry {
  slug: string;
  rank: number;
  views: number;
  score: number;
  previousRank: number | null;
}

async function popular(args = '', query = gateway.query): Promise<Entry[]> {
  const { popular } = await query(`{ popular${args} { rank views score previousRank article { slug } } }`);
  return popular.map(({ article, ...rest }: any) => ({ slug: article.slug, ...rest }));
}

const slugsOf = (entries: Entry[]) => entries.map(({ slug }) => slug);
const viewsOf = async (slug: string, window = 'ALL') =>
  (await popular(`(window: ${window}, first: 100)`)).find((entry) => entry.slug === slug)?.views ?? 0;

/** Adds views by slug, keyed by the number of hours before `NOON`. */
async function plant(hours: Record<number, Record<string, number>>) {
  const drafts = await gateway.database.prisma.draft.findMany({ select: { id: true, slug: true } });
  const ids = new Map(drafts.map(({ id, slug }) => [slug, id]));
  const batches = Object.entries(hours).map(([ago, views]): [number, Map<number, number>] => [
    NOON - Number(ago) * HOUR,
    new Map(Object.entries(views).map(([slug, count]) => [ids.get(slug)!, count])),
  ]);
  await store.addHourlyCounts(new Map(batches), clock.now());
}

async function forgetAll() {
  // Views that wait in memory may be written at this moment, and lock the tables in another order.
  await gateway.database.pool.query(`
    BEGIN;
    SELECT pg_advisory_xact_lock(${VIEWS_LOCK});
    TRUNCATE article_views, article_minute_views, article_popularity, popularity_state, counted_view;
    COMMIT`);
  // A new store, which has not seen the hour turn.
  store = new ViewStore(gateway.database.pool);
}

describe('Page view', () => {
  beforeAll(async () => {
    await gateway.save({ slug: 'ferry' });
    await gateway.save({ slug: 'bridge' });
    await gateway.save({ slug: 'secret', draft: true });
  });

  test('counts once per visitor, article and half hour', async () => {
    clock.set('2026-06-15T12:10:00Z');
    expect(await record('ferry')).toBe(true);
    expect(await record('ferry')).toBe(false);
    expect(await record('bridge')).toBe(true);
    expect(await record('ferry', createReaderHeaders('203.0.113.2'))).toBe(true);
    expect(await record('ferry', createReaderHeaders('203.0.113.1', `${BROWSER_USER_AGENT} OPR/120`))).toBe(
      true,
    );
    clock.set('2026-06-15T12:29:59.999Z');
    expect(await record('ferry')).toBe(false);
    clock.set('2026-06-15T12:30:00Z');
    expect(await record('ferry')).toBe(true);
    expect(await record('ferry')).toBe(false);
    await waitForValue(async () => (await viewsOf('ferry')) === 4);
    expect(await viewsOf('bridge')).toBe(1);
  });

  test('counts an IPv6 /64 network, or an IPv4-mapped address, as one visitor', async () => {
    clock.set('2026-06-15T13:00:00Z');
    expect(await record('ferry', createReaderHeaders('2001:db8:1:2:3:4:5:6'))).toBe(true);
    expect(await record('ferry', createReaderHeaders('2001:db8:1:2::9'))).toBe(false);
    expect(await record('ferry', createReaderHeaders('2001:db8:1:3::9'))).toBe(true);
    expect(await record('ferry', createReaderHeaders('203.0.113.7'))).toBe(true);
    expect(await record('ferry', createReaderHeaders('::ffff:203.0.113.7'))).toBe(false);
    expect(await record('ferry', createReaderHeaders('203.0.113.7:4711'))).toBe(false);
    expect(await record('ferry', createReaderHeaders('[2001:db8:1:3::a]:4711'))).toBe(false);
  });

  test('is not recorded for an unknown or unpublished article', async () => {
    for (const slug of ['nothing', 'secret', '', '__proto__', 'a'.repeat(10_000)]) {
      expect(await record(slug)).toBe(false);
    }
    const { rows } = await gateway.database.pool.query(
      "SELECT FROM article_views JOIN draft ON id = article_id WHERE slug = 'secret'",
    );
    expect(rows).toEqual([]);
  });

  let readers = 0;
  test.each([
    ['a client without a user agent', { 'user-agent': '' }],
    [
      'a crawler',
      { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
    ],
    ['a command-line client', { 'user-agent': 'curl/8.7.1' }],
    ['a browser that prefetches', { 'sec-purpose': 'prefetch' }],
    ['a browser that prerenders', { 'sec-purpose': 'prefetch;prerender' }],
    ['an older Chrome that prefetches', { purpose: 'prefetch' }],
    ['an older Firefox that prefetches', { 'x-moz': 'prefetch' }],
    ['a Safari preview of top sites', { 'x-purpose': 'preview' }],
  ])('is not recorded for %s', async (_who, headers) => {
    clock.set('2026-06-15T13:30:00Z');
    const reader = createReaderHeaders(`192.0.2.${++readers}`);
    expect(await record('ferry', { ...reader, ...headers } as Record<string, string>)).toBe(false);
    expect(await record('ferry', reader)).toBe(true);
  });

  test('is rate-limited to 60 a minute per visitor and 600 per IP address', async () => {
    clock.set('2026-06-15T14:00:00Z');
    for (let i = 0; i < 60; i++) await record('nothing', createReaderHeaders('192.0.2.1'));
    expect(await record('ferry', createReaderHeaders('192.0.2.1'))).toBe(false);
    expect(await record('ferry', createReaderHeaders('192.0.2.1', `${BROWSER_USER_AGENT} x`))).toBe(true);
    clock.set('2026-06-15T14:01:00Z');
    expect(await record('ferry', createReaderHeaders('192.0.2.1'))).toBe(true);
    const limit = pLimit(20);
    const visits = Array.from({ length: 600 }, (_, i) =>
      limit(() => record('nothing', createReaderHeaders('192.0.2.2', `${BROWSER_USER_AGENT} ${i}`))),
    );
    await Promise.all(visits);
    expect(await record('ferry', createReaderHeaders('192.0.2.2', `${BROWSER_USER_AGENT} z`))).toBe(false);
    expect(await record('ferry', createReaderHeaders('192.0.2.3'))).toBe(true);
  });

  test('stores neither the IP address nor the user agent in the database', async () => {
    clock.set('2026-06-15T14:30:00Z');
    expect(
      await record('ferry', createReaderHeaders('198.51.100.77', `${BROWSER_USER_AGENT} Peculiar/7`)),
    ).toBe(true);
    await waitForValue(async () => (await gateway.database.prisma.countedView.count()) > 0);
    const { rows: tables } = await gateway.database.pool.query(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    const contents = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await gateway.database.pool.query(`SELECT t::text AS row FROM ${name} t`);
        return rows.map(({ row }) => row).join('\n');
      }),
    );
    expect(contents.join('\n')).toContain('ferry');
    expect(contents.join('\n')).not.toMatch(/198\.51\.100|c633644d|Peculiar|Firefox/i);
  });
});

describe('Bot detection', () => {
  const crawlers: { instances: string[] }[] = createRequire(import.meta.url)('crawler-user-agents');

  test('recognizes every user agent of the crawler-user-agents list', () => {
    const agents = crawlers.flatMap(({ instances }) => instances);
    expect(agents.length).toBeGreaterThan(2_000);
    expect(agents.filter((agent) => !isBot(agent))).toEqual([]);
  });

  test.each([
    BROWSER_USER_AGENT,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 15; SM-S931B Build/AP3A.240905.015; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/137.0.7151.61 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/515.0.0.0.1;]',
    'Mozilla/5.0 (Linux; Android 16; Pixel 9; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/147.0.1.1 Mobile Safari/537.36 MetaIAB Facebook',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 380.0.0.30.83',
  ])('accepts the browser %s', (agent) => {
    expect(isBot(agent)).toBe(false);
  });
});

describe('Popular list', () => {
  beforeAll(async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 4, day));
    await gateway.save({ slug: 'one', section: ['World'], publishedAt: at(1) });
    await gateway.save({ slug: 'two', section: ['World', 'Asia'], publishedAt: at(2) });
    await gateway.save({ slug: 'three', section: ['Sport'], publishedAt: at(3) });
    await gateway.save({ slug: 'twin-a', section: ['World'], publishedAt: at(4) });
    await gateway.save({ slug: 'twin-b', section: ['World'], publishedAt: at(4) });
    clock.set(NOON + 10 * 60_000);
    await forgetAll();
    await plant({ 0: { one: 2, two: 5, three: 9, 'twin-a': 2, 'twin-b': 2 }, 30: { one: 40, three: 1 } });
  });

  test('ranks articles by views, ties by date and id, with previous ranks', async () => {
    expect(await popular()).toEqual([
      { slug: 'three', rank: 1, views: 9, score: 9, previousRank: 2 },
      { slug: 'two', rank: 2, views: 5, score: 5, previousRank: null },
      { slug: 'twin-b', rank: 3, views: 2, score: 2, previousRank: null },
      { slug: 'twin-a', rank: 4, views: 2, score: 2, previousRank: null },
      { slug: 'one', rank: 5, views: 2, score: 2, previousRank: 1 },
    ]);
    expect(slugsOf(await popular('(window: WEEK, first: 2)'))).toEqual(['one', 'three']);
  });

  test('includes the subsections of a section and ranks within it', async () => {
    const world = await popular('(section: "world")');
    expect(slugsOf(world)).toEqual(['two', 'twin-b', 'twin-a', 'one']);
    expect(world.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
    expect(world[3]!.previousRank).toBe(1);
    expect(slugsOf(await popular('(section: "asia")'))).toEqual(['two']);
    expect(await popular('(section: "nowhere")')).toEqual([]);
    const { section } = await gateway.query(
      '{ section(by: { slug: "world" }) { popular(first: 2) { rank article { slug } } } }',
    );
    expect(section.popular.map(({ article }: any) => article.slug)).toEqual(['two', 'twin-b']);
  });

  test('omits excluded articles without gaps in the ranks', async () => {
    const { article } = await gateway.query('{ article(by: { slug: "three" }) { id } }');
    const rest = await popular(`(first: 2, exclude: { ids: ["${article.id}"] })`);
    expect(rest.map(({ slug, rank }) => [slug, rank])).toEqual([
      ['two', 1],
      ['twin-b', 2],
    ]);
    const week = await popular(`(window: DAY, first: 5, exclude: { ids: ["${article.id}"] })`);
    expect(week.find(({ slug }) => slug === 'one')!.previousRank).toBe(1);
  });

  test('rejects more than 100 articles and an invalid excluded id', async () => {
    expect(await popular('(first: 0)')).toEqual([]);
    for (const first of [101, -1]) {
      const [error] = await gateway.queryErrors(`{ popular(first: ${first}) { rank } }`);
      expect(error).toMatchObject({
        message: `first must be between 0 and 100, not ${first}.`,
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    const [error] = await gateway.queryErrors('{ popular(exclude: { ids: ["nonsense"] }) { rank } }');
    expect(error!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('drops an unpublished article immediately and restores its views on republication', async () => {
    const desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
    const { article } = await gateway.query('{ article(by: { slug: "three" }) { id } }');
    const act = (name: string) =>
      desk(`mutation ($id: ID!) { ${name}(input: { id: $id }) { userErrors { message } } }`, {
        id: article.id,
      });
    await act('unpublishArticle');
    const without = await popular();
    expect(slugsOf(without)).toEqual(['two', 'twin-b', 'twin-a', 'one']);
    expect(without.map(({ rank, previousRank }) => [rank, previousRank])).toEqual([
      [1, null],
      [2, null],
      [3, null],
      [4, 1],
    ]);
    const preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
    expect(slugsOf(await popular('', preview))[0]).toBe('three');
    await act('publishArticle');
    expect((await popular())[0]).toMatchObject({ slug: 'three', views: 9 });
    await act('deleteArticle');
    expect(slugsOf(await popular())[0]).toBe('two');
    const { rows } = await gateway.database.pool.query(
      'SELECT FROM article_views v LEFT JOIN draft d ON d.id = v.article_id WHERE d.id IS NULL',
    );
    expect(rows).toEqual([]);
  });

  test('takes a constant number of SQL statements for any number of sections', async () => {
    const fields = 'popular(first: 5) { rank previousRank article { title } }';
    const ofOne = await recordStatements(() =>
      gateway.query(`{ section(by: { slug: "world" }) { ${fields} } }`),
    );
    const ofAll = await recordStatements(() =>
      gateway.query(`{ sections { ${fields} children { ${fields} } } }`),
    );
    // The sections, the places with their articles, the places before.
    expect(ofOne).toHaveLength(3);
    expect(ofAll.length).toBeLessThanOrEqual(3 + 2); // the children's come when the sections' are there
    const ofSite = await recordStatements(() =>
      gateway.query('{ popular(first: 5) { rank article { title } } }'),
    );
    expect(ofSite).toHaveLength(1);
  });
});

describe('Popularity window', () => {
  /** Views by hours ago. */
  const VIEWS: Record<number, number> = {
    ...{ 0: 3, 1: 5, 2: 7, 3: 1, 6: 11, 24: 13, 25: 17, 48: 19, 49: 23, 168: 29, 169: 31, 336: 37, 337: 41 },
    ...{ 720: 43, 721: 47, 1440: 53, 1441: 59, 8760: 61, 8761: 67, 17520: 71, 17521: 73 },
  };
  const sum = (from: number, to: number) =>
    Object.entries(VIEWS).reduce((all, [ago, views]) => all + (+ago >= from && +ago <= to ? views : 0), 0);
  const trend = (now: number) =>
    Object.entries(VIEWS).reduce(
      (all, [ago, views]) => all + (+ago >= now ? views * 2 ** (-(+ago - now) / 6) : 0),
      0,
    );

  beforeAll(async () => {
    clock.set(NOON + 59 * 60_000);
    await gateway.save({ slug: 'old' });
    await forgetAll();
    // Not in the order in which they came.
    for (const [ago, views] of Object.entries(VIEWS)) await plant({ [ago]: { old: views } });
  });

  test.each([
    ['DAY', 24],
    ['WEEK', 168],
    ['MONTH', 720],
    ['YEAR', 8760],
  ])('%s counts the views of the current hour and of %d before', async (window, hours) => {
    const [entry] = await popular(`(window: ${window})`);
    expect(entry).toEqual({
      slug: 'old',
      rank: 1,
      views: sum(0, hours),
      score: sum(0, hours),
      previousRank: 1,
    });
    const { rows } = await gateway.database.pool.query(
      'SELECT previous_score FROM article_popularity WHERE span = $1',
      [window],
    );
    expect(rows).toEqual([{ previous_score: sum(hours + 1, 2 * hours) }]);
  });

  test('ALL counts every view and compares with one day ago', async () => {
    expect(await popular('(window: ALL)')).toMatchObject([{ views: sum(0, Infinity), previousRank: 1 }]);
    const { rows } = await gateway.database.pool.query(
      "SELECT previous_score FROM article_popularity WHERE span = 'ALL'",
    );
    expect(rows).toEqual([{ previous_score: sum(24, Infinity) }]);
  });

  test('HOT halves views for every 6 hours of age and compares with 6 hours ago', async () => {
    const [entry] = await popular('(window: HOT)');
    expect(entry!.score).toBeCloseTo(trend(0), 9);
    expect(entry!.views).toBe(sum(0, 168));
    const { rows } = await gateway.database.pool.query(
      "SELECT previous_score FROM article_popularity WHERE span = 'TRENDING'",
    );
    expect(rows[0].previous_score).toBeCloseTo(trend(6), 9);
  });

  test('advances with the clock even without new views', async () => {
    clock.set(NOON + HOUR);
    await waitForValue(async () => (await viewsOf('old', 'DAY')) === sum(0, 23));
    const [hot] = await popular('(window: HOT)');
    expect(hot!.score).toBeCloseTo(trend(0) * 2 ** (-1 / 6), 9);
    clock.set(NOON + 169 * HOUR);
    await waitForValue(async () => (await popular('(window: TRENDING)')).length === 0);
    expect(await viewsOf('old')).toBe(sum(0, Infinity));
  });

  test('returns the same counts after old rows are rolled up', async () => {
    clock.set(NOON + 170 * HOUR);
    await forgetAll();
    const daily = Object.fromEntries(
      Array.from({ length: 90 * 4 }, (_, i) => [i * 6 - 168, { old: (i % 7) + 1 }]),
    );
    await plant(daily);
    const read = async () => [
      await popular('(window: MONTH)'),
      await popular('(window: YEAR)'),
      await popular('(window: ALL)'),
    ];
    const before = await read();
    const count = () => gateway.database.prisma.articleViews.count();
    const rows = await count();
    await rollUpViews(gateway.database.prisma, clock.now());
    const thinner = await count();
    expect(thinner).toBeLessThan(rows - 29 * 3 + 10);
    await rollUpViews(gateway.database.prisma, clock.now());
    expect(await count()).toBe(thinner);
    await plant({ 0: { old: 1 } });
    const after = await read();
    expect(after.map(([entry]) => entry!.views)).toEqual(before.map(([entry]) => entry!.views + 1));
  });
});

describe('View counting by two instances', () => {
  test('counts a visitor of both instances once', async () => {
    clock.set('2026-07-10T09:00:00Z');
    await gateway.save({ slug: 'shared' });
    const options = { clock: clock.now, beside: gateway };
    const one = await startGateway(TRUSTED_PROXY_SETTINGS, options);
    const other = await startGateway(TRUSTED_PROXY_SETTINGS, options);
    try {
      const limit = pLimit(10);
      const visits = Array.from({ length: 120 }, (_, i) => {
        const headers = createReaderHeaders(`192.0.2.${100 + (i % 40)}`);
        return limit(() => record('shared', headers, i % 80 < 40 ? one : other));
      });
      expect(await Promise.all(visits)).toContain(true);
    } finally {
      await Promise.all([one.close(), other.close()]); // write what they have
    }
    expect(await viewsOf('shared')).toBe(40);
  });
});
