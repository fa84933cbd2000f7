import type { QueryPart } from './parse-words.js';

/** Returns a part of the query as a tsquery of a language; null if the language has only stop words in it. */
export type PartLookup = (part: QueryPart, language: number) => string | null;

/** A query in every language of the archive. */
export interface ComposedQuery {
  /** For each language, in the syntax of PostgreSQL's tsquery; '' if it has nothing but stop words. */
  texts: string[];
  /** True if every alternative names a word that is no stop word of the first language. */
  hasStems: boolean;
}

/** Composes the tsqueries that articles of each language must match; the first language is that of the request. */
export function composeQuery(
  alternatives: QueryPart[][],
  languages: number,
  lookUp: PartLookup,
): ComposedQuery {
  const list = (parts: QueryPart[], isExcluded: boolean, language: number) =>
    parts.flatMap((part) => (part.isExcluded === isExcluded && lookUp(part, language)) || []);
  const hasStems = alternatives.map((parts) => list(parts, false, 0).length > 0);
  const compose = (parts: QueryPart[], isWanted: boolean, language: number) => {
    const wanted = isWanted ? list(parts, false, language) : [];
    if (isWanted && wanted.length === 0) return '';
    const excluded = list(parts, true, language);
    const negation = excluded.length > 0 ? [`!( ${joinQueries(excluded, '|')} )`] : [];
    return joinQueries([...wanted, ...negation], '&');
  };
  const texts = Array.from({ length: languages }, (_, language) => {
    const composed = alternatives.map((parts, i) => compose(parts, hasStems[i] === true, language));
    return joinQueries(
      composed.filter((text) => text !== ''),
      '|',
    );
  });
  return { texts, hasStems: hasStems.length > 0 && hasStems.every(Boolean) };
}

/** Joins tsqueries by an operator. */
export function joinQueries(queries: string[], operator: '&' | '|'): string {
  if (queries.length === 1) return queries.join('');
  return queries.map((query) => (query.includes(' ') ? `( ${query} )` : query)).join(` ${operator} `);
}
