import type { Term } from './index/text-vector.js';

/** As many words and phrases as say why. */
const MAX_TERMS = 3;

/** The terms that count most, in words; none that another of them says already, and numbers only for want of words. */
export function selectReadableTerms(terms: Term[], getWord: (term: number) => string): string[] {
  const chosen: Term[] = [];
  const worded = terms.filter((term) => term.some((word) => /\p{L}/u.test(getWord(word))));
  for (const term of worded.length > 0 ? worded : terms) {
    if (chosen.length === MAX_TERMS) break;
    const isCovered = chosen.some((other) => term.every((word) => other.includes(word)));
    // A phrase takes the place of a word of its own.
    const index = chosen.findIndex((other) => other.length === 1 && term.includes(other[0]!));
    if (!isCovered && index >= 0) chosen[index] = term;
    else if (!isCovered) chosen.push(term);
  }
  return [...new Set(chosen.map((term) => term.map(getWord).join(' ')))];
}
