import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql, raw } = Prisma;

/** At most so many of a kind are ranked, the newest. */
export const MAX_RANKED = 500;
/** So many are sorted; of more, only those among the newest articles of the archive are looked at. */
const MAX_SORTED = 2_000;
/** Among so many articles at first. */
const INITIAL_WINDOW = 4_000;
/** This many are enough there. */
const MIN_IN_WINDOW = 250;
/** If there are fewer, among as many as should have this many, but at most thirty times as many as before. */
const TARGET_IN_WINDOW = 500;
const MIN_COUNTED = Math.ceil(TARGET_IN_WINDOW / 30);

/** Selects article_id and listed_at of some articles `s` that meet a condition besides. */
export type BuildMatchQuery = (within: Prisma.Sql) => Prisma.Sql;

/**
 * The table `name`, of which the last row counts: the article_ids of the newest RANKED that `matching` selects, and since
 * when these are, null when there are not so many. What it costs grows with the archive only by the reading of an
 * index: rows are read of FEW, and of windows of time that have about as many as are wanted.
 */
export function buildNewest(reader: ReadClient, name: string, buildMatch: BuildMatchQuery): Prisma.Sql {
  const list = raw(name);
  const few = raw(`${name}_few`);
  const isFew = sql`(SELECT count(*) FROM ${few}) <= ${MAX_SORTED}`;
  // OFFSET 0 has it found once and not by each part of the union in `matching`.
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
 * All since a time that `newest` told, or all if it told none. It told of few: who says otherwise has made the cursor
 * up, and gets no more.
 */
export function buildAllSince(name: string, time: string | null, buildMatch: BuildMatchQuery): Prisma.Sql {
  const start = sql`coalesce(${time}::timestamptz, '-infinity')`;
  return sql`${raw(name)}(size, ids, since) AS (
    SELECT 0, coalesce(array_agg(article_id), '{}'), ${time}::timestamptz FROM (SELECT * FROM (${buildMatch(buildTimeRange(start))}) m LIMIT ${MAX_SORTED}) few
  )`;
}

/** Of a span with two ends the planner assumes that it is narrow, and reads its index beside that of the words. */
function buildTimeRange(start: Prisma.Sql): Prisma.Sql {
  return sql`s.listed_at BETWEEN ${start} AND 'infinity'`;
}

/** The newest, and since when; null when there are fewer than are wanted. */
function selectNewest(matching: Prisma.Sql, wanted: number): Prisma.Sql {
  return sql`(
    SELECT coalesce(array_agg(article_id), '{}') AS ids, CASE WHEN count(*) >= ${wanted} THEN min(listed_at) END AS since
    FROM (SELECT * FROM (${matching}) m ORDER BY listed_at DESC, article_id DESC LIMIT ${MAX_RANKED}) n
  )`;
}
