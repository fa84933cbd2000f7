/** Half-lives of the two rates that TRENDING compares, in hours. */
const FAST_HALF_LIFE = 2;
const SLOW_HALF_LIFE = 24;
/** Views per hour added to the usual rate, so that a handful of views is no trend. */
const FLOOR = 5;
/** Hours before the current one that are read. */
const HOURS = 168;
/** Hours between the list and its previous ranks. */
const PREVIOUS_HOURS = 6;
/** Age in hours above which the correction for new articles is below the precision of a number. */
const MAX_AGE = 100 * SLOW_HALF_LIFE;

/**
 * Builds a subquery of the RISING list for articles `wanted w` at the hour $1: article_id, span, views,
 * score and previous. Views of an hour are the difference of two running totals.
 *
 * score = fast / (slow / (1 - 2^(-1 - age / 24 h)) + 5), with age as the time since publication.
 */
export function buildTrendRankings(): string {
  const current = { from: HOURS, to: 0 };
  const previous = { from: HOURS + PREVIOUS_HOURS, to: PREVIOUS_HOURS };
  return `
    SELECT w.article_id, w.span, r.views,
      ${buildScore('r.fast', 'r.slow', 0)} AS score, ${buildScore('r.fast_before', 'r.slow_before', PREVIOUS_HOURS)} AS previous
    FROM wanted w
    LEFT JOIN article a ON a.id = w.article_id
    JOIN LATERAL (
      SELECT coalesce(sum(views) FILTER (WHERE age <= ${HOURS}), 0)::int AS views,
        ${buildRate(FAST_HALF_LIFE, current)} AS fast, ${buildRate(SLOW_HALF_LIFE, current)} AS slow,
        ${buildRate(FAST_HALF_LIFE, previous)} AS fast_before, ${buildRate(SLOW_HALF_LIFE, previous)} AS slow_before
      FROM (
        SELECT extract(epoch FROM $1::timestamptz - v.hour)::float8 / 3600 AS age,
          v.total - coalesce(lag(v.total) OVER (ORDER BY v.hour), (
            SELECT b.total FROM article_views b
            WHERE b.article_id = w.article_id AND b.hour < $1::timestamptz - interval '${previous.from} hours'
            ORDER BY b.hour DESC LIMIT 1
          ), 0) AS views
        FROM article_views v
        WHERE v.article_id = w.article_id AND v.hour <= $1::timestamptz
          AND v.hour >= $1::timestamptz - interval '${previous.from} hours'
      ) hours
    ) r ON true
    WHERE w.span = 'RISING'`;
}

/** Builds an exponentially decaying rate in views per hour, of hours of an age. */
function buildRate(halfLife: number, { from, to }: { from: number; to: number }): string {
  const isCounted = `age <= ${from} AND age >= ${to}`;
  return `(1 - power(2::float8, -1::float8 / ${halfLife})) * coalesce(
    sum(views * power(2::float8, (${to} - age) / ${halfLife})) FILTER (WHERE ${isCounted}), 0)`;
}

/** Builds the score of rates at a time before $1, in hours. */
function buildScore(fast: string, slow: string, hoursBefore: number): string {
  const age = `extract(epoch FROM $1::timestamptz - interval '${hoursBefore} hours' - a.published_at)::float8 / 3600`;
  const knownAge = `coalesce(least(greatest(${age}, 0), ${MAX_AGE}), ${MAX_AGE})`;
  return `${fast} / (${slow} / (1 - power(2::float8, -1 - ${knownAge} / ${SLOW_HALF_LIFE})) + ${FLOOR})`;
}
