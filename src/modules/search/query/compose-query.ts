import type { QueryPart } from './parse-words.js';

/** Returns a part of the query as a tsquery of a language; null if the language has only stop words in it. */
export type PartLookup = (part: QueryPart, language: number) => string | null;

/** A query in every language of the archive. */
export interface ComposedQuery {
  /** In the syntax of PostgreSQL's tsquery. */
  text: string;
  /** True if every alternative names a word that is no stop word of the site's language. */
  hasStems: boolean;
  /** True if all languages have the same stems, and there are no alternatives. */
  isSingle: boolean;
}

/**
 * Composes the tsquery of a query. An article must match the stems of one of the languages, the first of which is
 * the site's; excluded are words of any.
 */
export function composeQuery(
  alternatives: QueryPart[][],
  languages: number,
  lookUp: PartLookup,
): ComposedQuery {
  const composed = alternatives.map((parts) => composeAlternative(parts, languages, lookUp));
  const found = composed.filter(({ text }) => text !== '');
  return {
    text: joinQueries(
      found.map(({ text }) => text),
      '|',
    ),
    hasStems: found.length > 0 && found.every(({ wanted }) => wanted > 0),
    isSingle: found.length === 1 && found.every(({ wanted }) => wanted <= 1),
  };
}

function composeAlternative(parts: QueryPart[], languages: number, lookUp: PartLookup) {
  const list = (isExcluded: boolean, language: number) =>
    parts.flatMap((part) => (part.isExcluded === isExcluded && lookUp(part, language)) || []);
  const numbers = Array.from({ length: languages }, (_, language) => language);
  const isStopWordsOnly = list(false, 0).length === 0;
  const wanted = isStopWordsOnly ? [] : numbers.map((language) => joinQueries(list(false, language), '&'));
  const variants = [...new Set(wanted)].filter((text) => text !== '');
  const excluded = [...new Set(numbers.flatMap((language) => list(true, language)))];
  const negation = excluded.length > 0 ? [`!( ${joinQueries(excluded, '|')} )`] : [];
  const text = joinQueries([...(variants.length > 0 ? [joinQueries(variants, '|')] : []), ...negation], '&');
  return { text, wanted: variants.length };
}

function joinQueries(queries: string[], operator: '&' | '|'): string {
  if (queries.length === 1) return queries.join('');
  return queries.map((query) => (query.includes(' ') ? `( ${query} )` : query)).join(` ${operator} `);
}
