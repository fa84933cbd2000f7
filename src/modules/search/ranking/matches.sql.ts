import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { PlannedCriteria, SearchCriteria } from '../query/criteria.js';
import type { MatchQueries, QueryPlan } from '../query/query-plan.js';
import type { QueryTerm } from '../query/query-terms.js';
import { computeRarity, type WordChoice } from '../query/relaxation.js';
import {
  buildNewest,
  computeShare,
  estimateShareOfWords,
  isWindowCheaper,
  planNewest,
  selectNewestIds,
} from './newest.sql.js';
import { buildLanguageTerms, buildScoreColumns } from './score.sql.js';

const { sql, join, empty } = Prisma;

/** Number of articles that a relaxed search finds at most: those with the rarest words. */
const MAX_RELAXED = 300;
/** Number of words up to which titles are searched for all but one of them. */
const MAX_TITLE_WORDS = 8;
/** Number of articles with a word that the index lists in the time in which one document is looked up and read. */
const LISTED_PER_READ = 20;
/** Number of articles of a language below which they are read, rather than all that have a frequent word. */
const MAX_OF_RARE_LANGUAGE = 1_000;
/** Share of the articles with all words up to which a filter is evaluated for them alone: a lookup costs as much as listing many. */
const MAX_LOOKED_UP = 0.05;
/** Rarities are added as whole numbers, so that their sum does not depend on their order. */
const RARITY_UNITS = 1_000;

/**
 * Builds the tables that the other parts of a statement read: `q`, the query; `l`, the same in each language of the
 * archive; `relaxed`, the matches of a relaxed search; `matching`, the articles that meet the filter, which PostgreSQL
 * lists once. `q` and `l` are materialized to hide their values from the planner, which then always takes the index.
 */
export function buildQueryTable(reader: ReadClient, criteria: PlannedCriteria): Prisma.Sql {
  const { plan, relaxation, condition } = criteria;
  const { verbatim, typed } = plan.match;
  const listed = condition ? sql`, ${buildMatching(reader, criteria, condition)}` : empty;
  const [only, ...others] = relaxation?.choosing ?? [];
  const relaxed = !relaxation
    ? empty
    : only && others.length === 0
      ? sql`, ${buildRelaxedToOne(reader, criteria, relaxation, only)}`
      : sql`, relaxed AS MATERIALIZED (${buildRelaxed(reader, criteria, relaxation)})`;
  return sql`q AS MATERIALIZED (
    SELECT ${buildScoreColumns(criteria)}, ${verbatim}::tsquery AS verbatim, ${relaxation ? (only?.typed ?? '') : typed}::tsquery AS typed
  ), l AS MATERIALIZED (${buildLanguages(criteria)})${listed}${relaxed}`;
}

/**
 * Builds `matching`: the IDs of the articles that meet the filter, newest first, and their number. `is_small` is true if it
 * is cheaper to read these articles one by one than to list all with the words. If few articles have the words, the filter
 * is evaluated for these alone.
 */
function buildMatching(reader: ReadClient, criteria: PlannedCriteria, condition: Prisma.Sql): Prisma.Sql {
  const share = estimateShareOfWords(criteria);
  const { matchingRows, plan } = criteria;
  const article = reader.table('article');
  const isRare = share !== null && share <= MAX_LOOKED_UP;
  // OFFSET 0 makes it a lookup for each of them, whatever number the planner expects.
  const selected = isRare
    ? sql`(${buildUnfiltered(reader, plan, sql`true`)}) m CROSS JOIN LATERAL (
        SELECT a.id, a.listed_at FROM ${article} a WHERE a.id = m.article_id AND ${condition} OFFSET 0
      ) a`
    : matchingRows
      ? sql`(${matchingRows}) a(id, listed_at)`
      : sql`${article} a WHERE ${condition}`;
  const listed = isRare || share === null || plan.match.hasPairs ? 0 : Math.floor(share * plan.size);
  return sql`matching AS MATERIALIZED (
    SELECT ids, coalesce(cardinality(ids), 0) AS size, coalesce(cardinality(ids), 0) * ${LISTED_PER_READ}::int < ${listed}::int AS is_small
    FROM (SELECT array_agg(a.id ORDER BY a.listed_at DESC, a.id DESC) AS ids FROM ${selected}) a
  )`;
}

/** Selects a row for each language in which the query names something to find. */
function buildLanguages(criteria: PlannedCriteria): Prisma.Sql {
  const { plan, relaxation } = criteria;
  const isWithoutPhrases = relaxation?.limits.withPhrases;
  const isFrequent = !plan.match.hasPairs && isWindowCheaper(plan, computeShare(plan, plan.terms));
  const rows = plan.match.languages.map(({ stemmer, articles, stems, pairs, ...match }, language) => {
    const isRare = isFrequent && articles !== null && articles < MAX_OF_RARE_LANGUAGE;
    const required = isWithoutPhrases ? match.excluded : match.required;
    return {
      stems,
      row: sql`SELECT ${stemmer}::text AS language, ${stems}::tsquery AS stems, ${required}::tsquery AS required,
      ${pairs}::int[] AS pairs, ${isRare}::boolean AS is_rare, ${buildLanguageTerms(criteria, language)}`,
    };
  });
  const wanted = rows.filter(({ stems }) => stems !== '' || !plan.match.hasStems);
  return join(
    wanted.map(({ row }) => row),
    ' UNION ALL ',
  );
}

/** Builds the condition that an article has the language of the row `l`. IS TRUE prevents the index of languages. */
export const IS_OF_LANGUAGE = sql`(s.language = l.language) IS TRUE`;

/** Selects article_id and listed_at of all matches of `q`; `within` is an indexed condition on `s`. */
export function buildMatches(reader: ReadClient, criteria: PlannedCriteria, within = sql`true`): Prisma.Sql {
  if (criteria.relaxation) return sql`SELECT s.article_id, s.listed_at FROM relaxed s WHERE ${within}`;
  if (!criteria.condition) return buildUnfiltered(reader, criteria.plan, within);
  const { match } = criteria.plan;
  return sql`
    ${buildUnfiltered(reader, criteria.plan, sql`NOT (SELECT is_small FROM matching) AND ${within}`)} WHERE ${buildFilter(criteria, sql`s.article_id`)}
    UNION ALL ${selectSmall(reader, sql`CROSS JOIN q JOIN l ON l.language = s.language WHERE ${buildDocumentMatch(match)} AND ${within}`)}`;
}

/** Selects the articles `s` that meet a filter which few do, with joins and conditions. */
function selectSmall(reader: ReadClient, where: Prisma.Sql): Prisma.Sql {
  return sql`
    SELECT s.article_id, s.listed_at FROM (SELECT DISTINCT unnest(ids) AS id FROM matching WHERE is_small) m CROSS JOIN LATERAL (
      SELECT * FROM ${reader.table('article_search')} s WHERE s.article_id = m.id OFFSET 0
    ) s ${where}`;
}

/** Selects the matches of all words, without the filter. */
function buildUnfiltered(reader: ReadClient, { match }: QueryPlan, within: Prisma.Sql): Prisma.Sql {
  const matches = match.hasPairs
    ? sql`public.word_pairs(s.document) @> l.pairs AND ${buildDocumentMatch(match)}`
    : match.hasStems
      ? sql`s.document @@ l.stems AND ${buildVerbatimMatch(match)}`
      : sql`s.title @@ q.words AND ${buildDocumentMatch(match)}`;
  const search = reader.table('article_search');
  // OFFSET 0 makes the planner search the index for each language: of several, it would rather read the table once.
  const select = (condition: Prisma.Sql) =>
    sql`SELECT s.article_id, s.listed_at FROM ${search} s WHERE ${condition} AND ${within}`;
  const ofLanguage = sql`${select(sql`NOT l.is_rare AND ${matches} AND ${IS_OF_LANGUAGE}`)}
    UNION ALL ${select(sql`l.is_rare AND s.language = l.language AND ${buildDocumentMatch(match)}`)}`;
  // To read the language of each article takes a third of the time.
  const found = match.languages.length === 1 ? select(matches) : ofLanguage;
  return sql`
    SELECT s.article_id, s.listed_at FROM q CROSS JOIN l CROSS JOIN LATERAL (
      ${found} OFFSET 0
    ) s`;
}

/**
 * Builds the condition on a document that another index has found. IS TRUE prevents a lookup in the index of stems,
 * which ignores phrases: every document with the words of one anywhere would be read.
 */
export function buildDocumentMatch(match: MatchQueries, document = sql`s.document`): Prisma.Sql {
  const stems = match.hasStems
    ? sql`(${document} @@ l.stems) IS TRUE`
    : sql`(numnode(l.stems) = 0 OR ${document} @@ l.stems) IS TRUE`;
  return sql`${stems} AND (${buildVerbatimMatch(match)}) IS TRUE`;
}

/** Builds the condition on the words as they are written. */
function buildVerbatimMatch({ verbatim }: MatchQueries): Prisma.Sql {
  return verbatim === null ? sql`true` : sql`s.words @@ q.verbatim`;
}

/** Selects article_id and listed_at of the articles that have all words as they are written; some are no matches. */
export function buildTypedMatches(
  reader: ReadClient,
  criteria: PlannedCriteria,
  within: Prisma.Sql,
): Prisma.Sql {
  const isTyped = sql`s.words @@ q.typed AND ${within}`;
  const select = sql`SELECT s.article_id, s.listed_at FROM q CROSS JOIN ${reader.table('article_search')} s WHERE ${isTyped}`;
  if (!criteria.condition) return select;
  return sql`
    ${select} AND NOT (SELECT is_small FROM matching) AND ${buildFilter(criteria, sql`s.article_id`)}
    UNION ALL ${selectSmall(reader, sql`CROSS JOIN q WHERE ${isTyped}`)}`;
}

/**
 * Builds the condition of the filter on an article's ID. The array and IS TRUE make PostgreSQL look IDs up in a hash table,
 * whatever number of them it expects: else it may read the list once for each article.
 */
export function buildFilter({ condition }: SearchCriteria, id: Prisma.Sql): Prisma.Sql {
  return condition ? sql`(${id} IN (SELECT unnest(ids) FROM matching)) IS TRUE` : sql`true`;
}

/** Selects article_id and listed_at of those articles of a list that exist in this perspective and meet the filter. */
export function buildListedMatches(
  reader: ReadClient,
  { condition }: SearchCriteria,
  ids: number[],
): Prisma.Sql {
  return sql`
    SELECT a.id AS article_id, a.listed_at FROM ${reader.table('article')} a
    WHERE a.id = ANY(${ids}::int[]) AND ${condition ?? sql`true`}`;
}

/**
 * Selects articles with some of several words, and those with all if they are ranked among them: first those with all words
 * but one in the title, then those with the largest sums of rarities. Reads the indexes of words alone, never their
 * documents.
 */
function buildRelaxed(reader: ReadClient, criteria: PlannedCriteria, choice: WordChoice): Prisma.Sql {
  const { choosing, minimum } = choice;
  const { plan } = criteria;
  const toRarity = ({ times, articles }: QueryTerm) =>
    Math.round(RARITY_UNITS * times * computeRarity(articles, plan.size));
  const rows = choosing.flatMap((term) =>
    listQueries(plan, term).map((query) => ({ ...query, rarity: toRarity(term) })),
  );
  const hasAllWords = buildHasAllWords(reader, criteria, choice);
  // Of several words, articles with other forms of them are as good: 0.41 instead of 0.38 on CISI.
  return sql`
    SELECT article_id, listed_at, most::int, false AS is_typed, has_all_words FROM (
      SELECT found.*, max(words) OVER () AS most, ${hasAllWords} AS has_all_words FROM (
        SELECT s.article_id, s.listed_at, count(*) AS words, sum(t.rarity) AS rarity
        FROM q CROSS JOIN unnest(
          ${rows.map(({ stemmer }) => stemmer)}::text[], ${rows.map(({ query }) => query)}::text[], ${rows.map(({ rarity }) => rarity)}::int[]
        ) AS t(language, query, rarity) JOIN l USING (language)
        CROSS JOIN LATERAL (${selectWithWord(reader, plan, choice, sql`t.query::tsquery`)}) s
        GROUP BY s.article_id, s.listed_at
      ) found WHERE ${buildFilter(criteria, sql`found.article_id`)} AND ${choice.isMixed ? sql`true` : sql`NOT ${hasAllWords}`}
    ) found LEFT JOIN (
      SELECT s.article_id AS id FROM ${reader.table('article_search')} s
      WHERE s.title @@ websearch_to_tsquery('public.site_words', ${writeTitleQuery(choosing)}) LIMIT ${MAX_RELAXED}::int
    ) titled ON titled.id = found.article_id
    WHERE words >= least(${minimum}::int, most)
    ORDER BY titled.id IS NOT NULL DESC, rarity DESC, article_id DESC LIMIT ${MAX_RELAXED}::int`;
}

/**
 * Builds `relaxed` with the articles that have the only word by which they are chosen, those with the word as it is written
 * first, then the newest.
 */
function buildRelaxedToOne(
  reader: ReadClient,
  criteria: PlannedCriteria,
  choice: WordChoice,
  only: QueryTerm,
): Prisma.Sql {
  const { plan } = criteria;
  const newest = planNewest(criteria, computeShare(plan, [only]));
  const rows = listQueries(plan, only);
  const hasAllWords = buildHasAllWords(reader, criteria, choice);
  const isFound = sql`
    EXISTS (SELECT FROM word JOIN l USING (language) WHERE s.language = l.language AND s.document @@ (word.query && l.required))`;
  const selectMatches = (within: Prisma.Sql) => sql`
    SELECT s.article_id, s.listed_at FROM q CROSS JOIN word JOIN l USING (language)
    CROSS JOIN LATERAL (${selectWithWord(reader, plan, choice, sql`word.query`, within)}) s WHERE ${buildFilter(criteria, sql`s.article_id`)}`;
  const hasRequired = plan.match.languages.some(({ required }) => required !== '');
  return sql`word AS MATERIALIZED (
      SELECT language, query::tsquery
      FROM unnest(${rows.map(({ stemmer }) => stemmer)}::text[], ${rows.map(({ query }) => query)}::text[]) AS t(language, query)
    ), ${buildNewest(reader, 'word_typed', newest, (within) => buildTypedMatches(reader, criteria, within))},
    ${buildNewest(reader, 'word_newest', newest, selectMatches)},
    relaxed AS MATERIALIZED (
      SELECT * FROM (
        SELECT s.article_id, s.listed_at, 1 AS most, found.is_typed, ${hasAllWords} AS has_all_words
        FROM (
          SELECT id AS article_id, bool_or(is_typed) AS is_typed FROM (
            SELECT unnest(${selectNewestIds('word_typed')}) AS id, true AS is_typed
            UNION ALL SELECT unnest(${selectNewestIds('word_newest')}), false
          ) ids GROUP BY id
        ) found CROSS JOIN q CROSS JOIN LATERAL (
          SELECT * FROM ${reader.table('article_search')} s WHERE s.article_id = found.article_id OFFSET 0
        ) s WHERE ${hasRequired ? sql`${isFound} AND ${buildVerbatimMatch(plan.match)}` : sql`true`}
      ) found WHERE ${choice.isMixed ? sql`true` : sql`NOT has_all_words`}
      ORDER BY is_typed DESC, listed_at DESC, article_id DESC LIMIT ${MAX_RELAXED}::int
    )`;
}

/** Lists the tsqueries of a word in the languages that have it. */
function listQueries({ match }: QueryPlan, { queries }: QueryTerm): { stemmer: string; query: string }[] {
  return match.languages.flatMap(({ stemmer }, language) => {
    const query = queries[language];
    return query ? [{ stemmer, query }] : [];
  });
}

/** Selects the articles with a word in the language `l`, and the phrases. */
function selectWithWord(
  reader: ReadClient,
  { match }: QueryPlan,
  { limits }: WordChoice,
  query: Prisma.Sql,
  within = sql`true`,
): Prisma.Sql {
  const verbatim = limits.withPhrases ? sql`true` : buildVerbatimMatch(match);
  return sql`
    SELECT s.article_id, s.listed_at FROM ${reader.table('article_search')} s
    WHERE s.document @@ (${query} && l.required) AND ${IS_OF_LANGUAGE} AND ${verbatim} AND ${within}`;
}

/** Builds the condition that a `found` article has all words of the query. */
function buildHasAllWords(reader: ReadClient, criteria: PlannedCriteria, { limits }: WordChoice): Prisma.Sql {
  if (limits.hits === 0) return sql`false`;
  return sql`found.article_id IN (SELECT article_id FROM (${buildMatches(reader, { ...criteria, relaxation: null })}) m)`;
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
