import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { SearchCriteria } from './search-query.js';

const { sql, empty } = Prisma;

/**
 * Builds the table `q`: the query as stems and as words, and one of three lookup keys; no row if the query
 * names nothing to find. Materialised to hide its values from the planner, which then always takes the index.
 */
export function buildQueryTable(
  reader: ReadClient,
  { words, condition, isListed }: SearchCriteria,
): Prisma.Sql {
  // The articles of a listed filter.
  const listed = isListed
    ? sql`, matching AS MATERIALIZED (SELECT a.id FROM ${reader.table('article')} a WHERE ${condition})`
    : empty;
  return sql`q AS MATERIALIZED (
    SELECT stems, words,
      CASE WHEN has_stems AND pairs IS NULL THEN stems END AS by_stems,
      CASE WHEN has_stems THEN pairs END AS by_pairs,
      CASE WHEN NOT has_stems THEN words END AS by_title
    FROM (
      SELECT stems, words, public.phrase_pairs(stems) AS pairs, querytree(stems) NOT IN ('', 'T') AS has_stems
      FROM (
        SELECT websearch_to_tsquery('public.site', ${words}) AS stems,
          websearch_to_tsquery('public.site_words', ${words}) AS words
      ) given
    ) read WHERE has_stems OR querytree(words) NOT IN ('', 'T')
  )${listed}`;
}

/** Selects article_id and listed_at of all matches of `q`; `within` is an indexed condition on `s`. */
export function buildMatches(reader: ReadClient, criteria: SearchCriteria, within = sql`true`): Prisma.Sql {
  const buildBranch = (key: Prisma.Sql, match: Prisma.Sql) =>
    buildCandidates(reader, criteria, sql`${key} IS NOT NULL AND ${match} AND ${within}`);
  // IS TRUE prevents an index lookup of the expression: the index of stems ignores phrases, so that every
  // document with the words of one anywhere would be read.
  return sql`
    ${buildBranch(sql`q.by_stems`, sql`s.document @@ q.by_stems`)}
    UNION ALL
    ${buildBranch(sql`q.by_pairs`, sql`public.word_pairs(s.document) @> q.by_pairs AND (s.document @@ q.stems) IS TRUE`)}
    UNION ALL
    ${buildBranch(sql`q.by_title`, sql`s.title @@ q.by_title AND (numnode(q.stems) = 0 OR s.document @@ q.stems) IS TRUE`)}`;
}

/** Selects article_id and listed_at of the articles that meet a condition on `s` and the filter. */
export function buildCandidates(
  reader: ReadClient,
  { condition, isListed }: SearchCriteria,
  match: Prisma.Sql,
): Prisma.Sql {
  if (isListed) {
    return sql`
      SELECT s.article_id, s.listed_at FROM q CROSS JOIN ${reader.table('article_search')} s
      WHERE ${match} AND s.article_id IN (SELECT id FROM matching)`;
  }
  const article = condition ? sql`JOIN ${reader.table('article')} a ON a.id = s.article_id` : empty;
  return sql`
    SELECT s.article_id, s.listed_at FROM q CROSS JOIN ${reader.table('article_search')} s ${article}
    WHERE ${match} AND ${condition ?? sql`true`}`;
}

/** Selects article_id of those articles of a list that exist in this perspective and meet the filter. */
export function buildListedMatches(
  reader: ReadClient,
  { condition }: SearchCriteria,
  ids: number[],
): Prisma.Sql {
  return sql`
    SELECT a.id AS article_id FROM ${reader.table('article')} a
    WHERE a.id = ANY(${ids}::int[]) AND ${condition ?? sql`true`}`;
}
