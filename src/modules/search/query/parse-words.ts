import { isUnspaced, segmentWords, separateLetters } from './scripts.js';

/** A word or a phrase of a query. */
export interface QueryPart {
  /** The words, without accents removed or stemming. */
  text: string;
  isPhrase: boolean;
  isExcluded: boolean;
}

/**
 * Parses a normalized query into alternatives, each a list of parts of which all must occur. Only OR in capitals
 * separates alternatives: "or" is a word of a question.
 */
export function parseWords(query: string): QueryPart[][] {
  const alternatives: QueryPart[][] = [[]];
  for (const [, minus, phrase, word = ''] of query.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    if (word === 'OR' && minus === '') {
      alternatives.push([]);
      continue;
    }
    const text = (phrase ?? word).replaceAll('-', ' ').replace(/\s+/g, ' ').trim();
    if (text === '') continue;
    const isExcluded = minus === '-';
    const isWhole = phrase !== undefined || isExcluded;
    const words = isUnspaced(text) && !isWhole ? segmentWords(text) : [text];
    for (const letters of words.map(separateLetters)) {
      const isPhrase = phrase !== undefined || letters.includes(' ');
      alternatives.at(-1)?.push({ text: letters, isPhrase, isExcluded });
    }
  }
  return alternatives.filter((parts) => parts.length > 0);
}

/** Writes alternatives in the syntax of websearch_to_tsquery, which reads "or" in any case as an operator. */
export function toWebSearch(alternatives: QueryPart[][]): string {
  return alternatives.map((parts) => parts.map(writePart).join(' ')).join(' OR ');
}

function writePart({ text, isPhrase, isExcluded }: QueryPart): string {
  const isOperator = text.toLowerCase() === 'or';
  return `${isExcluded ? '-' : ''}${isPhrase || isOperator ? `"${text}"` : text}`;
}
