import type { Prisma } from '../../../database/generated/client.js';
import type { FeedbackTerm } from './feedback-term.js';
import type { QueryPlan } from './query-plan.js';
import type { WordChoice } from './relaxation.js';

/** Criteria of a search: words in the syntax of websearch_to_tsquery, and the condition of the filter. */
export interface SearchCriteria {
  words: string;
  /** Condition on the article `a`; null for no filter. */
  condition: Prisma.Sql | null;
  /** Selects the IDs and dates of all articles that meet the condition, if a table has just these. */
  matchingRows?: Prisma.Sql | null;
  /** Unset for a site's search provider. */
  plan?: QueryPlan;
  /** The dropped words; unset if all are demanded. */
  relaxation?: WordChoice | null;
  /** Stems by which the hits are ranked beside the words of the query, but not found. */
  feedback?: FeedbackTerm[];
  /** Number of the matches; unset or null if the statement of the page did not count all. */
  total?: number | null;
  /** Lists the matches, before the condition, that the site's search provider found; unset for PostgreSQL. */
  listIds?: () => Promise<number[]>;
}

/** Criteria of a search in PostgreSQL. */
export interface PlannedCriteria extends SearchCriteria {
  plan: QueryPlan;
  /** Half-life of recency in days; 0 for none. */
  halfLifeDays: number;
  /** True if of near copies only the best is a hit of its own. */
  foldsCopies: boolean;
}

/** Returns true for a search in PostgreSQL. */
export function isPlanned(criteria: SearchCriteria): criteria is PlannedCriteria {
  return criteria.plan !== undefined;
}
