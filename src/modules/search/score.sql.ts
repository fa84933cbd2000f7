import { Prisma } from '../../database/generated/client.js';

const { sql } = Prisma;

/** Something ten years newer counts twice as much. Relative to a fixed day, so that scores do not change from page to page. */
const HALF_LIFE = sql`interval '3652.5 days'`;
const REFERENCE_DAY = sql`timestamptz '2020-01-01Z'`;

/**
 * How well the article `s` fits the query `q`. Cover density (Clarke, Cormack and Tudhope 2000, "Relevance ranking
 * for one to three term queries") over the stems of the whole document, plus the same over the words of the title
 * as they stand; each brought between 0 and 1 by x/(x+1), so that no long text outdoes a title by repetition. 1 more
 * when the title has all that is asked for. Times the freshness.
 */
export const SCORE = sql`(
  ts_rank_cd('{0.1, 0.2, 0.4, 1}', s.document, q.stems, 32)
  + ts_rank_cd('{1, 1, 1, 1}', s.title, q.words, 32)
  + (s.title @@ q.words)::int
)::float8 * power(2::float8, (extract(epoch FROM s.listed_at - ${REFERENCE_DAY}) / extract(epoch FROM ${HALF_LIFE}))::float8)`;
