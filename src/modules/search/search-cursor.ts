import { BadUserInputError } from '../../shared/errors/errors.js';
import type { Position } from '../../shared/pagination/pagination.js';
import { isStorableText } from '../../shared/text/valid-unicode.js';
import { isStorableTime } from '../../shared/time.js';
import { type FeedbackTerm, MAX_FEEDBACK_TERMS } from './query/feedback-term.js';
import type { ArchiveStatistics } from './query/query-analysis.js';
import type { RelaxationLimits } from './query/relaxation.js';
import { MAX_QUERY_LENGTH } from './search-query.js';

/**
 * Articles since which hits are ranked, each as `TIME ID`; null if all are. Stored in cursors, so that later pages rank
 * the same articles whatever is published in between.
 */
export interface RankedSpan {
  /** For all hits. */
  recentSince: string | null;
  /** For hits with every word as it is written. */
  typedSince: string | null;
  /** For hits with every word in the title. */
  titledSince: string | null;
  /** For hits in which two of the words are neighbours. */
  closeSince: string | null;
}

export const UNBOUNDED_SPAN: RankedSpan = {
  recentSince: null,
  typedSince: null,
  titledSince: null,
  closeSince: null,
};

/**
 * Maximum length of the words in a cursor in characters: a query and its correction, which may have longer
 * words.
 */
const MAX_WORDS_LENGTH = 2 * MAX_QUERY_LENGTH + 50;

/** Maximum length of a stem in a cursor in characters. */
const MAX_STEM_LENGTH = 2_048;

/** Maximum length of a provider's cursor in characters. */
export const MAX_CURSOR_LENGTH = 200;

/** Position of a hit among all hits. */
export interface SearchCursor extends RankedSpan {
  id: number;
  score: number;
  /** ISO 8601 time of publication; by relevance, set only for hits beyond the ranked ones. */
  at: string | null;
  /** The words that found it, if they are not the query itself. */
  words: string | null;
  /** The statistics that it was ranked by, and the number of articles with each word of the query. */
  statistics: ArchiveStatistics & { articles: number[] };
  /** Words of the query that may be dropped, if any. */
  relaxed: RelaxationLimits | null;
  /** True if articles with some of the words, of a relaxed search, are still to follow. */
  hasAllWords: boolean;
  /** Stems that it was ranked by, beside the words of the query. */
  feedback: FeedbackTerm[];
}

export function toPosition({ id, ...cursor }: SearchCursor): Position {
  const {
    score,
    at,
    recentSince,
    typedSince,
    titledSince,
    closeSince,
    words,
    relaxed,
    statistics,
    hasAllWords,
    feedback,
  } = cursor;
  const { size, length, newestAt, articles } = statistics;
  const values = [
    ...[score, at, recentSince, titledSince, closeSince, words, relaxed, size, length, articles],
    ...[typedSince, newestAt, hasAllWords],
    feedback.map(({ stem, language, weight, articles: count }) => [stem, language, weight, count]),
  ];
  return { value: JSON.stringify(values), id };
}

/**
 * Parses a cursor that toPosition made; `isByDate` for one of an order by date. Throws BadUserInputError for any
 * other value.
 */
export function parseSearchCursor({ value, id }: Position, isByDate: boolean): SearchCursor {
  const values = parseJsonArray(value);
  const [score, at, recentSince, titledSince, closeSince, words, relaxed, size, length, articles] = values;
  // Cursors of releases before have none.
  const [typedSince = null, newestAt = null, hasAllWords = relaxed === null, terms = []] = values.slice(10);
  const feedback = parseFeedback(terms);
  const isValid =
    typeof score === 'number' &&
    (at !== null || !isByDate) &&
    (at === null || isIsoTime(at)) &&
    [recentSince, typedSince, titledSince, closeSince].every(
      (since) => since === null || isDatePosition(since),
    ) &&
    (words === null ||
      (typeof words === 'string' && words.length <= MAX_WORDS_LENGTH && isStorableText(words))) &&
    (relaxed === null || isRelaxationLimits(relaxed)) &&
    [size, length].every(isCount) &&
    typeof hasAllWords === 'boolean' &&
    (newestAt === null || isIsoTime(newestAt)) &&
    Array.isArray(articles) &&
    articles.every(isCount) &&
    feedback !== null &&
    Math.abs(id) < 2 ** 31;
  if (!isValid) throw createCursorError();
  const statistics = { size, length, newestAt, articles };
  return {
    id,
    score,
    at,
    recentSince,
    typedSince,
    titledSince,
    closeSince,
    words,
    relaxed,
    hasAllWords,
    statistics,
    feedback,
  } as SearchCursor;
}

/** Cursor of a hit that the site's search provider found. */
export interface ProviderCursor {
  provider: string;
  cursor: string;
}

export function toProviderPosition({ provider, cursor }: ProviderCursor, id: number): Position {
  return { value: JSON.stringify([provider, cursor]), id };
}

/**
 * Parses a cursor that toProviderPosition made; null for one of PostgreSQL's search. Throws BadUserInputError for one
 * longer than a provider may give.
 */
export function parseProviderCursor({ value }: Position): ProviderCursor | null {
  const [provider, cursor, ...others] = parseJsonArray(value);
  if (typeof provider !== 'string' || typeof cursor !== 'string' || others.length > 0) return null;
  if (cursor.length > MAX_CURSOR_LENGTH || !isStorableText(cursor)) {
    throw new BadUserInputError('after: not a valid cursor. Use the cursor of a search result.');
  }
  return { provider, cursor };
}

/** Position of a hit in an order by date. */
export interface DatePosition {
  /** ISO 8601 time of publication. */
  at: string;
  id: number;
}

/** Parses a position in an order by date, written `TIME ID` in cursors. Throws BadUserInputError for other text. */
export function parseDatePosition(position: string): DatePosition {
  if (!isDatePosition(position)) throw createCursorError();
  const [at = '', id] = position.split(' ');
  return { at, id: Number(id) };
}

function isDatePosition(value: unknown): boolean {
  const [at, id = ''] = String(value).split(' ');
  return isIsoTime(at) && /^\d{1,9}$/.test(id);
}

function isRelaxationLimits(value: unknown): value is RelaxationLimits {
  const { hits, withPhrases } = Object(value);
  return isCount(hits) && typeof withPhrases === 'boolean';
}

/** Parses the stems of a cursor; null for any other value. */
function parseFeedback(value: unknown): FeedbackTerm[] | null {
  if (!Array.isArray(value) || value.length > MAX_FEEDBACK_TERMS) return null;
  const terms = value.map((term): FeedbackTerm => {
    const [stem, language, weight, articles] = Array.isArray(term) ? term : [];
    return { stem, language, weight, articles };
  });
  const isTerm = ({ stem, language, weight, articles }: FeedbackTerm) =>
    typeof stem === 'string' &&
    stem.length <= MAX_STEM_LENGTH &&
    isStorableText(stem) &&
    [language, weight, articles].every(isCount);
  return terms.every(isTerm) ? terms : null;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < 2 ** 31;
}

export function createCursorError(): BadUserInputError {
  return new BadUserInputError('after: not a valid cursor. Use the cursor of a search result.');
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
