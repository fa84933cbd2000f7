import { Prisma } from '../../../database/generated/client.js';
import type { PlannedCriteria } from '../query/criteria.js';
import { quoteStem } from '../query/feedback-term.js';
import { computeRarity } from '../query/relaxation.js';

const { sql, join, raw } = Prisma;

/** What recency adds to the score each time that an article is half as likely to be wanted for its age. */
const RECENCY_WEIGHT = 0.6;
/** Days from which all articles are equally old. */
const MAX_AGE_DAYS = 36_525;

/** Numbers of words that statements are written for; a query of fewer is padded. */
const WORD_COUNTS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/**
 * Share of the words' rarity that is added if an article has them as they are written. An article with a single word as
 * it is written precedes all others.
 */
const TYPED_WEIGHT = 0.5;
const TYPED_WEIGHT_OF_SINGLE = 10;
/**
 * Score of a title with all of several words, beyond their rarity, so that newer articles with the words elsewhere do not
 * outweigh it.
 */
const TITLED_SCORE = 8;
/** Least rarity of a single word in this, as recency must not outweigh it. */
const MIN_TYPED_RARITY = 2;

/** Builds the columns of `q` that the score reads: the rarities of the words. */
export function buildScoreColumns({ plan, feedback = [] }: PlannedCriteria): Prisma.Sql {
  const { terms, size, length, match, stopWords } = plan;
  const rarities = terms.map(({ times, articles }) => times * computeRarity(articles, size));
  const others = feedback.map(({ weight, articles }) => weight * computeRarity(articles, size));
  const total = rarities.reduce((sum, rarity) => sum + rarity, 0);
  return sql`${match.words}::tsquery AS words, ${[...rarities, ...others]}::float8[] AS rarities, ${total > 0 ? total : 1}::float8 AS total, ${Math.max(terms.length, 1)}::float8 AS word_count,
    ${stopWords}::int AS stop_words, ${Math.max(length, 1)}::float8 AS mean_length`;
}

/** Builds the columns of `l` that the score reads: the words in a language. */
export function buildLanguageTerms(criteria: PlannedCriteria, language: number): Prisma.Sql {
  const queries = criteria.plan.terms.map((term) => term.queries[language] ?? '');
  const others = (criteria.feedback ?? []).map((term) =>
    term.language === language ? quoteStem(term.stem) : '',
  );
  return sql`${padQueries(criteria, [...queries, ...others])} AS terms, ${padQueries(criteria, queries.map(restrictToTitle))} AS titled`;
}

function countWords({ plan, feedback = [] }: PlannedCriteria): number {
  const words = plan.terms.length + feedback.length;
  return WORD_COUNTS.find((count) => count >= words) ?? words;
}

function padQueries(criteria: PlannedCriteria, queries: string[]): Prisma.Sql {
  const padded = [...queries, ...Array<string>(countWords(criteria) - queries.length).fill('')];
  return sql`ARRAY(SELECT term::tsquery FROM unnest(${padded}::text[]) AS term)`;
}

/** Restricts a tsquery to the words of titles, which have weight A. */
function restrictToTitle(query: string): string {
  return query.replace(/'(?:[^']|'')*'/g, '$&:A');
}

/**
 * Builds the score of the article `s` for the query `q`, in the language `l` of the article, and the joins that it needs,
 * which give the document as `d.document`. `isTyped` is a condition that the article has all words as they are written.
 * The score is R × (A / 10 + w × E) + B + R × (C + S⁴) + (R + W + t) × T + N, where
 *
 * - R is the sum of the words' rarities, and W the number of stop words;
 * - A is 1 if the article has all words, else 0;
 * - E is 1 if it has them as they are written, else 0; w is TYPED_WEIGHT, or TYPED_WEIGHT_OF_SINGLE for a single word,
 *   of which R is at least MIN_TYPED_RARITY;
 * - B is BM25F (Zaragoza and others 2004, "Microsoft Cambridge at TREC-13") with k1 = 1.2 and b = 0.75, below R, of the
 *   words and of the stems of the feedback;
 * - C is the cover density of the words (Clarke, Cormack and Tudhope 2000);
 * - S is the share of the words that are in the title;
 * - T is 1 if the title has every word as written, stop words included, else 0; t is TITLED_SCORE for several words, 0
 *   for one;
 * - N is the recency, RECENCY_WEIGHT × log₂((1 + MAX_AGE_DAYS / half-life) / (1 + age / half-life)): an article of the
 *   half-life's age is half as likely to be wanted as the newest, one of three times that age a quarter. It counts from
 *   the newest article, so that scores change with publications alone. It is 0 if some words may be missing, since who
 *   finds few articles with all words mostly looks for a certain one. It does not grow with R, so that dates decide
 *   among articles with common words, and words among those with rare ones.
 *
 * `ts_rank_cd` of a single word is the sum of the weights of its positions. Weights are at most 1, so they are half of
 * those of BM25F.
 */
export function buildScore(
  criteria: PlannedCriteria,
  isTyped: Prisma.Sql,
): { joins: Prisma.Sql; score: Prisma.Sql } {
  const { plan, relaxation, halfLifeDays } = criteria;
  const { length } = relaxation?.choosing ?? plan.terms;
  const typedScore =
    length === 1
      ? sql`${TYPED_WEIGHT_OF_SINGLE}::float8 * greatest(q.total, ${MIN_TYPED_RARITY}::float8)`
      : sql`${TYPED_WEIGHT}::float8 * q.total`;
  const numbers = Array.from({ length: countWords(criteria) }, (_, i) => raw(String(i + 1)));
  const sum = (each: (n: Prisma.Sql) => Prisma.Sql) => join(numbers.map(each), ' + ');
  const frequencies = numbers.map(
    (n) => sql`ts_rank_cd('{0.5, 1, 0.5, 1}', d.document, l.terms[${n}]) AS f${n}`,
  );
  const textScore = sum((n) => sql`coalesce(q.rarities[${n}] * f.f${n} / (f.f${n} + n.saturation), 0)`);
  const titled = sum((n) => sql`(d.document @@ l.titled[${n}])::int`);
  // The array holds a copy in memory: without it, each function reads the document from disk again. OFFSET 0 makes
  // PostgreSQL compute each step once.
  return {
    joins: sql`
      CROSS JOIN LATERAL (SELECT ARRAY[s.document] AS copy OFFSET 0) c
      CROSS JOIN LATERAL (SELECT c.copy[1] AS document OFFSET 0) d
      CROSS JOIN LATERAL (SELECT ${join(frequencies)} OFFSET 0) f
      CROSS JOIN LATERAL (
        SELECT 0.6 * (0.25 + 0.75 * coalesce(s.length, q.mean_length) / q.mean_length) AS saturation OFFSET 0
      ) n`,
    score: sql`(
      q.total * (d.document @@ l.stems)::int / 10.0 + ${typedScore} * (${isTyped})::int + (
        ${textScore} + q.total * (ts_rank_cd('{0.1, 0.2, 0.4, 1}', d.document, l.stems, 32) + ((${titled}) / q.word_count) ^ 4)
        + (q.total + q.stop_words + CASE WHEN q.word_count + q.stop_words > 1 THEN ${TITLED_SCORE}::float8 ELSE 0 END) * (s.title @@ q.words)::int
      )::float8 + ${buildRecency(plan.newestAt, relaxation ? 0 : halfLifeDays)}
    )`,
  };
}

function buildRecency(newestAt: string | null, halfLifeDays: number): Prisma.Sql {
  // Not by another text of the statement: without a half-life, the age is that of the oldest.
  const halfLife = halfLifeDays > 0 ? halfLifeDays : 1;
  const weight = halfLifeDays > 0 ? RECENCY_WEIGHT : 0;
  const ageDays = sql`date_part('epoch', ${newestAt}::timestamptz - s.listed_at) / 86400`;
  return sql`${weight / Math.LN2}::float8 * coalesce(ln(
    ${1 + MAX_AGE_DAYS / halfLife}::float8 / (1 + least(greatest(${ageDays}, 0), ${MAX_AGE_DAYS}::float8) / ${halfLife}::float8)
  ), 0)`;
}
