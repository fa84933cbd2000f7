import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { PlannedCriteria } from '../query/criteria.js';
import type { QueryPlan } from '../query/query-plan.js';
import type { QueryTerm } from '../query/query-terms.js';

const { sql, raw } = Prisma;

/** Number of newest hits of each kind that are ranked. */
export const MAX_RANKED = 500;
/**
 * Number of hits that are sorted if their share of the archive is not known; if there are more, only the newest articles of
 * the archive are searched.
 */
export const MAX_SORTED = 2_000;
/** Number of matches that PostgreSQL lists by the index of words in the time in which it reads a document of a window. */
const LISTED_PER_DOCUMENT = 6;
/** Number of matches that are listed at most, whatever the window: they are sorted in memory. */
const MAX_LISTED = 250_000;
/** Number of newest articles searched first, if it is not known how many of them match. */
const INITIAL_WINDOW = 4_000;
/** Number of hits that suffice in a window. */
const MIN_IN_WINDOW = 250;
/**
 * Number of hits that the next window is estimated to contain; it is at most thirty times as large as the
 * previous one.
 */
const TARGET_IN_WINDOW = 500;
const MIN_COUNTED = Math.ceil(TARGET_IN_WINDOW / 30);
/** Number of hits that the first window is estimated to contain. */
const TARGET_IN_FIRST_WINDOW = 625;
/** Size of a window that stands for the whole archive. */
const WHOLE_ARCHIVE = 2 ** 31 - 1;

/** Selects article_id and listed_at of the articles `s` that match and meet another condition. */
export type BuildMatchQuery = (within: Prisma.Sql) => Prisma.Sql;

/** Estimates the share of the archive that has all words; null if it is not known. */
export function estimateShareOfWords({ plan, relaxation }: PlannedCriteria): number | null {
  const [parts = [], ...otherParts] = plan.alternatives;
  const isKnown = !relaxation && otherParts.length === 0 && plan.match.verbatim === null;
  const hasWords = plan.terms.length > 0 && !parts.some(({ isPhrase }) => isPhrase);
  return isKnown && hasWords ? computeShare(plan, plan.terms) : null;
}

/**
 * Computes the share of articles with all words, if they were independent; 0 for an empty archive. Words of a query mostly
 * occur together.
 */
export function computeShare({ size }: QueryPlan, terms: QueryTerm[]): number {
  return terms.reduce((product, { articles }) => (product * articles) / Math.max(size, 1), 1);
}

/** How the newest matches are found. */
export interface NewestPlan {
  /** Condition that a window is searched first. Else all matches are listed and sorted, unless they are too many. */
  hasWindow: Prisma.Sql;
  /** Number of newest articles in the first window: of those that meet the filter, if there is one. */
  firstWindow: number;
  /** Number of matches that are listed at most. */
  maxListed: number;
  isFiltered: boolean;
}

/** Returns true if a window of the newest articles is cheaper to search than the lists of words. */
export function isWindowCheaper({ size }: QueryPlan, share: number): boolean {
  return share * size > computeMaxListed(share);
}

function computeMaxListed(share: number): number {
  const listed = LISTED_PER_DOCUMENT * Math.ceil(TARGET_IN_FIRST_WINDOW / share);
  return Math.min(Math.max(MAX_SORTED, listed), MAX_LISTED);
}

/** Plans how to find the newest matches. `share` is the estimated share of the archive that has the words; null if it is not known. */
export function planNewest({ plan, condition }: PlannedCriteria, share: number | null): NewestPlan {
  const isFiltered = condition !== null;
  const maxListed = share === null || isFiltered ? MAX_SORTED : computeMaxListed(share);
  const hasWindow =
    share === null
      ? sql`false`
      : isFiltered
        ? sql`${share}::float8 * (SELECT size FROM matching) > ${maxListed}::int`
        : sql`${isWindowCheaper(plan, share)}::boolean`;
  return {
    hasWindow,
    firstWindow:
      share === null
        ? INITIAL_WINDOW
        : Math.min(Math.ceil(TARGET_IN_FIRST_WINDOW / share), WHOLE_ARCHIVE - 1),
    maxListed,
    isFiltered,
  };
}

/**
 * Builds the table `name`; its last row holds the IDs of the newest MAX_RANKED matches, newest first, and the time of
 * the oldest, null if there are fewer. Cost grows with the archive only by index reads: rows are read of at most
 * `maxListed` matches or of a window of time. With `hasWindow`, a window is searched first; else all matches are sorted
 * if they are few, which reads the whole list of a frequent word.
 */
export function buildNewest(
  reader: ReadClient,
  name: string,
  { hasWindow, firstWindow, maxListed, isFiltered }: NewestPlan,
  buildMatch: BuildMatchQuery,
): Prisma.Sql {
  const list = raw(name);
  const few = raw(`${name}_few`);
  const isFew = sql`${countListed(name)} <= ${maxListed}::int`;
  const search = reader.table('article_search');
  const selectTime = (position: Prisma.Sql) => sql`(
    SELECT s.listed_at FROM ${search} s WHERE s.article_id = (SELECT ids[${position}] FROM matching)
  )`;
  // The whole archive has no ends, so that an article is found whose date has not been indexed yet.
  const [start, end] = isFiltered
    ? [
        selectTime(sql`sized.size + 1`),
        sql`CASE WHEN ${selectTime(sql`sized.size + 1`)} IS NOT NULL THEN ${selectTime(sql`1`)} END`,
      ]
    : [sql`(SELECT listed_at FROM ${search} ORDER BY listed_at DESC OFFSET size LIMIT 1)`, sql`NULL`];
  // OFFSET 0 evaluates this once, not for each branch of the union in buildMatch.
  const window = sql`(
    SELECT size, is_few, CASE WHEN NOT is_few THEN coalesce(${start}, '-infinity') END AS start,
      CASE WHEN NOT is_few THEN coalesce(${end}, 'infinity'::timestamptz) END AS until
    FROM (
      SELECT is_few, CASE WHEN is_few THEN ${WHOLE_ARCHIVE}::int WHEN size = 0 THEN ${firstWindow}::int
        ELSE least(size::bigint * ${TARGET_IN_WINDOW}::int / greatest(cardinality(ids), ${MIN_COUNTED}::int), ${WHOLE_ARCHIVE - 1}::int)::int END AS size
      FROM (SELECT l.size, l.ids, CASE WHEN l.size = 0 THEN false ELSE ${isFew} END AS is_few) AS before
    ) sized OFFSET 0
  )`;
  // With two ends, the planner takes the range for narrow, and combines its index with that of the words.
  const matching = sql`
    SELECT * FROM (${buildMatch(sql`s.listed_at BETWEEN w.start AND w.until`)}) m WHERE NOT w.is_few
    UNION ALL SELECT * FROM ${few} WHERE w.is_few`;
  return sql`
    ${few} AS MATERIALIZED (SELECT * FROM (${buildMatch(sql`true`)}) m LIMIT ${maxListed}::int + 1),
    ${few}_count AS MATERIALIZED (SELECT count(*)::int AS listed FROM ${few}),
    ${list}(size, ids, since) AS (
      SELECT 0, few.* FROM ${selectNewest(sql`SELECT * FROM ${few} WHERE NOT ${hasWindow} AND ${isFew}`, MAX_RANKED)} few
      UNION ALL
      SELECT w.size, found.*
      FROM ${list} l CROSS JOIN LATERAL ${window} w CROSS JOIN LATERAL ${selectNewest(matching, MIN_IN_WINDOW)} found
      WHERE l.since IS NULL AND l.size < ${WHOLE_ARCHIVE}::int AND (${hasWindow} OR NOT ${isFew})
    )`;
}

/**
 * Selects the number of matches that the table `name` has listed: all, or one more than `maxListed`. Counted once, where
 * `count(*)` would be for each place that reads it.
 */
export function countListed(name: string): Prisma.Sql {
  return sql`(SELECT listed FROM ${raw(`${name}_few_count`)})`;
}

/** Selects the IDs of the table `name`. */
export function selectNewestIds(name: string): Prisma.Sql {
  return sql`(SELECT ids FROM ${raw(name)} ORDER BY size DESC LIMIT 1)`;
}

/** Selects the newest matches and the time of the oldest of them; null if there are fewer than wanted. */
function selectNewest(matching: Prisma.Sql, wanted: number): Prisma.Sql {
  return sql`(
    SELECT coalesce(array_agg(article_id ORDER BY listed_at DESC, article_id DESC), '{}') AS ids, CASE WHEN count(*) >= ${wanted} THEN min(listed_at) END AS since
    FROM (SELECT * FROM (${matching}) m ORDER BY listed_at DESC, article_id DESC LIMIT ${MAX_RANKED}) n
  )`;
}
