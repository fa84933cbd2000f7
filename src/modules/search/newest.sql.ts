import { Prisma } from '../../database/generated/client.js';
import type { Reader } from '../../database/reader.js';

const { sql, raw } = Prisma;

/** At most so many of a kind are ranked, the newest. */
export const RANKED = 500;
/** So many are sorted; of more, only those among the newest articles of the archive are looked at. */
const FEW = 2_000;
/** Among so many articles at first. */
const WINDOW = 4_000;
/** This many are enough there. */
const ENOUGH = 250;
/** If there are fewer, among as many as should have this many, but at most thirty times as many as before. */
const HOPED_FOR = 500;
const LEAST_COUNTED = Math.ceil(HOPED_FOR / 30);

/** Selects article_id and listed_at of some articles `s` that meet a condition besides. */
export type Matching = (within: Prisma.Sql) => Prisma.Sql;

/**
 * The table `name`, of which the last row counts: the article_ids of the newest RANKED that `matching` selects, and since
 * when these are, null when there are not so many. What it costs grows with the archive only by the reading of an
 * index: rows are read of FEW, and of windows of time that have about as many as are wanted.
 */
export function newest(reader: Reader, name: string, matching: Matching): Prisma.Sql {
  const list = raw(name);
  const few = raw(`${name}_few`);
  const isFew = sql`(SELECT count(*) FROM ${few}) <= ${FEW}`;
  // OFFSET 0 has it found once and not by each part of the union in `matching`.
  const window = sql`(
    SELECT size, coalesce((
      SELECT listed_at FROM ${reader.table('article_search')} ORDER BY listed_at DESC OFFSET size LIMIT 1
    ), '-infinity') AS start
    FROM (
      SELECT CASE size WHEN 0 THEN ${WINDOW}::int ELSE size * ${HOPED_FOR}::int / greatest(cardinality(ids), ${LEAST_COUNTED}::int) END AS size
      FROM (VALUES (l.size, l.ids)) AS before(size, ids)
    ) s OFFSET 0
  )`;
  return sql`
    ${few} AS MATERIALIZED (SELECT * FROM (${matching(sql`true`)}) m LIMIT ${FEW}::int + 1),
    ${list}(size, ids, since) AS (
      SELECT 0, few.* FROM ${best(sql`SELECT * FROM ${few} WHERE ${isFew}`, RANKED)} few
      UNION ALL
      SELECT w.size, found.*
      FROM ${list} l CROSS JOIN LATERAL ${window} w CROSS JOIN LATERAL ${best(matching(between(sql`w.start`)), ENOUGH)} found
      WHERE l.since IS NULL AND NOT ${isFew}
    )`;
}

/**
 * All since a time that `newest` told, or all if it told none. It told of few: who says otherwise has made the cursor
 * up, and gets no more.
 */
export function allSince(name: string, time: string | null, matching: Matching): Prisma.Sql {
  const start = sql`coalesce(${time}::timestamptz, '-infinity')`;
  return sql`${raw(name)}(size, ids, since) AS (
    SELECT 0, coalesce(array_agg(article_id), '{}'), ${time}::timestamptz FROM (SELECT * FROM (${matching(between(start))}) m LIMIT ${FEW}) few
  )`;
}

/** Of a span with two ends the planner assumes that it is narrow, and reads its index beside that of the words. */
function between(start: Prisma.Sql): Prisma.Sql {
  return sql`s.listed_at BETWEEN ${start} AND 'infinity'`;
}

/** The newest, and since when; null when there are fewer than are wanted. */
function best(matching: Prisma.Sql, wanted: number): Prisma.Sql {
  return sql`(
    SELECT coalesce(array_agg(article_id), '{}') AS ids, CASE WHEN count(*) >= ${wanted} THEN min(listed_at) END AS since
    FROM (SELECT * FROM (${matching}) m ORDER BY listed_at DESC, article_id DESC LIMIT ${RANKED}) n
  )`;
}
