import type { Term } from './text-vector.js';

/** As many words and phrases as say why. */
const COUNT = 3;

/** The terms that count most, in words; none that another of them says already, and numbers only for want of words. */
export function readableTerms(terms: Term[], wordOf: (term: number) => string): string[] {
  const chosen: Term[] = [];
  const worded = terms.filter((term) => term.some((word) => /\p{L}/u.test(wordOf(word))));
  for (const term of worded.length > 0 ? worded : terms) {
    if (chosen.length === COUNT) break;
    const isSaid = chosen.some((other) => term.every((word) => other.includes(word)));
    // A phrase takes the place of a word of its own.
    const part = chosen.findIndex((other) => other.length === 1 && term.includes(other[0]!));
    if (!isSaid && part >= 0) chosen[part] = term;
    else if (!isSaid) chosen.push(term);
  }
  return [...new Set(chosen.map((term) => term.map(wordOf).join(' ')))];
}
