import { Prisma } from '../../database/generated/client.js';

const { sql } = Prisma;

/**
 * Age difference that doubles the score. Relative to a fixed day, so that scores do not change between pages.
 */
const HALF_LIFE = sql`interval '3652.5 days'`;
const REFERENCE_DAY = sql`timestamptz '2020-01-01Z'`;

/**
 * Scores the article `s` for the query `q` by cover density (Clarke, Cormack and Tudhope 2000, "Relevance
 * ranking for one to three term queries") and freshness. Densities of all stems and of the title's words are
 * scaled by x/(x+1) against repetition in long texts; a title with the whole query adds 1.
 */
export const SCORE = sql`(
  ts_rank_cd('{0.1, 0.2, 0.4, 1}', s.document, q.stems, 32)
  + ts_rank_cd('{1, 1, 1, 1}', s.title, q.words, 32)
  + (s.title @@ q.words)::int
)::float8 * power(2::float8, (extract(epoch FROM s.listed_at - ${REFERENCE_DAY}) / extract(epoch FROM ${HALF_LIFE}))::float8)`;
