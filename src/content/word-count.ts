const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

// Scripts that are written without spaces between words.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}]/u;

/** Words as a reader counts them: between spaces, and where a script has none, as its dictionary parts them. */
export function countWords(text: string): number {
  let words = 0;
  for (const [run] of text.matchAll(/\S+/g)) {
    // The segmenter takes microseconds per word, which on every word would be half the time of rendering.
    if (UNSPACED.test(run)) words += countSegments(run);
    else if (WORD.test(run)) words += 1;
  }
  return words;
}

function countSegments(run: string): number {
  let words = 0;
  for (const segment of segmenter.segment(run)) if (segment.isWordLike) words += 1;
  return words;
}
