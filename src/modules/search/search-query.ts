import { BadUserInputError } from '../../shared/errors/errors.js';
import { foldLetters } from './query/scripts.js';

/** Characters of a query. */
export const MAX_QUERY_LENGTH = 500;

/**
 * Characters that the SQL function normalize_words removes from texts, except the quotes and minus of the query
 * syntax.
 */
const NON_WORD_CHARACTERS =
  /[\p{Cc} !#-,./:-@[-`{-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\u{1F000}-\u{1FAFF}]+/gu;

/** Characters within words that are not seen: soft hyphens, word joiners, byte order marks. */
const INVISIBLE_CHARACTERS = /[\u00AD\u2060\uFEFF]/g;

/** Normalizes a query to words, quotes and minus signs. Throws BadUserInputError if it is too long. */
export function normalizeQuery(argument: string, query: string, maxLength = MAX_QUERY_LENGTH): string {
  const { length } = query;
  if (length > maxLength) {
    throw new BadUserInputError(`${argument} must have at most ${maxLength} characters, not ${length}.`);
  }
  return (
    foldLetters(query.normalize('NFC').replace(INVISIBLE_CHARACTERS, ''))
      .replace(/[“”„«»]/gu, '"')
      // The names that normalize_words keeps: C++, C#, .NET.
      .replace(/(?<=[A-Za-z0-9])\+\+/g, 'plusplus ')
      .replace(/(?<![\p{L}\p{N}_])([A-Za-z])#/gu, '$1sharp ')
      // Not within quotes: a phrase has the word without its point.
      .replace(/"[^"]*"?|(?<![A-Za-z0-9.])\.(?=[A-Za-z]{2})/g, (found) => (found === '.' ? 'dot' : found))
      // A hyphen within a word is not a minus.
      .replace(/(?<=[\p{L}\p{N}])-+(?=[\p{L}\p{N}])/gu, ' ')
      .replace(NON_WORD_CHARACTERS, ' ')
      .trim()
  );
}
