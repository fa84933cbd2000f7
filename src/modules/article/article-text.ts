import { BadUserInputError } from '../../shared/errors/errors.js';
import { truncateWords } from '../../shared/text/first-words.js';

/** As many words of a body as are kept for excerpts. */
export const MAX_EXCERPT_WORDS = 100;

/**
 * Adults read 238 words of English non-fiction a minute (Brysbaert 2019, "How many words do we read per
 * minute?", Journal of Memory and Language 109).
 */
const WORDS_PER_MINUTE = 238;

export function computeReadingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / WORDS_PER_MINUTE));
}

/** `text` is the standfirst or the opening of the body. Throws BadUserInput. */
export function buildExcerpt(text: string, words: number): string {
  if (words < 1 || words > MAX_EXCERPT_WORDS) {
    throw new BadUserInputError(`words takes 1 to ${MAX_EXCERPT_WORDS}, not ${words}.`);
  }
  return truncateWords(text, words);
}
