import { type CompoundMatches, writeCompounds } from '../compounds/compound-finder.js';

/** A word of a query that articles are ranked by. */
export interface QueryTerm {
  /** The word as the query has it. */
  word: string;
  /** For each language of the archive, a tsquery of its stems; '' if it is a stop word there. */
  queries: string[];
  /** A tsquery of the word as it is written. */
  typed: string;
  /** Number of articles that have it as it is written, counted up to 1,000. */
  typedArticles: number;
  /** How often the query has it. */
  times: number;
  /** Number of published articles that have it; of drafts and of uncommon words, counted up to 1,000. */
  articles: number;
  /** True if the query demands the word by itself: it is not part of a phrase. */
  isPlain: boolean;
}

/** A stem of a word in a language, by its place in `QueryAnalysis.languages`. */
export interface TermRow {
  word: string;
  /** In lower case, without accents. */
  plain: string;
  language: number;
  stem: string;
  /** The stem, and those that it expands to, as a tsquery. */
  query: string;
  /** The word as it is written, as a tsquery, and the number of articles that have it. */
  typed: string;
  typedArticles: number;
  articles: number;
}

/**
 * Groups the stems of a query, and its compounds, by the stems of the first language. Words without such a stem are
 * counted as stop words.
 */
export function groupTerms(
  words: { word: string; isPhrase: boolean }[],
  rows: TermRow[],
  compounds: CompoundMatches[],
  { size, languages }: { size: number; languages: string[] },
): { terms: QueryTerm[]; stopWords: number } {
  const rowsOf = new Map<string, TermRow[]>();
  for (const row of rows) rowsOf.set(row.word, [...(rowsOf.get(row.word) ?? []), row]);
  const terms = new Map<string, QueryTerm>();
  const stopWords = new Set<string>();
  for (const { word, isPhrase } of words) {
    const stems = rowsOf.get(word) ?? [];
    const own = stems.filter(({ language }) => language === 0);
    if (own.length === 0) stopWords.add(word);
    for (const row of own) {
      const term = terms.get(row.stem);
      if (term) {
        term.times += 1;
        continue;
      }
      // A word of several stems, such as one of letters and digits, is the same in every language.
      const foreign = own.length === 1 ? stems.filter(({ language }) => language > 0) : [];
      const distinct = new Map([...foreign, row].map((each) => [each.stem, each]));
      const others = isPhrase ? [] : compounds.filter((found) => found.word === word);
      const queries = languages.map((stemmer, language) => {
        const isOwn = language === 0 || own.length > 1;
        const found = isOwn ? [row] : foreign.filter((each) => each.language === language);
        const split = others.filter((each) => each.stemmer === stemmer).flatMap(writeCompounds);
        return [...new Set([...found.map((each) => each.query), ...split])].join(' | ');
      });
      const found = [...distinct.values()].reduce((sum, each) => sum + each.articles, 0);
      // Each compound is in an article at least.
      const articles = Math.min(Math.max(found, others.flatMap((each) => each.compounds).length), size);
      terms.set(row.stem, {
        word,
        queries,
        typed: row.typed,
        typedArticles: row.typedArticles,
        times: 1,
        articles,
        isPlain: !isPhrase,
      });
    }
  }
  return { terms: [...terms.values()], stopWords: stopWords.size };
}
