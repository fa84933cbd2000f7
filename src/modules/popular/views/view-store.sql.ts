import { buildTrendRankings } from './trend.sql.js';

/**
 * Stores new view digests and returns the increase in views per article. $1 the half hour, $2 digests, $3
 * articles, $4 digests of article and network, $5 the day, $6 the steps of NETWORK_STEPS.
 */
export const CLAIM_VIEWS = `
  WITH batch AS (
    SELECT * FROM unnest($2::bigint[], $3::int[], $4::bigint[]) AS batch(digest, article_id, network)
  ), claimed AS (
    INSERT INTO counted_view (digest, half_hour) SELECT digest, $1::timestamptz FROM batch
    ON CONFLICT DO NOTHING RETURNING digest
  ), fresh AS (
    SELECT d.id, batch.network, count(*)::int AS views
    FROM batch JOIN claimed USING (digest) JOIN draft d ON d.id = batch.article_id -- still exists
    GROUP BY d.id, batch.network
  ), summed AS (
    INSERT INTO network_view AS n (digest, day, views) SELECT network, $5::date, views FROM fresh
    ON CONFLICT (digest) DO UPDATE SET views = n.views + excluded.views RETURNING digest, views
  )
  SELECT fresh.id, sum(
    width_bucket(summed.views, $6::int[]) - width_bucket(summed.views - fresh.views, $6::int[])
  )::int AS views
  FROM fresh JOIN summed ON summed.digest = fresh.network
  GROUP BY fresh.id`;

/**
 * Adds views to the running totals of an hour and of later hours, which exist if views arrive late. An hour
 * without a row starts from the last row before it.
 *
 * $1 the hour, $2 articles, $3 views.
 */
export const ADD_VIEWS = `
  INSERT INTO article_views (article_id, hour, total, trend)
  SELECT a.article_id, h.hour, coalesce(last.total, 0) + a.views,
    coalesce(decay_popularity(last.trend, h.hour - last.hour), 0) + decay_popularity(a.views, h.hour - $1::timestamptz)
  FROM unnest($2::int[], $3::int[]) AS a(article_id, views)
  JOIN draft d ON d.id = a.article_id
  CROSS JOIN LATERAL (
    SELECT $1::timestamptz AS hour
    UNION ALL SELECT v.hour FROM article_views v WHERE v.article_id = a.article_id AND v.hour > $1::timestamptz
  ) h
  LEFT JOIN LATERAL (
    SELECT v.hour, v.total, v.trend FROM article_views v
    WHERE v.article_id = a.article_id AND v.hour <= h.hour ORDER BY v.hour DESC LIMIT 1
  ) last ON true
  ON CONFLICT (article_id, hour) DO UPDATE SET total = excluded.total, trend = excluded.trend`;

export const SELECT_STATE = `
  SELECT hour, minute, placed_to AS "placedTo", (SELECT coalesce(max(article_id), 0) FROM article_popularity) AS "lastArticle"
  FROM (VALUES (1)) AS one(id) LEFT JOIN popularity_state USING (id)`;

/**
 * Stores the progress of the lists: $1 the hour they are computed for, $2 the article ID up to which that is
 * done.
 */
export const SET_STATE = `
  INSERT INTO popularity_state (id, hour, placed_to) VALUES (1, $1, $2)
  ON CONFLICT (id) DO UPDATE SET hour = excluded.hour, placed_to = excluded.placed_to`;

/** Deletes digests that are no longer needed: $1 the time before which they are expired. */
export const DELETE_EXPIRED_DIGESTS = 'DELETE FROM counted_view WHERE half_hour < $1';

/** Deletes rows of networks: $1 the first day still needed, $2 the maximum number of rows deleted. */
export const FORGET_NETWORKS = `
  DELETE FROM network_view WHERE digest IN (SELECT digest FROM network_view WHERE day < $1::date LIMIT $2)`;

/**
 * Deletes the rankings of articles after ID $1 and up to $2 that are in no list, now or in the previous
 * period, and those of HOUR, which earlier releases stored.
 */
export const DELETE_EMPTY_RANKINGS = `
  DELETE FROM article_popularity
  WHERE article_id > $1 AND article_id <= $2 AND (score = 0 AND previous_score = 0 OR span = 'HOUR')`;

/**
 * Builds a lateral join of the last row of article w.article_id before a time, with its totals. It has no row
 * if the article had no views.
 */
function buildSumsBefore(time: string): string {
  return `LATERAL (
    SELECT v.hour, v.total, v.trend FROM article_views v
    WHERE v.article_id = w.article_id AND v.hour < ${time} ORDER BY v.hour DESC LIMIT 1
  )`;
}

/**
 * Updates rankings: $1 the current hour, $2 articles; or at the turn of the hour, all listed articles after
 * ID $3 and up to $4.
 *
 * It defines the stored lists (STORED_SPANS) except HOUR: a window of n hours covers the current hour and the
 * n before it. Its views are the total now less the total before its first hour.
 */
export const UPSERT_RANKINGS = `
  WITH spans(span, hours) AS (
    VALUES ('DAY', 24), ('WEEK', 168), ('MONTH', 720), ('YEAR', 8760), ('ALL', 24), ('TRENDING', 168), ('RISING', 168)
  ), wanted AS (
    SELECT article_id, span FROM unnest($2::int[]) AS a(article_id) CROSS JOIN spans
    UNION SELECT article_id, span FROM article_popularity WHERE article_id > $3::int AND article_id <= $4::int
    UNION SELECT article_id, 'RISING' FROM article_popularity -- not stored by earlier releases
      WHERE article_id > $3::int AND article_id <= $4::int AND span = 'TRENDING'
  ), places AS (
    -- Windows of hours. The previous period has as many hours, without a current one.
    SELECT w.article_id, w.span, now.total - coalesce(start.total, 0) AS views,
      now.total - coalesce(start.total, 0) AS score, coalesce(start.total, 0) - coalesce(before.total, 0) AS previous
    FROM wanted w JOIN spans s USING (span)
    JOIN ${buildSumsBefore("$1::timestamptz + interval '1 hour'")} now ON true
    LEFT JOIN ${buildSumsBefore("$1::timestamptz - s.hours * interval '1 hour'")} start ON true
    LEFT JOIN ${buildSumsBefore("$1::timestamptz - 2 * s.hours * interval '1 hour'")} before ON true
    WHERE w.span NOT IN ('ALL', 'TRENDING', 'RISING')
  UNION ALL
    -- Previous period: as of 24 hours ago.
    SELECT w.article_id, w.span, now.total, now.total, coalesce(before.total, 0)
    FROM wanted w
    JOIN ${buildSumsBefore("$1::timestamptz + interval '1 hour'")} now ON true
    LEFT JOIN ${buildSumsBefore("$1::timestamptz - interval '23 hours'")} before ON true
    WHERE w.span = 'ALL'
  UNION ALL
    -- Previous period: as of 6 hours ago.
    SELECT w.article_id, w.span, now.total - coalesce(start.total, 0),
      CASE WHEN now.total > coalesce(start.total, 0) THEN decay_popularity(now.trend, $1::timestamptz - now.hour) ELSE 0 END,
      CASE WHEN before.hour >= $1::timestamptz - interval '174 hours'
        THEN decay_popularity(before.trend, $1::timestamptz - interval '6 hours' - before.hour) ELSE 0 END
    FROM wanted w
    JOIN ${buildSumsBefore("$1::timestamptz + interval '1 hour'")} now ON true
    LEFT JOIN ${buildSumsBefore("$1::timestamptz - interval '168 hours'")} start ON true
    LEFT JOIN ${buildSumsBefore("$1::timestamptz - interval '5 hours'")} before ON true
    WHERE w.span = 'TRENDING'
  UNION ALL${buildTrendRankings()}
  )
  INSERT INTO article_popularity AS p (article_id, span, views, score, previous_score)
  SELECT article_id, span, views, score, previous FROM places
  WHERE score > 0 OR previous > 0 OR $3 IS NOT NULL -- at the turn of the hour, an article may drop out
  ON CONFLICT (article_id, span) DO UPDATE
    SET views = excluded.views, score = excluded.score, previous_score = excluded.previous_score
    WHERE (p.views, p.score, p.previous_score) IS DISTINCT FROM
      (excluded.views, excluded.score, excluded.previous_score)`;
