import { zip } from '../../../shared/zip.js';

/** A letter, with its marks, of a script that is written without spaces between words. */
const UNSPACED_LETTER =
  /[\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u1780-\u17B3\u2E80-\u2FDF\u3005-\u3007\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\u{20000}-\u{3FFFF}][\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECE\u102B-\u103E\u1056-\u1059\u17B4-\u17D3\u17DD\u3099\u309A]*/gu;
const FOLDED = new Map(zip([...'أإآٱىةךםןףץ'], [...'اااايهכמנפצ']));

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Returns true if a text has letters of a script without spaces between words. */
export function isUnspaced(text: string): boolean {
  return text.search(UNSPACED_LETTER) >= 0;
}

/**
 * Splits a text without spaces into its words, with ICU's dictionaries. Returns the text itself if they know no word in
 * it, and would split it into single letters.
 */
export function segmentWords(text: string): string[] {
  const segments = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike);
  const words = segments.map(({ segment }) => segment);
  return words.length > 1 && words.every((word) => separateLetters(word) === word) ? [text] : words;
}

/** Puts spaces between letters of scripts without spaces, as the SQL function separate_letters does. */
export function separateLetters(text: string): string {
  return text.replace(UNSPACED_LETTER, ' $& ').replace(/ +/g, ' ').trim();
}

/** Folds Arabic and Hebrew letters as the SQL function fold_letters does. */
export function foldLetters(text: string): string {
  return text
    .replace(/[\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]+/gu, '')
    .replace(/[أإآٱىةךםןףץ]/gu, (letter) => FOLDED.get(letter) ?? letter)
    .replace(/(?<![\u0621-\u064A])(?:وال|بال|كال|فال|ال)(?=[\u0621-\u064A]{3})/gu, '');
}
