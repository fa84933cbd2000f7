/** One of the alternatives of a query: words that all occur, and words that do not. */
export interface QueryAlternative {
  words: string[];
  excluded: string[];
}

/** Parses the query language of docs/api/search.md for engines without phrases, which are taken as their words. */
export function parseQuery(query: string): QueryAlternative[] {
  return query.split(/\sOR\s/).map((alternative) => {
    const terms = [...alternative.matchAll(/(-?)(?:"([^"]*)"|([^\s"]+))/g)];
    const select = (sign: string) =>
      terms.flatMap(([, minus, phrase, word]) =>
        minus === sign ? (phrase ?? word ?? '').split(/\s+/).filter(Boolean) : [],
      );
    return { words: select(''), excluded: select('-') };
  });
}
