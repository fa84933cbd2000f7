import type { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../../shared/errors/errors.js';

export const MAX_QUERY_LENGTH = 200;

/**
 * Criteria of a search: words in the syntax of websearch_to_tsquery, and the condition of the filter on the
 * article `a`, if any.
 */
export interface SearchCriteria {
  words: string;
  condition: Prisma.Sql | null;
  /**
   * True for a filter of many conditions: the articles that match it are listed once, as a statement has the
   * condition in many places and would take long to be planned.
   */
  isListed?: boolean;
  /** Lists the matches, before the condition, that the site's search provider found; unset for PostgreSQL. */
  listIds?: () => Promise<number[]>;
}

/**
 * Characters that the SQL function words_apart removes from texts, except the quotes and minus of the query
 * syntax.
 */
const NON_WORD_CHARACTERS =
  /[\p{Cc} !#-,./:-@[-`{-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\u{1F000}-\u{1FAFF}]+/gu;

/** Normalizes a query for PostgreSQL. Throws BadUserInputError if it is too long. */
export function normalizeQuery(argument: string, query: string): string {
  const { length } = query;
  if (length > MAX_QUERY_LENGTH) {
    throw new BadUserInputError(
      `${argument} must have at most ${MAX_QUERY_LENGTH} characters, not ${length}.`,
    );
  }
  return (
    query
      .normalize('NFC')
      .replace(/[“”„«»]/gu, '"')
      // A hyphen within a word is not a minus.
      .replace(/(?<=[\p{L}\p{N}])-+(?=[\p{L}\p{N}])/gu, ' ')
      .replace(NON_WORD_CHARACTERS, ' ')
      .trim()
  );
}
