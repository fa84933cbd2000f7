import { sendQuery } from '../../support/graph.mjs';

const HOUR = 3_600_000;
/** Windows of clock hours, by the name of the stored list. */
const STORED = {
  ...{ DAY: 'DAY', WEEK: 'WEEK', MONTH: 'MONTH', YEAR: 'YEAR', ALL: 'ALL' },
  ...{ TRENDING: 'HOT', RISING: 'TRENDING' },
};
const WINDOWS = Object.values(STORED);
const TOLERANCE = 1e-6;

/** Compares every hour of every article, and every rank in every window, with the expected views. */
export async function compareTables(expected, { query }) {
  const { rows: hours } = await query(`
    SELECT slug, extract(epoch FROM hour)::int / 3600 AS hour,
      total - lag(total, 1, 0) OVER (PARTITION BY article_id ORDER BY hour) AS views
    FROM article_views JOIN article ON id = article_id`);
  const wrong = hours.filter(({ slug, hour, views }) => expected.hours.get(slug)?.get(hour) !== views);
  const wanted = [...expected.hours.values()].reduce((sum, { size }) => sum + size, 0);
  const total = hours.reduce((sum, { views }) => sum + views, 0);
  console.log(
    `by article and hour: ${hours.length} of ${wanted} counts, ${wrong.length} differ; ${total.toLocaleString('en')} views`,
  );

  const { rows: places } = await query(`
    SELECT slug, span, views, score, extract(epoch FROM s.hour)::int / 3600 AS now,
      extract(epoch FROM s.minute)::int / 60 AS minute
    FROM article_popularity JOIN article ON id = article_id, popularity_state s WHERE score > 0`);
  let worst = 0;
  let missed = 0;
  for (const { slug, span, views, score, now, minute } of places) {
    const right =
      span === 'LAST_HOUR' ? expected.ofLastHour(slug, minute) : expected.place(slug, STORED[span], now);
    if (right.views !== views) missed += 1;
    worst = Math.max(worst, Math.abs(right.score - score));
  }
  const { now, minute } = places[0];
  const placesWanted = [...expected.hours.keys()].flatMap((slug) => [
    ...WINDOWS.filter((window) => expected.place(slug, window, now).views > 0),
    ...(expected.ofLastHour(slug, minute).views > 0 ? ['HOUR'] : []),
  ]).length;
  console.log(
    `by window: ${places.length} of ${placesWanted} entries, ${missed} views differ, scores differ by at most ${worst.toExponential(1)}`,
  );
  return (
    wrong.length === 0 &&
    hours.length === wanted &&
    total === expected.counted &&
    missed === 0 &&
    places.length === placesWanted &&
    worst < TOLERANCE
  );
}

/** Compares the first hundred entries of each window as returned by the API. */
export async function compareLists(expected, gateway) {
  let isRight = true;
  for (const window of WINDOWS) {
    const { popular } = await sendQuery(
      gateway,
      `{ popular(window: ${window}, first: 100) { rank views score article { slug } } }`,
    );
    const now = Math.floor(Date.now() / HOUR);
    const scores = [...expected.hours.keys()]
      .map((slug) => expected.place(slug, window, now).score)
      .filter((score) => score > 0)
      .sort((a, b) => b - a)
      .slice(0, 100);
    const off = popular.filter(
      ({ rank, views, score, article }, i) =>
        rank !== i + 1 ||
        views !== expected.place(article.slug, window, now).views ||
        Math.abs(score - scores[i]) > TOLERANCE ||
        Math.abs(score - expected.place(article.slug, window, now).score) > TOLERANCE,
    );
    if (off.length > 0 || popular.length !== scores.length) {
      isRight = false;
      console.log(
        `${window} through GraphQL: ${off.length} of ${popular.length} differ, ${scores.length} expected`,
      );
    }
  }
  if (isRight) console.log('first 100 entries of each window through GraphQL: identical');
  return isRight;
}
