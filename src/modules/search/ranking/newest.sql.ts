import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';

const { sql, raw } = Prisma;

/** Number of newest hits of each kind that are ranked. */
export const MAX_RANKED = 500;
/**
 * Number of hits that are sorted; if there are more, only the newest articles of the archive are searched.
 */
export const MAX_SORTED = 2_000;
/** Number of newest articles searched first. */
const INITIAL_WINDOW = 4_000;
/** Number of hits that suffice in that window. */
const MIN_IN_WINDOW = 250;
/**
 * Number of hits that the next window is estimated to contain; it is at most thirty times as large as the
 * previous one.
 */
const TARGET_IN_WINDOW = 500;
const MIN_COUNTED = Math.ceil(TARGET_IN_WINDOW / 30);

/** Selects article_id and listed_at of the articles `s` that match and meet another condition. */
export type BuildMatchQuery = (within: Prisma.Sql) => Prisma.Sql;

/**
 * Builds the table `name`; its last row holds the IDs of the newest MAX_RANKED matches, newest first, and the time of
 * the oldest, null if there are fewer. Cost grows with the archive only by index reads: rows are read of at most
 * MAX_SORTED matches or of a window of time.
 */
export function buildNewest(reader: ReadClient, name: string, buildMatch: BuildMatchQuery): Prisma.Sql {
  const list = raw(name);
  const few = raw(`${name}_few`);
  const isFew = sql`(SELECT count(*) FROM ${few}) <= ${MAX_SORTED}`;
  // OFFSET 0 evaluates this once, not for each branch of the union in buildMatch.
  const window = sql`(
    SELECT size, coalesce((
      SELECT listed_at FROM ${reader.table('article_search')} ORDER BY listed_at DESC OFFSET size LIMIT 1
    ), '-infinity') AS start
    FROM (
      SELECT CASE size WHEN 0 THEN ${INITIAL_WINDOW}::int ELSE size * ${TARGET_IN_WINDOW}::int / greatest(cardinality(ids), ${MIN_COUNTED}::int) END AS size
      FROM (VALUES (l.size, l.ids)) AS before(size, ids)
    ) s OFFSET 0
  )`;
  return sql`
    ${few} AS MATERIALIZED (SELECT * FROM (${buildMatch(sql`true`)}) m LIMIT ${MAX_SORTED}::int + 1),
    ${list}(size, ids, since) AS (
      SELECT 0, few.* FROM ${selectNewest(sql`SELECT * FROM ${few} WHERE ${isFew}`, MAX_RANKED)} few
      UNION ALL
      SELECT w.size, found.*
      FROM ${list} l CROSS JOIN LATERAL ${window} w CROSS JOIN LATERAL ${selectNewest(buildMatch(buildTimeRange(sql`w.start`)), MIN_IN_WINDOW)} found
      WHERE l.since IS NULL AND NOT ${isFew}
    )`;
}

/**
 * Builds a range with two ends: the planner takes it for narrow, and combines its index with that of the
 * words.
 */
function buildTimeRange(start: Prisma.Sql): Prisma.Sql {
  return sql`s.listed_at BETWEEN ${start} AND 'infinity'`;
}

/** Selects the newest matches and the time of the oldest of them; null if there are fewer than wanted. */
function selectNewest(matching: Prisma.Sql, wanted: number): Prisma.Sql {
  return sql`(
    SELECT coalesce(array_agg(article_id ORDER BY listed_at DESC, article_id DESC), '{}') AS ids, CASE WHEN count(*) >= ${wanted} THEN min(listed_at) END AS since
    FROM (SELECT * FROM (${matching}) m ORDER BY listed_at DESC, article_id DESC LIMIT ${MAX_RANKED}) n
  )`;
}
