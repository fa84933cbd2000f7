import { eld } from 'eld/extrasmall';

/** Characters of a text that its language is detected by. */
const SAMPLE_LENGTH = 1_000;
/** Characters below which a text may be a name, or a word that several languages have. */
const MIN_LENGTH = 40;

/** Detects the language of a text by its letter n-grams. Returns its ISO 639-1 code; null if that is not sure. */
export function detectLanguage(text: string): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH);
  if (sample.trim().length < MIN_LENGTH) return null;
  const detected = eld.detect(sample);
  return detected.isReliable() ? detected.language : null;
}
