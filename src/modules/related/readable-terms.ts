import type { WordTerm } from './index/text-vector.js';

/** Number of words and phrases given as evidence. */
const MAX_TERMS = 3;

/**
 * Selects the heaviest terms as words, without terms that another one contains. Numbers are used only if
 * there are no words.
 */
export function selectReadableTerms(terms: WordTerm[], getWord: (term: number) => string): string[] {
  const chosen: WordTerm[] = [];
  const worded = terms.filter((term) => term.some((word) => /\p{L}/u.test(getWord(word))));
  for (const term of worded.length > 0 ? worded : terms) {
    if (chosen.length === MAX_TERMS) break;
    const isCovered = chosen.some((other) => term.every((word) => other.includes(word)));
    // A phrase replaces one of its words.
    const index = chosen.findIndex(
      ([word, ...others]) => word !== undefined && others.length === 0 && term.includes(word),
    );
    if (!isCovered && index >= 0) chosen[index] = term;
    else if (!isCovered) chosen.push(term);
  }
  return [...new Set(chosen.map((term) => term.map(getWord).join(' ')))];
}
