import { Prisma } from '../../../database/generated/client.js';
import type { QueryPlan } from '../query/query-plan.js';
import { computeRarity } from '../query/relaxation.js';

const { sql } = Prisma;

/**
 * Age difference that doubles the score. Relative to a fixed day, so that scores do not change between pages.
 */
const HALF_LIFE = sql`interval '7305 days'`;
const REFERENCE_DAY = sql`timestamptz '2020-01-01Z'`;

/** Builds the columns of `q` that SCORE reads: the words and their rarities. */
export function buildScoreColumns({ terms, size, length, match, stopWords }: QueryPlan): Prisma.Sql {
  const weighted = terms.map(({ query, times, articles }) => ({
    query,
    rarity: times * computeRarity(articles, size),
  }));
  const total = weighted.reduce((sum, { rarity }) => sum + rarity, 0);
  return sql`${match.stems}::tsquery AS stems, ${match.words}::tsquery AS words,
    ARRAY(SELECT term::tsquery FROM unnest(${weighted.map(({ query }) => query)}::text[]) AS term) AS terms,
    ${weighted.map(({ rarity }) => rarity)}::float8[] AS rarities, ${total > 0 ? total : 1}::float8 AS total,
    ${stopWords}::int AS stop_words, ${Math.max(length, 1)}::float8 AS mean_length`;
}

/**
 * Scores the article `s` for the query `q`: R × A / 10 + (B + R × (C + S⁴) + (R + W) × T) × freshness. B is BM25F (Zaragoza and
 * others 2004, "Microsoft Cambridge at TREC-13") with k1 = 1.2 and b = 0.75, below R, the sum of the words' rarities; A is 1 if
 * the article has all words; C is the cover density of the words (Clarke, Cormack and Tudhope 2000); S is the share of the words
 * that the title has, T 1 if it has every word as written, of which W are stop words. The rank function of a single word is the
 * sum of the weights of its places, here half of those of the formula; weights end at 1.
 */
export const SCORE = sql`(
  SELECT q.total * (d.document @@ q.stems)::int / 10 + (
    w.frequency + q.total * (ts_rank_cd('{0.1, 0.2, 0.4, 1}', d.document, q.stems, 32) + power(w.titled, 4))
    + (q.total + q.stop_words) * (s.title @@ q.words)::int
  )::float8 * power(2::float8, (extract(epoch FROM s.listed_at - ${REFERENCE_DAY}) / extract(epoch FROM ${HALF_LIFE}))::float8)
  -- A copy in memory: each function would else read the document from disk again.
  FROM (SELECT s.document || ''::tsvector AS document, ts_filter(s.document, '{a}') AS title OFFSET 0) d
  CROSS JOIN LATERAL (
    SELECT coalesce(count(*) FILTER (WHERE d.title @@ term)::float8 / nullif(count(*), 0), 0) AS titled, coalesce(sum(rarity * f.frequency
      / (f.frequency + 0.6 * (0.25 + 0.75 * coalesce(s.length, q.mean_length) / q.mean_length))), 0) AS frequency
    FROM unnest(q.terms, q.rarities) AS t(term, rarity)
    CROSS JOIN LATERAL (SELECT ts_rank_cd('{0.5, 1, 0.5, 1}', d.document, t.term) AS frequency) f
  ) w
)`;
