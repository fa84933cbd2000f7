import { BadUserInputError } from '../../shared/errors/errors.js';
import { truncateWords } from '../../shared/text/first-words.js';

/** Maximum words of an excerpt; the stored opening of a body has as many. */
const MAX_EXCERPT_WORDS = 100;

/**
 * Average silent reading speed of adults in English non-fiction (Brysbaert 2019, "How many words do we read
 * per minute?", Journal of Memory and Language 109).
 */
const WORDS_PER_MINUTE = 238;

export function computeReadingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / WORDS_PER_MINUTE));
}

/**
 * Cuts `text`, the standfirst or the opening of the body, to `words` words. Throws BadUserInputError if
 * `words` is out of range.
 */
export function buildExcerpt(text: string, words: number): string {
  if (words < 1 || words > MAX_EXCERPT_WORDS) {
    throw new BadUserInputError(`words must be between 1 and ${MAX_EXCERPT_WORDS}, not ${words}.`);
  }
  return truncateWords(text, words);
}
