/** Minutes of the list HOUR before the current one, and as many for its previous ranks. */
const MINUTES = 60;

/** Adds views to a minute: $1 the minute, $2 articles, $3 views. */
export const ADD_MINUTE_VIEWS = `
  INSERT INTO article_minute_views AS m (article_id, minute, views)
  SELECT a.article_id, $1::timestamptz, a.views
  FROM unnest($2::int[], $3::int[]) AS a(article_id, views) JOIN draft d ON d.id = a.article_id
  ON CONFLICT (article_id, minute) DO UPDATE SET views = m.views + excluded.views`;

/** Updates the list HOUR: $1 the current minute, $2 articles. */
export const UPSERT_LAST_HOUR = `
  INSERT INTO article_popularity AS p (article_id, span, views, score, previous_score)
  SELECT d.id, 'LAST_HOUR', s.views, s.views, s.previous
  FROM draft d CROSS JOIN LATERAL (
    SELECT coalesce(sum(m.views) FILTER (WHERE m.minute >= $1::timestamptz - interval '${MINUTES} minutes'), 0)::int AS views,
      coalesce(sum(m.views) FILTER (WHERE m.minute < $1::timestamptz - interval '${MINUTES} minutes'), 0)::int AS previous
    FROM article_minute_views m
    WHERE m.article_id = d.id AND m.minute >= $1::timestamptz - interval '${2 * MINUTES} minutes'
  ) s
  WHERE d.id = ANY($2::int[])
  ON CONFLICT (article_id, span) DO UPDATE
    SET views = excluded.views, score = excluded.score, previous_score = excluded.previous_score
    WHERE (p.views, p.previous_score) IS DISTINCT FROM (excluded.views, excluded.previous_score)`;

/**
 * Selects the articles with views that drop out of a period as the list advances: $1 the minute of the list
 * or null, $2 the new minute.
 */
export const SELECT_LEAVING = `
  SELECT DISTINCT article_id AS id FROM article_minute_views
  WHERE (minute >= coalesce($1::timestamptz, '-infinity') - interval '${MINUTES} minutes'
      AND minute < $2::timestamptz - interval '${MINUTES} minutes')
    OR minute < $2::timestamptz - interval '${2 * MINUTES} minutes'`;

/** Selects the first minute after $1, the minute of the list, at which views leave a period. */
export const SELECT_NEXT_ADVANCE = `
  SELECT min(CASE WHEN minute >= $1::timestamptz - interval '${MINUTES} minutes'
    THEN minute + interval '${MINUTES + 1} minutes' ELSE minute + interval '${2 * MINUTES + 1} minutes' END) AS next
  FROM article_minute_views WHERE minute >= $1::timestamptz - interval '${2 * MINUTES} minutes'`;

/** Deletes the views that are in no period: $1 the current minute. */
export const DELETE_OLD_MINUTES = `
  DELETE FROM article_minute_views WHERE minute < $1::timestamptz - interval '${2 * MINUTES} minutes'`;

export const DELETE_EMPTY_LAST_HOUR = `
  DELETE FROM article_popularity WHERE span = 'LAST_HOUR' AND score = 0 AND previous_score = 0`;

/** Stores the minute that the list is computed for: $1 the minute. */
export const SET_MINUTE = 'UPDATE popularity_state SET minute = $1 WHERE id = 1';

/** Milliseconds after which a view begins to leave the list, and after which a quiet instance looks again. */
export const PERIOD_MS = MINUTES * 60_000;
export const MAX_ADVANCE_MS = 15 * 60_000;

/** Milliseconds for which views are stored for the list. */
export const RETAINED_MS = 2 * MINUTES * 60_000;
