/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Matches URLs, words, and the punctuation between sentences or clauses, which ends a phrase. */
const TOKEN_PATTERN =
  /(?:https?:\/\/|www\.)\S+|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|[.,:;!?()[\]"“”„«»–—…|\n]+/gu;
const WORD = /^[\p{L}\p{M}\p{N}]/u;
const ADDRESS = /^(?:https?:\/\/|www\.)/;
/** Characters; longer tokens are not words. */
const MAX_WORD_LENGTH = 40;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Returns true if a word has letters of a script that is written without spaces. */
export function isUnspaced(word: string): boolean {
  return UNSPACED.test(word);
}

/** Marks the end of a phrase. */
export const PHRASE_BREAK = '';

/** Splits a text into its words as written, with PHRASE_BREAK where a phrase ends. */
export function splitWords(text: string): string[] {
  return (text.match(TOKEN_PATTERN) ?? []).flatMap((piece) => {
    if (!WORD.test(piece) || ADDRESS.test(piece)) return [PHRASE_BREAK];
    const words = UNSPACED.test(piece) ? segmentWords(piece) : [piece.replaceAll('’', "'")];
    return words.map((word) => (word.length > MAX_WORD_LENGTH ? PHRASE_BREAK : word));
  });
}

function segmentWords(run: string): string[] {
  return [...segmenter.segment(run)].map(({ segment, isWordLike }) => (isWordLike ? segment : PHRASE_BREAK));
}
