import type { Prisma } from '../../database/generated/client.js';
import { BadUserInput } from '../../shared/errors.js';

export const MAX_QUERY_LENGTH = 200;

/** What finds articles: words in the syntax of websearch_to_tsquery, and a condition on `a`, the article, if any. */
export interface FoundBy {
  words: string;
  condition: Prisma.Sql | null;
}

/** A query as PostgreSQL is to read it. Throws BadUserInput when it is too long. */
export function readWords(argument: string, query: string): string {
  const { length } = query;
  if (length > MAX_QUERY_LENGTH) {
    throw new BadUserInput(`${argument} takes at most ${MAX_QUERY_LENGTH} characters, not ${length}.`);
  }
  return (
    query
      .normalize('NFC')
      // A hyphen within a word is no minus. The rest is what the SQL function words_apart takes from texts.
      .replace(/(?<=[\p{L}\p{N}])-+(?=[\p{L}\p{N}])/gu, ' ')
      .replace(/[<>/_.@\p{C}]/gu, ' ')
      .trim()
  );
}
