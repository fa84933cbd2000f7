/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Addresses are no words, and what stands between two sentences or clauses parts a phrase. */
const PIECE =
  /(?:https?:\/\/|www\.)\S+|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|[.,:;!?()[\]"“”„«»–—…|\n]+/gu;
const WORD = /^[\p{L}\p{M}\p{N}]/u;
const ADDRESS = /^(?:https?:\/\/|www\.)/;
/** Longer ones are no words. Characters. */
const LONGEST_WORD = 40;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Where a phrase is broken. */
export const BREAK = '';

/** The words of a text as they are written, with BREAK where no phrase goes on. */
export function wordsOf(text: string): string[] {
  return (text.match(PIECE) ?? []).flatMap((piece) => {
    if (!WORD.test(piece) || ADDRESS.test(piece)) return [BREAK];
    const words = UNSPACED.test(piece) ? segmentsOf(piece) : [piece.replaceAll('’', "'")];
    return words.map((word) => (word.length > LONGEST_WORD ? BREAK : word));
  });
}

function segmentsOf(run: string): string[] {
  return [...segmenter.segment(run)].map(({ segment, isWordLike }) => (isWordLike ? segment : BREAK));
}
