import { BadUserInput } from '../../shared/errors.js';
import { firstWords } from '../../shared/first-words.js';

/** As many words of a body as are kept for excerpts. */
export const OPENING_WORDS = 100;

/**
 * Adults read 238 words of English non-fiction a minute (Brysbaert 2019, "How many words do we read per
 * minute?", Journal of Memory and Language 109).
 */
const WORDS_PER_MINUTE = 238;

export function readingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / WORDS_PER_MINUTE));
}

/** `text` is the standfirst or the opening of the body. Throws BadUserInput. */
export function excerpt(text: string, words: number): string {
  if (words < 1 || words > OPENING_WORDS) {
    throw new BadUserInput(`words takes 1 to ${OPENING_WORDS}, not ${words}.`);
  }
  return firstWords(text, words);
}
