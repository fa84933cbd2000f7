import type { QueryPart } from './parse-words.js';
import type { QueryPlan } from './query-plan.js';
import type { QueryTerm } from './query-terms.js';
import { isUnspaced } from './scripts.js';

/** Number of articles that all words together may occur in by which a relaxed search chooses articles. */
const MAX_OCCURRENCES = 20_000;
/** Number of words by which it chooses. */
const MAX_CHOOSING = 48;
/** Number of words from which articles with all words are ranked among those with some. */
const MIN_MIXED = 3;
/** Share of these words that an article must have; two at least, if there are more than two. */
const MIN_SHARE = 0.1;

/** Number of articles with all words from which no word is dropped. */
export const ENOUGH = 10;
/** The same for a query of at least MANY_WORDS, from which one word may be missing. */
const ENOUGH_OF_MANY = 50;
const MANY_WORDS = 4;
/**
 * Number of words outside of phrases from which a query is a long question with quotes that only mention
 * something.
 */
const LONG = 12;

/** Limits of the words that may be dropped from a query. */
export interface RelaxationLimits {
  /** Number of articles with all words; exact below 50. */
  hits: number;
  /** True if words of phrases may be dropped too. */
  withPhrases: boolean;
}

/** The words that a relaxed search chooses articles by, and those that it leaves out. */
export interface WordChoice {
  /** Rarest first. */
  choosing: QueryTerm[];
  /** The same, as the query has them. */
  matched: string[];
  /** Words as the query has them; articles may lack them. */
  dropped: string[];
  /** Number of the choosing words that an article must have, unless none has so many. */
  minimum: number;
  /**
   * True if articles with all words are ranked among the others: of three and more, a title with all but one tells more than
   * a text with all.
   */
  isMixed: boolean;
  limits: RelaxationLimits;
}

/** Returns the number of articles with all words from which no word is dropped. */
export function countEnough({ terms }: QueryPlan): number {
  return terms.filter(({ isPlain }) => isPlain).length >= MANY_WORDS ? ENOUGH_OF_MANY : ENOUGH;
}

/** Returns true for a long question. */
export function isLong({ terms }: QueryPlan): boolean {
  return terms.filter(({ isPlain }) => isPlain).length >= LONG;
}

/** Selects the rarest words of a query. Returns null if there is nothing to leave out or nothing to find. */
export function relax(
  { alternatives, terms }: QueryPlan,
  { hits, withPhrases }: RelaxationLimits,
): WordChoice | null {
  const plain = terms.filter(({ isPlain }) => isPlain || withPhrases);
  const [parts, ...otherParts] = alternatives;
  if (!parts || otherParts.length > 0 || plain.length < 2) return null;
  const known = plain.filter(({ articles }) => articles > 0).sort((a, b) => a.articles - b.articles);
  let occurrences = 0;
  const choosing = known.slice(0, MAX_CHOOSING).filter(({ articles }, i) => {
    occurrences += articles;
    return i === 0 || occurrences <= MAX_OCCURRENCES;
  });
  if (choosing.length === 0) return null;
  const dropped = writeWords(
    plain.filter((term) => !choosing.includes(term)),
    parts,
  );
  const minimum = hits < ENOUGH ? computeMinimum(choosing.length) : plain.length - 1;
  return {
    choosing,
    matched: writeWords(choosing, parts),
    dropped,
    minimum,
    isMixed: hits > 0 && plain.length >= MIN_MIXED,
    limits: { hits, withPhrases },
  };
}

/** Writes terms as the query has them: letters of scripts without spaces are parts of a word. */
function writeWords(terms: QueryTerm[], parts: QueryPart[]): string[] {
  const words = terms.map(({ word }) => word);
  const split = parts.map(({ text }) => text.split(' ')).filter((letters) => letters.some(isUnspaced));
  const whole = split.filter((letters) => letters.every((letter) => words.includes(letter)));
  const letters = new Set(whole.flat());
  return [...words.filter((word) => !letters.has(word)), ...whole.map((each) => each.join(''))];
}

function computeMinimum(words: number): number {
  return words <= 2 ? 1 : Math.max(2, Math.ceil(words * MIN_SHARE));
}

/** Computes how much a word tells (Robertson and Spärck Jones, as in BM25). */
export function computeRarity(articles: number, size: number): number {
  const others = Math.max(size - articles, 0);
  return Math.log(1 + (others + 0.5) / (articles + 0.5));
}
