import { BadUserInputError } from '../../shared/errors/errors.js';
import type { Position } from '../../shared/pagination/pagination.js';
import { isStorableText } from '../../shared/text/valid-unicode.js';
import { isStorableTime } from '../../shared/time.js';
import { MAX_QUERY_LENGTH } from './search-query.js';

/**
 * From when on hits are ranked. Kept in the cursors, so that on later pages the same are, whatever was published
 * in between. Null for all of them.
 */
export interface RankedSpan {
  /** ISO 8601; for any hit. */
  recentSince: string | null;
  /** ISO 8601; for those with every word in the title. */
  titledSince: string | null;
  /** ISO 8601; for those in which two of the words are neighbours. */
  closeSince: string | null;
}

/** Of words that a cursor can hold: a query, and the same corrected, in which words may be longer. Characters. */
const MAX_WORDS_LENGTH = 2 * MAX_QUERY_LENGTH + 50;

/** Where a hit stands among all. */
export interface SearchCursor extends RankedSpan {
  id: number;
  score: number;
  /** When it was published, ISO 8601; of those beyond the ranked ones only. */
  at: string | null;
  /** What it was found by, when that is not the query itself. */
  words: string | null;
}

export function toPosition({ id, ...cursor }: SearchCursor): Position {
  const { score, at, recentSince, titledSince, closeSince, words } = cursor;
  return { value: JSON.stringify([score, at, recentSince, titledSince, closeSince, words]), id };
}

/** Throws BadUserInput for what toPosition cannot have made. */
export function parseSearchCursor({ value, id }: Position): SearchCursor {
  const [score, at, recentSince, titledSince, closeSince, words] = parseJsonArray(value);
  const isValid =
    typeof score === 'number' &&
    [at, recentSince, titledSince, closeSince].every((time) => time === null || isIsoTime(time)) &&
    (words === null ||
      (typeof words === 'string' && words.length <= MAX_WORDS_LENGTH && isStorableText(words))) &&
    Math.abs(id) < 2 ** 31;
  if (!isValid) throw new BadUserInputError('after: this is not a cursor that search has answered with.');
  return { id, score, at, recentSince, titledSince, closeSince, words } as SearchCursor;
}

function parseJsonArray(value: unknown): unknown[] {
  try {
    const list: unknown = JSON.parse(String(value));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function isIsoTime(text: unknown): boolean {
  const time = new Date(String(text));
  return isStorableTime(time) && time.toISOString() === text;
}
