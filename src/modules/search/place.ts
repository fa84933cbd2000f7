import { BadUserInput } from '../../shared/errors.js';
import type { Position } from '../../shared/page.js';
import { isStorable } from '../../shared/storable-text.js';
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
const LONGEST = 2 * MAX_QUERY_LENGTH + 50;

/** Where a hit stands among all. */
export interface Place extends RankedSpan {
  id: number;
  score: number;
  /** When it was published, ISO 8601; of those beyond the ranked ones only. */
  at: string | null;
  /** What it was found by, when that is not the query itself. */
  words: string | null;
}

export function toPosition({ id, ...place }: Place): Position {
  const { score, at, recentSince, titledSince, closeSince, words } = place;
  return { value: JSON.stringify([score, at, recentSince, titledSince, closeSince, words]), id };
}

/** Throws BadUserInput for what toPosition cannot have made. */
export function toPlace({ value, id }: Position): Place {
  const [score, at, recentSince, titledSince, closeSince, words] = parsed(value);
  const isPlace =
    typeof score === 'number' &&
    [at, recentSince, titledSince, closeSince].every((time) => time === null || isTime(time)) &&
    (words === null || (typeof words === 'string' && words.length <= LONGEST && isStorable(words))) &&
    Math.abs(id) < 2 ** 31;
  if (!isPlace) throw new BadUserInput('after: this is not a cursor that search has answered with.');
  return { id, score, at, recentSince, titledSince, closeSince, words } as Place;
}

function parsed(value: unknown): unknown[] {
  try {
    const list: unknown = JSON.parse(String(value));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function isTime(text: unknown): boolean {
  const time = new Date(String(text));
  return isStorableTime(time) && time.toISOString() === text;
}
