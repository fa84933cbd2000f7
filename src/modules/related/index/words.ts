/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Addresses are no words, and what stands between two sentences or clauses parts a phrase. */
const TOKEN_PATTERN =
  /(?:https?:\/\/|www\.)\S+|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|[.,:;!?()[\]"“”„«»–—…|\n]+/gu;
const WORD = /^[\p{L}\p{M}\p{N}]/u;
const ADDRESS = /^(?:https?:\/\/|www\.)/;
/** Longer ones are no words. Characters. */
const MAX_WORD_LENGTH = 40;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Where a phrase is broken. */
export const PHRASE_BREAK = '';

/** The words of a text as they are written, with BREAK where no phrase goes on. */
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
