import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { VIEWS_LOCK, ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createRandom } from '../../support/random.mjs';
import {
  createFixedClock,
  createReaderHeaders,
  TRUSTED_PROXY_SETTINGS,
  waitForValue,
} from '../../support/readers.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse('2026-06-20T12:00:00Z');

const clock = createFixedClock('2026-06-20T12:20:00Z');
let gateway: Gateway;
let store: ViewStore;

beforeAll(async () => {
  gateway = await startGateway(TRUSTED_PROXY_SETTINGS, { clock: clock.now });
});
afterAll(() => gateway.close());
beforeEach(async () => {
  // Views that wait in memory may be written at this moment, and lock the tables in another order.
  await gateway.database.pool.query(`
    BEGIN;
    SELECT pg_advisory_xact_lock(${VIEWS_LOCK});
    TRUNCATE article_views, article_minute_views, article_popularity, popularity_state, counted_view, network_view;
    COMMIT`);
  clock.set(NOON + 20 * MINUTE);
  store = new ViewStore(gateway.database.pool);
});

/** Views of an article by the number of hours before noon. */
type Views = Record<number, number>;

async function publish(slug: string, hoursAgo: number, section?: string[]): Promise<number> {
  await gateway.save({ slug, publishedAt: new Date(NOON - hoursAgo * HOUR), ...(section && { section }) });
  return (await gateway.database.prisma.draft.findFirstOrThrow({ where: { slug } })).id;
}

async function plant(views: Map<number, Views>): Promise<void> {
  const hours = new Map<number, Map<number, number>>();
  for (const [id, counts] of views) {
    for (const [ago, count] of Object.entries(counts)) {
      const time = NOON - Number(ago) * HOUR;
      hours.set(time, (hours.get(time) ?? new Map<number, number>()).set(id, count));
    }
  }
  await store.addHourlyCounts(hours, clock.now());
}

interface Entry {
  slug: string;
  rank: number;
  views: number;
  score: number;
  previousRank: number | null;
}

async function list(args: string): Promise<Entry[]> {
  const { popular } = await gateway.query(
    `{ popular(${args}) { rank views score previousRank article { slug } } }`,
  );
  return popular.map(({ article, ...entry }: any) => ({ slug: article.slug, ...entry }));
}

const slugs = async (args: string) => (await list(args)).map(({ slug }) => slug);

/** Computes the published formula from views by hour, `hoursAgo` before noon. */
function computeScore(views: Views, publishedHoursAgo: number, hoursAgo = 0): number {
  const counted = Object.entries(views)
    .map(([ago, count]) => ({ age: Number(ago) - hoursAgo, count }))
    .filter(({ age }) => age >= 0 && age <= 168);
  const rate = (halfLife: number) =>
    (1 - 2 ** (-1 / halfLife)) *
    counted.reduce((sum, { age, count }) => sum + count * 2 ** (-age / halfLife), 0);
  const age = Math.max(0, publishedHoursAgo - hoursAgo);
  return rate(2) / (rate(24) / (1 - 2 ** (-1 - age / 24)) + 5);
}

const steady = (count: number, hours = 170): Views =>
  Object.fromEntries(Array.from({ length: hours }, (_, ago) => [ago, count]));

describe('Trending list', () => {
  test('is led by rising articles, while the hot list is led by those with most views', async () => {
    const evergreen = await publish('evergreen', 5_000, ['World']);
    const riser = await publish('riser', 900, ['World', 'Asia']);
    const started = await publish('started', 2, ['World']);
    const fading = await publish('fading', 30);
    await plant(
      new Map([
        [evergreen, steady(500)],
        [riser, { 2: 100, 1: 300, 0: 500 }],
        [started, { 2: 100, 1: 300, 0: 500 }],
        [
          fading,
          Object.fromEntries(
            Array.from({ length: 30 }, (_, i) => [i, 30 * 2 ** Math.min(i / 4, 6)]).map(([ago, n]) => [
              ago,
              Math.round(n!),
            ]),
          ),
        ],
      ]),
    );
    expect(await slugs('window: TRENDING')).toEqual(['riser', 'started', 'evergreen', 'fading']);
    expect((await slugs('window: HOT'))[0]).toBe('evergreen');
    expect((await slugs('window: DAY'))[0]).toBe('evergreen');
    expect(await slugs('window: TRENDING, section: "asia"')).toEqual(['riser']);
    const { section } = await gateway.query(
      '{ section(by: { slug: "world" }) { popular(window: TRENDING, first: 2) { article { slug } } } }',
    );
    expect(section.popular.map(({ article }: any) => article.slug)).toEqual(['riser', 'started']);
  });

  test('prefers 100, 300, 500 to 500 in each hour for articles of one age, of any age', async () => {
    for (const age of [0, 3, 100]) {
      const flat = await publish(`flat-${age}`, age);
      const rising = await publish(`rising-${age}`, age);
      await plant(
        new Map([
          [flat, { 2: 500, 1: 500, 0: 500 }],
          [rising, { 2: 100, 1: 300, 0: 500 }],
        ]),
      );
      const trending = await slugs('window: TRENDING, first: 100');
      expect(trending.indexOf(`rising-${age}`)).toBeLessThan(trending.indexOf(`flat-${age}`));
    }
  });

  test('has the scores of the published formula, computed from raw views in any order', async () => {
    const random = createRandom(7);
    const ages = [0, 0.4, 1, 5.5, 30, 200, 4_000];
    const views = new Map<string, { age: number; views: Views }>();
    const planted: [number, Views][] = [];
    for (const [i, age] of ages.entries()) {
      const counts: Views = {};
      for (let ago = 0; ago < 400; ago += 1 + Math.floor(random() * 5))
        counts[ago] = Math.ceil(random() * 90);
      views.set(`raw-${i}`, { age, views: counts });
      planted.push([await publish(`raw-${i}`, age), counts]);
    }
    const isLate = (ago: string) => Number(ago) % 3 === 1;
    const split = (late: boolean) =>
      new Map(
        planted.map(([id, counts]) => [
          id,
          Object.fromEntries(Object.entries(counts).filter(([ago]) => isLate(ago) === late)),
        ]),
      );
    await plant(split(false));
    await plant(split(true));
    const entries = (await list('window: TRENDING, first: 100')).filter(({ slug }) => views.has(slug));
    expect(entries).toHaveLength(ages.length);
    const scoreBefore = (slug: string) => computeScore(views.get(slug)!.views, views.get(slug)!.age, 6);
    for (const { slug, score, views: seen, previousRank } of entries) {
      const { age, views: counts } = views.get(slug)!;
      expect(score).toBeCloseTo(computeScore(counts, age), 9);
      expect(seen).toBe(
        Object.entries(counts).reduce((sum, [ago, count]) => sum + (Number(ago) <= 168 ? count : 0), 0),
      );
      expect(previousRank).toBe(
        1 + entries.filter((other) => scoreBefore(other.slug) > scoreBefore(slug)).length,
      );
    }
    expect(entries.map(({ score }) => score)).toEqual(
      entries.map(({ score }) => score).sort((a, b) => b - a),
    );
  });

  test('forgets an article a week after its last view, without any further view', async () => {
    await plant(new Map([[await publish('forgotten', 300), { 1: 40 }]]));
    expect(await slugs('window: TRENDING')).toEqual(['forgotten']);
    clock.set(NOON + 168 * HOUR);
    await waitForValue(async () => (await slugs('window: TRENDING')).length === 0);
    expect(await slugs('window: ALL')).toEqual(['forgotten']);
  });

  test('lists the articles published after a time with the filter publishedAt', async () => {
    await plant(
      new Map([
        [await publish('of-last-year', 9_000), steady(90)],
        [await publish('of-today', 5), { 0: 3 }],
      ]),
    );
    const after = new Date(NOON - 24 * HOUR).toISOString();
    for (const window of ['HOUR', 'DAY', 'HOT', 'TRENDING']) {
      expect(await slugs(`window: ${window}, filter: { publishedAt: { after: "${after}" } }`)).toEqual([
        'of-today',
      ]);
    }
  });
});

describe('Hour list', () => {
  const record = async (slug: string, address: string) =>
    (
      await gateway.query(
        `mutation { recordView(input: { article: "${slug}" }) { recorded } }`,
        {},
        createReaderHeaders(address),
      )
    ).recordView.recorded;
  const hour = () => list('window: HOUR');

  // Later than any time before, because an instance does not move its lists back.
  test('counts the last 60 minutes across clock hours, and moves on without views', async () => {
    await publish('early', 100);
    await publish('late', 100);
    clock.set('2026-07-20T13:40:30Z');
    expect(await record('early', '203.0.113.1')).toBe(true);
    expect(await record('early', '203.0.113.2')).toBe(true);
    await waitForValue(async () => (await hour()).length === 1);
    clock.set('2026-07-20T14:05:00Z');
    expect(await record('late', '203.0.113.1')).toBe(true);
    await waitForValue(async () => (await hour()).length === 2);
    expect((await hour()).map(({ slug, views }) => [slug, views])).toEqual([
      ['early', 2],
      ['late', 1],
    ]);

    clock.set('2026-07-20T14:40:59Z'); // the minute of the first views is the first one counted
    expect(await record('late', '203.0.113.2')).toBe(true);
    await waitForValue(async () => (await hour()).some(({ slug, views }) => slug === 'late' && views === 2));
    expect((await hour()).map(({ slug }) => slug)).toHaveLength(2);

    clock.set('2026-07-20T14:41:00Z');
    await waitForValue(async () => (await hour()).length === 1);
    expect(await hour()).toMatchObject([{ slug: 'late', rank: 1, views: 2, previousRank: null }]);

    clock.set('2026-07-20T15:10:00Z'); // of two views of "late" one is in each period
    await waitForValue(async () => (await hour())[0]?.previousRank !== null);
    expect(await hour()).toMatchObject([{ slug: 'late', rank: 1, views: 1, previousRank: 2 }]);

    clock.set('2026-07-20T18:00:00Z');
    await waitForValue(async () => (await hour()).length === 0);
    const { rows } = await gateway.database.pool.query(
      `SELECT (SELECT count(*)::int FROM article_minute_views) AS minutes,
        (SELECT count(*)::int FROM article_popularity WHERE span = 'LAST_HOUR') AS entries`,
    );
    expect(rows).toEqual([{ minutes: 0, entries: 0 }]);
    expect((await list('window: ALL')).map(({ views }) => views)).toEqual([2, 2]);
  });

  test('removes the lists that an earlier release stored at the turn of the hour', async () => {
    const id = await publish('before-upgrade', 100);
    await plant(new Map([[id, { 1: 8 }]]));
    await gateway.database.pool.query(
      `UPDATE article_popularity SET span = 'HOUR' WHERE span = 'RISING' AND article_id = $1`,
      [id],
    );
    await gateway.database.pool.query('UPDATE popularity_state SET placed_to = 0');
    await new ViewStore(gateway.database.pool).add(new Map(), clock.now());
    const { rows } = await gateway.database.pool.query('SELECT span FROM article_popularity ORDER BY span');
    expect(rows.map(({ span }) => span)).not.toContain('HOUR');
    expect(rows.map(({ span }) => span)).toContain('RISING');
  });
});

test('A filtered list of equal scores is ordered by date, however many articles have them', async () => {
  const columns = 'id, slug, path, title, opening, word_count, revision, published_at, updated_at, kind';
  await gateway.database.pool.query(
    `WITH made AS (
       INSERT INTO draft (${columns})
       SELECT n, 'tie-' || n, '/tie-' || n, 'Tie ' || n, '', 1, 1, date, date, 'ARTICLE'
       FROM generate_series(100001, 101300) n, LATERAL (SELECT timestamptz '2026-01-01Z' + (n * 7919) % 1301 * interval '1 minute' AS date) d
       RETURNING ${columns}
     ) INSERT INTO article (${columns}, listed_at) SELECT ${columns}, published_at FROM made`,
  );
  await gateway.database.pool.query(
    `INSERT INTO article_popularity (article_id, span, views, score, previous_score)
     SELECT id, 'DAY', 5, 5, 0 FROM article WHERE slug LIKE 'tie-%'`,
  );
  const all = await slugs('window: DAY, first: 20');
  expect(all).toHaveLength(20);
  expect(await slugs('window: DAY, first: 20, filter: { kinds: [ARTICLE] }')).toEqual(all);
  await gateway.database.pool.query(`UPDATE article_popularity SET score = 9 WHERE article_id % 2 = 0`);
  await gateway.database.pool.query("SELECT pg_notify('popularity', '')");
  const filtered = 'window: DAY, first: 20, filter: { not: { slugs: ["none"] } }';
  await waitForValue(async () => (await list(filtered)).every(({ score }) => score === 9));
  expect(await slugs(filtered)).toEqual(await slugs('window: DAY, first: 20'));
});
