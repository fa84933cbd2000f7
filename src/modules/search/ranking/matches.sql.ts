import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { PlannedCriteria, SearchCriteria } from '../query/criteria.js';
import type { MatchQueries, QueryPlan } from '../query/query-plan.js';
import type { QueryTerm } from '../query/query-terms.js';
import { computeRarity, type WordChoice } from '../query/relaxation.js';
import { buildScoreColumns } from './score.sql.js';

const { sql, empty } = Prisma;

/** Number of articles that a relaxed search finds at most: those with the rarest words. */
const MAX_RELAXED = 300;
/** Number of words up to which titles are searched for all but one of them. */
const MAX_TITLE_WORDS = 8;
/** Rarities are added as whole numbers, so that their sum does not depend on their order. */
const RARITY_UNITS = 1_000;

/**
 * Builds the tables that the other parts of a statement read: `q`, the query; `relaxed`, the matches of a
 * relaxed search; `matching`, the articles of a listed filter. `q` is materialized to hide its values from
 * the planner, which then always takes the index.
 */
export function buildQueryTable(reader: ReadClient, criteria: PlannedCriteria): Prisma.Sql {
  const { plan, relaxation, condition, isListed } = criteria;
  const { document, pairs, verbatim } = plan.match;
  const required = relaxation?.limits.withPhrases ? plan.match.excluded : plan.match.required;
  const listed = isListed
    ? sql`, matching AS MATERIALIZED (SELECT a.id FROM ${reader.table('article')} a WHERE ${condition})`
    : empty;
  const relaxed = relaxation
    ? sql`, relaxed AS MATERIALIZED (${buildRelaxed(reader, criteria, relaxation)})`
    : empty;
  return sql`q AS MATERIALIZED (
    SELECT ${buildScoreColumns(plan)}, ${document}::tsquery AS document, ${required}::tsquery AS required, ${pairs}::int[] AS pairs,
      ${verbatim}::tsquery AS verbatim
  )${listed}${relaxed}`;
}

/** Selects article_id and listed_at of all matches of `q`; `within` is an indexed condition on `s`. */
export function buildMatches(reader: ReadClient, criteria: PlannedCriteria, within = sql`true`): Prisma.Sql {
  if (criteria.relaxation) return sql`SELECT s.article_id, s.listed_at FROM relaxed s WHERE ${within}`;
  const { filter, join } = buildFilter(reader, criteria, sql`s.article_id`);
  return sql`${buildUnfiltered(reader, criteria.plan, within, join)} AND ${filter}`;
}

/** Selects the matches of all words, without the filter. */
export function buildUnfiltered(
  reader: ReadClient,
  { match }: QueryPlan,
  within: Prisma.Sql,
  join = empty,
): Prisma.Sql {
  const matches = match.pairs
    ? sql`public.word_pairs(s.document) @> q.pairs AND ${buildDocumentMatch(match)}`
    : match.document
      ? sql`s.document @@ q.document AND ${buildVerbatimMatch(match)}`
      : sql`s.title @@ q.words AND ${buildDocumentMatch(match)}`;
  return sql`
    SELECT s.article_id, s.listed_at FROM q CROSS JOIN ${reader.table('article_search')} s ${join}
    WHERE ${matches} AND ${within}`;
}

/**
 * Builds the condition on a document that another index has found. IS TRUE prevents a lookup in the index of stems,
 * which ignores phrases: every document with the words of one anywhere would be read.
 */
export function buildDocumentMatch(match: MatchQueries, document = sql`s.document`): Prisma.Sql {
  const stems = match.document
    ? sql`(${document} @@ q.document) IS TRUE`
    : sql`(numnode(q.stems) = 0 OR ${document} @@ q.stems) IS TRUE`;
  return sql`${stems} AND ${buildVerbatimMatch(match)}`;
}

/** Builds the condition on the words as they are written, which are not known of every article. */
function buildVerbatimMatch({ verbatim }: MatchQueries): Prisma.Sql {
  return verbatim === null ? sql`true` : sql`(s.words IS NULL OR s.words @@ q.verbatim)`;
}

/** Builds the condition of the filter on an article's ID, and the join that it needs. */
export function buildFilter(
  reader: ReadClient,
  { condition, isListed }: SearchCriteria,
  id: Prisma.Sql,
): { filter: Prisma.Sql; join: Prisma.Sql } {
  if (!condition) return { filter: sql`true`, join: empty };
  if (isListed) return { filter: sql`${id} IN (SELECT id FROM matching)`, join: empty };
  return { filter: condition, join: sql`JOIN ${reader.table('article')} a ON a.id = ${id}` };
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

/**
 * Selects articles with all words but one in the title, then those with the largest sums of rarities. Reads the indexes
 * of words alone, never a document.
 */
function buildRelaxed(reader: ReadClient, criteria: PlannedCriteria, choice: WordChoice): Prisma.Sql {
  const { choosing, minimum } = choice;
  const search = reader.table('article_search');
  const { filter, join } = buildFilter(reader, criteria, sql`found.article_id`);
  const queries = choosing.map(({ query }) => query);
  const { size } = criteria.plan;
  const rarities = choosing.map(({ times, articles }) =>
    Math.round(RARITY_UNITS * times * computeRarity(articles, size)),
  );
  return sql`
    SELECT article_id, listed_at, most::int FROM (
      SELECT found.*, max(words) OVER () AS most FROM (
        SELECT s.article_id, s.listed_at, count(*) AS words, sum(t.rarity) AS rarity
        FROM q CROSS JOIN unnest(${queries}::text[], ${rarities}::int[]) AS t(query, rarity) CROSS JOIN LATERAL (
          SELECT s.article_id, s.listed_at FROM ${search} s WHERE s.document @@ (t.query::tsquery && q.required)
        ) s GROUP BY s.article_id, s.listed_at
      ) found ${join} WHERE ${filter}
    ) found LEFT JOIN (
      SELECT s.article_id AS id FROM ${search} s
      WHERE s.title @@ websearch_to_tsquery('public.site_words', ${writeTitleQuery(choosing)}) LIMIT ${MAX_RELAXED}::int
    ) titled ON titled.id = found.article_id
    WHERE words >= least(${minimum}::int, most)
    ORDER BY titled.id IS NOT NULL DESC, rarity DESC, article_id DESC LIMIT ${MAX_RELAXED}::int`;
}

/**
 * Writes the query for titles with all words but one, in the syntax of websearch_to_tsquery. Returns '' for fewer than
 * three words, and for more than MAX_TITLE_WORDS.
 */
function writeTitleQuery(terms: QueryTerm[]): string {
  const words = terms.map(({ word }) => word);
  if (words.length < 3 || words.length > MAX_TITLE_WORDS) return '';
  const quote = (word: string) => `"${word}"`;
  return words.map((_, i) => words.toSpliced(i, 1).map(quote).join(' ')).join(' OR ');
}
