import { computeEditDistance } from './edit-distance.js';

/** Letters from which two typos are corrected, and a capitalized word at all: shorter ones are taken for names. */
const LONG_WORD_LENGTH = 8;
/** Letters below which a typo is a letter more or two swapped ones, unless a title has the word. */
const SHORT_WORD_LENGTH = 5;
/** Letters of the shortest word that is corrected without a title that has it. */
const MIN_WORD_LENGTH = 4;
/** Number of similar words for which articles are counted. */
const MAX_COUNTED_WORDS = 12;

/** A word that may be meant. */
export interface SpellingCandidate {
  word: string;
  /** Number of articles that have it, counted up to 1,000; a stop word has as many. */
  articles: number;
  /** True if a title has all words of the query with this one, and these are two at least. */
  isTitled: boolean;
}

/** Returns the words that one typo lies between, in long words two, the nearest first. */
export function findNearest(word: string, lookAlikes: string[]): string[] {
  const maxDistance = word.length < LONG_WORD_LENGTH ? 1 : 2;
  return lookAlikes
    .map((other) => ({ other, distance: computeEditDistance(word, other) }))
    .filter(({ distance }) => distance > 0 && distance <= maxDistance)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MAX_COUNTED_WORDS)
    .map(({ other }) => other);
}

/** Selects the best correction: one in a title with the other words, then the smallest distance, then most articles. */
export function selectBest(word: string, plain: string, corrections: SpellingCandidate[]): string | null {
  const isCapitalized = word !== word.toLowerCase();
  if (isCapitalized && word.length < LONG_WORD_LENGTH) return null; // taken for a name
  const [best] = corrections
    .map((correction) => ({ ...correction, distance: computeEditDistance(plain, correction.word) }))
    .filter(({ distance }) => !isCapitalized || distance === 1)
    .filter((each) => each.isTitled || isTypo(plain, each.word))
    .sort(
      (one, other) =>
        Number(other.isTitled) - Number(one.isTitled) ||
        one.distance - other.distance ||
        other.articles - one.articles,
    );
  return best?.word ?? null;
}

/** In the shortest words, only an omitted letter or two swapped ones are a typo: another letter makes another word. */
function isTypo(word: string, other: string): boolean {
  if (word.length >= SHORT_WORD_LENGTH) return true;
  return (
    word.length >= MIN_WORD_LENGTH && (other.length > word.length || sortLetters(word) === sortLetters(other))
  );
}

function sortLetters(word: string): string {
  return [...word].sort().join('');
}
