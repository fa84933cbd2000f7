import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { type FeedbackTerm, MAX_FEEDBACK_TERMS } from '../query/feedback-term.js';
import type { QueryPlan } from '../query/query-plan.js';
import { computeRarity, type WordChoice } from '../query/relaxation.js';
import type { Hit } from './hits.js';

const { sql } = Prisma;

/** Number of words that are no stop words from which a query is a question. */
const MIN_WORDS = 6;
/** Number of articles whose stems are read, best first. */
const FEEDBACK_ARTICLES = 10;
/**
 * Share of the words from which an article that has so many of them is taken for the one that is looked for. It would be
 * ranked after others of its topic.
 */
const KNOWN_SHARE = 0.8;
/** Number of stems that are compared. */
const MAX_COMPARED = 120;
/** Share of the articles above which a stem tells too little. */
const MAX_SHARE = 0.25;
/** Number of articles up to which those with a stem are counted that related_term does not have. */
const MAX_COUNTED = 1_000;
/** Letters of the shortest stem. */
const MIN_LENGTH = 3;

/**
 * Finds the stems that the best articles of a question share, by which its hits are ranked anew: relevance feedback, after
 * RM3 (Abdul-Jaleel and others 2004, "UMass at TREC 2004").
 */
export class RelevanceFeedback {
  constructor(private readonly reader: ReadClient) {}

  /**
   * Returns the stems, all of them together as heavy as the query; none for a query of few words or hits, or if an article
   * has nearly all words.
   */
  async find(plan: QueryPlan, { choosing }: WordChoice, hits: Hit[]): Promise<FeedbackTerm[]> {
    const best = hits.slice(0, FEEDBACK_ARTICLES);
    const isKnown = (best[0]?.mostMatched ?? 0) >= choosing.length * KNOWN_SHARE;
    if (plan.terms.length < MIN_WORDS || best.length < FEEDBACK_ARTICLES || isKnown) return [];
    const found = await this.loadStems(plan, best);
    const weighed = found
      .filter(({ articles }) => articles > 1 && articles <= plan.size * MAX_SHARE)
      .map((term) => ({ ...term, weight: term.weight * computeRarity(term.articles, plan.size) }))
      .sort((one, other) => other.weight - one.weight)
      .slice(0, MAX_FEEDBACK_TERMS);
    const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
    const words = plan.terms.reduce((sum, { times }) => sum + times, 0);
    return weighed.map((term) => ({ ...term, weight: (words * term.weight) / total }));
  }

  /** Loads the stems that two of the articles have, in the language of the best one, weighed as by BM25. */
  private loadStems(plan: QueryPlan, hits: { id: number; score: number }[]): Promise<FeedbackTerm[]> {
    const search = this.reader.table('article_search');
    const stemmers = plan.match.languages.map(({ stemmer }) => stemmer);
    return this.reader.query<FeedbackTerm>(
      sql`
      WITH best AS MATERIALIZED (
        SELECT s.language, h.score, s.document, 1.2 * (0.25 + 0.75 * coalesce(s.length, ${plan.length}::float8) / ${Math.max(plan.length, 1)}::float8) AS saturation, h.nth
        FROM unnest(${hits.map(({ id }) => id)}::int[], ${hits.map(({ score }) => score)}::float8[]) WITH ORDINALITY AS h(id, score, nth)
        JOIN ${search} s ON s.article_id = h.id
      ), stem AS MATERIALIZED (
        SELECT t.lexeme, b.language, sum(b.score * cardinality(t.positions) / (cardinality(t.positions) + b.saturation)) AS weight
        FROM best b CROSS JOIN unnest(b.document) AS t
        WHERE b.language = (SELECT language FROM best ORDER BY nth LIMIT 1) AND length(t.lexeme) >= ${MIN_LENGTH}::int AND t.lexeme !~ '[0-9]'
        GROUP BY t.lexeme, b.language HAVING count(*) > 1
        ORDER BY weight DESC, t.lexeme LIMIT ${MAX_COMPARED}::int
      )
      SELECT s.lexeme AS stem, l.nth::int - 1 AS language, s.weight, coalesce(
        (SELECT nullif(r.articles, 0) FROM public.related_term r WHERE r.term = s.lexeme AND NOT public.is_separated(s.language, s.lexeme)),
        (SELECT count(*) FROM (SELECT FROM ${search} s2 WHERE s2.document @@ quote_literal(s.lexeme)::tsquery LIMIT ${MAX_COUNTED}::int) few)
      )::int AS articles
      FROM stem s JOIN unnest(${stemmers}::text[]) WITH ORDINALITY AS l(stemmer, nth) ON l.stemmer = s.language`,
      [cacheTags.search],
    );
  }
}
