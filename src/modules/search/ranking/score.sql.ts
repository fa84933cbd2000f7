import { Prisma } from '../../../database/generated/client.js';
import type { PlannedCriteria } from '../query/criteria.js';
import type { QueryPlan } from '../query/query-plan.js';
import { computeRarity } from '../query/relaxation.js';

const { sql, join, raw } = Prisma;

/**
 * Seconds of age that double the score, 7,305 days, since a fixed day, so that scores do not change between pages:
 * 2020-01-01.
 */
const HALF_LIFE = 631_152_000;
const REFERENCE_TIME = 1_577_836_800;

/** Numbers of words that statements are written for; a query of fewer is padded. */
const WORD_COUNTS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/**
 * Share of the words' rarity that is added if an article has them as they are written. An article with a single word as
 * it is written precedes all others.
 */
const TYPED_WEIGHT = 0.5;
const TYPED_WEIGHT_OF_SINGLE = 10;

/** Builds the columns of `q` that the score reads: the rarities of the words. */
export function buildScoreColumns(plan: QueryPlan): Prisma.Sql {
  const { terms, size, length, match, stopWords } = plan;
  const rarities = terms.map(({ times, articles }) => times * computeRarity(articles, size));
  const total = rarities.reduce((sum, rarity) => sum + rarity, 0);
  return sql`${match.words}::tsquery AS words, ${rarities}::float8[] AS rarities, ${total > 0 ? total : 1}::float8 AS total, ${Math.max(terms.length, 1)}::float8 AS word_count,
    ${stopWords}::int AS stop_words, ${Math.max(length, 1)}::float8 AS mean_length`;
}

/** Builds the columns of `l` that the score reads: the words in a language. */
export function buildLanguageTerms(plan: QueryPlan, language: number): Prisma.Sql {
  const queries = plan.terms.map((term) => term.queries[language] ?? '');
  return sql`${padQueries(plan, queries)} AS terms, ${padQueries(plan, queries.map(restrictToTitle))} AS titled`;
}

function countWords({ terms }: QueryPlan): number {
  return WORD_COUNTS.find((count) => count >= terms.length) ?? terms.length;
}

function padQueries(plan: QueryPlan, queries: string[]): Prisma.Sql {
  const padded = [...queries, ...Array<string>(countWords(plan) - queries.length).fill('')];
  return sql`ARRAY(SELECT term::tsquery FROM unnest(${padded}::text[]) AS term)`;
}

/** Restricts a tsquery to the words of titles, which have weight A. */
function restrictToTitle(query: string): string {
  return query.replace(/'(?:[^']|'')*'/g, '$&:A');
}

/**
 * Builds the score of the article `s` for the query `q`, in the language `l` of the article, and the joins that it needs,
 * which give the document as `d.document`. `isTyped` is a condition that the article has all words as they are written.
 * The score is R × (A / 10 + w × E) + (B + R × (C + S⁴) + (R + W) × T) × freshness, where
 *
 * - R is the sum of the words' rarities, and W the number of stop words;
 * - A is 1 if the article has all words, else 0;
 * - E is 1 if it has them as they are written, else 0; w is TYPED_WEIGHT, or TYPED_WEIGHT_OF_SINGLE for a single word;
 * - B is BM25F (Zaragoza and others 2004, "Microsoft Cambridge at TREC-13") with k1 = 1.2 and b = 0.75, below R;
 * - C is the cover density of the words (Clarke, Cormack and Tudhope 2000);
 * - S is the share of the words that are in the title;
 * - T is 1 if the title has every word as written, stop words included, else 0.
 *
 * `ts_rank_cd` of a single word is the sum of the weights of its positions. Weights are at most 1, so they are half of
 * those of BM25F.
 */
export function buildScore(
  { plan, relaxation }: PlannedCriteria,
  isTyped: Prisma.Sql,
): { joins: Prisma.Sql; score: Prisma.Sql } {
  const { length } = relaxation?.choosing ?? plan.terms;
  const typedWeight = length === 1 ? TYPED_WEIGHT_OF_SINGLE : TYPED_WEIGHT;
  const numbers = Array.from({ length: countWords(plan) }, (_, i) => raw(String(i + 1)));
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
      q.total * ((d.document @@ l.stems)::int / 10.0 + ${typedWeight}::float8 * (${isTyped})::int) + (
        ${textScore} + q.total * (ts_rank_cd('{0.1, 0.2, 0.4, 1}', d.document, l.stems, 32) + ((${titled}) / q.word_count) ^ 4)
        + (q.total + q.stop_words) * (s.title @@ q.words)::int
      )::float8 * 2 ^ ((date_part('epoch', s.listed_at) - ${REFERENCE_TIME}::float8) / ${HALF_LIFE}::float8)
    )`,
  };
}
