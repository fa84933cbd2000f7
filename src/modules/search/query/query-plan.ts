import type { ReadClient } from '../../../database/read/read-client.js';
import { zip } from '../../../shared/zip.js';
import {
  CompoundFinder,
  type CompoundMatches,
  hasCompounds,
  writeCompounds,
} from '../compounds/compound-finder.js';
import { composeQuery, joinQueries, type PartLookup } from './compose-query.js';
import { NeighborFinder } from './neighbors.js';
import { parseWords, type QueryPart, toWebSearch } from './parse-words.js';
import { type ArchiveStatistics, loadQueryAnalysis, type QueryAnalysis } from './query-analysis.js';
import { groupTerms, type QueryTerm } from './query-terms.js';
import { isUnspaced } from './scripts.js';
import { SearchMode } from './search-mode.js';

/** Number of different words that are ranked by. */
const MAX_TERMS = 64;
/** How to match articles of one language. All queries are texts of PostgreSQL's tsquery. */
export interface LanguageMatch {
  /** Name of the stemmer. */
  stemmer: string;
  /** Number of articles of the language, counted up to 1,000; null for the site's. */
  articles: number | null;
  /** The query's stems, which rank; '' if all words are stop words. */
  stems: string;
  /** Condition on a document when words are dropped: phrases and excluded words. */
  required: string;
  /** Excluded words and phrases, which are never dropped. */
  excluded: string;
  /** Keys of the index of neighboring words; empty if the query has no phrase. */
  pairs: number[];
}

/** How to match articles. All queries are texts of PostgreSQL's tsquery. */
export interface MatchQueries {
  /** The site's language first. */
  languages: LanguageMatch[];
  /** False if only titles are searched. */
  hasStems: boolean;
  /** True if the index of neighboring words finds a phrase of the query in every language. */
  hasPairs: boolean;
  /** The query's words without stemming, which rank titles. */
  words: string;
  /** Condition on the words as they are written: those in quotes, or all; null for any. */
  verbatim: string | null;
  /** The words as they are written, which rank first; '' if there are alternatives, or `verbatim` demands all. */
  typed: string;
}

/** An analyzed query. */
export interface QueryPlan extends ArchiveStatistics {
  alternatives: QueryPart[][];
  mode: SearchMode;
  match: MatchQueries;
  terms: QueryTerm[];
  /** Number of different stop words. */
  stopWords: number;
  /** Stems of the compounds that have a word of the query as a part. */
  compounds: string[];
  /** False if the query names nothing to find. */
  isSearchable: boolean;
}

/** Analyzes queries: stems, and how many articles have each. */
export class QueryPlanner {
  private readonly compounds: CompoundFinder;
  private readonly neighbors: NeighborFinder;

  constructor(private readonly reader: ReadClient) {
    this.compounds = new CompoundFinder(reader);
    this.neighbors = new NeighborFinder(reader);
  }

  /** Returns the plan of a normalized query. */
  async plan(query: string, mode: SearchMode): Promise<QueryPlan> {
    const isVerbatim = mode === SearchMode.VERBATIM;
    const alternatives = parseWords(query);
    const parts = alternatives.flat();
    const words = listWords(parts);
    const matched = isVerbatim ? withoutExcludedWords(alternatives) : alternatives;
    const analysis = await loadQueryAnalysis(this.reader, {
      text: toWebSearch(matched),
      verbatim: toWebSearch(toSingleWords(isVerbatim ? alternatives : selectQuoted(alternatives))),
      parts: parts.map((part) => toWebSearch([[{ ...part, isExcluded: false }]])),
      words: [...new Set(words.map(({ word }) => word))],
    });
    const compounds = isVerbatim ? [] : await this.findCompounds(parts, analysis);
    const neighbors = await this.neighbors.find(parts);
    const lookUp = createLookup(parts, analysis, { compounds, neighbors });
    const compose = (wanted: QueryPart[][]) => composeQuery(wanted, analysis.languages.length, lookUp);
    const { texts, hasStems } = compose(matched);
    const required = compose([parts.filter(({ isPhrase, isExcluded }) => isPhrase || isExcluded)]).texts;
    const excluded = compose([parts.filter(({ isExcluded }) => isExcluded)]).texts;
    const match = zip(analysis.languages, texts).map(([stemmer, stems], language) => ({
      stemmer,
      articles: analysis.languageArticles[language] ?? null,
      stems,
      required: required[language] ?? '',
      excluded: excluded[language] ?? '',
      pairs: alternatives.length === 1 ? listPairs(parts, analysis, language) : [],
    }));
    const { terms, stopWords } = groupTerms(words, analysis.terms, compounds, analysis);
    const ranking = terms.slice(0, MAX_TERMS);
    return {
      alternatives,
      mode,
      match: {
        languages: match,
        hasStems,
        hasPairs: hasStems && match.every(({ stems, pairs }) => stems === '' || pairs.length > 0),
        words: analysis.words,
        verbatim: analysis.verbatim || null,
        typed:
          alternatives.length === 1 && !isVerbatim && ranking.some(({ isPlain }) => isPlain)
            ? joinQueries(
                ranking.map(({ typed }) => typed),
                '&',
              )
            : '',
      },
      terms: ranking,
      stopWords,
      size: analysis.size,
      length: analysis.length,
      newestAt: analysis.newestAt,
      compounds: [...new Set(compounds.flatMap((found) => found.compounds))],
      isSearchable: hasStems || analysis.hasWords,
    };
  }

  /** Finds compounds in the languages of the archive that have them; no statement if there is none. */
  private async findCompounds(
    parts: QueryPart[],
    { languages, terms }: QueryAnalysis,
  ): Promise<CompoundMatches[]> {
    const isPlain = ({ text, isPhrase, isExcluded }: QueryPart, word: string) =>
      text === word && !isPhrase && !isExcluded;
    const words = terms.flatMap(({ word, plain, language, stem }) => {
      const stemmer = languages[language];
      return stemmer !== undefined && hasCompounds(stemmer) && parts.some((part) => isPlain(part, word))
        ? [{ word, plain, stemmer, stem }]
        : [];
    });
    return this.compounds.find(words);
  }
}

/** Lists the words that articles are found by, as often as the query has them. */
function listWords(parts: QueryPart[]): { word: string; isPhrase: boolean }[] {
  return parts
    .filter(({ isExcluded }) => !isExcluded)
    .flatMap(({ text, isPhrase }) => text.split(' ').map((word) => ({ word, isPhrase })))
    .slice(0, 4 * MAX_TERMS);
}

/** Lists the pairs of neighboring words in the phrases of the query. */
function listPairs(parts: QueryPart[], { parts: rows }: QueryAnalysis, wanted: number): number[] {
  const pairs = rows.flatMap(({ language, part, pairs }) =>
    language === wanted && !parts[part]?.isExcluded && pairs ? pairs : [],
  );
  return [...new Set(pairs)];
}

/** Returns a function that builds the tsquery of a part of a query from stems, compounds and excluded neighbors. */
function createLookup(
  parts: QueryPart[],
  { parts: rows, languages }: QueryAnalysis,
  { compounds, neighbors }: { compounds: CompoundMatches[]; neighbors: Map<string, string[]> },
): PartLookup {
  const queries = new Map(rows.map(({ language, part, query }) => [`${language} ${part}`, query]));
  const findCompounds = ({ text, isPhrase, isExcluded }: QueryPart, language: number) =>
    isPhrase || isExcluded
      ? undefined
      : compounds.find(({ word, stemmer }) => word === text && stemmer === languages[language]);
  return (part, language) => {
    const query = queries.get(`${language} ${parts.indexOf(part)}`);
    if (query === undefined) return null;
    const letters = part.isExcluded ? [] : (neighbors.get(part.text) ?? []);
    if (letters.length > 0) return `!( ${letters.map((letter) => `'${letter}'`).join(' | ')} ) <-> ${query}`;
    const found = findCompounds(part, language);
    return [query, ...(found ? writeCompounds(found) : [])].join(' | ');
  };
}

/** Replaces the statistics of a plan by those of the first page. Returns null if they are of another query. */
export function restoreStatistics(
  plan: QueryPlan,
  { size, length, newestAt, articles }: ArchiveStatistics & { articles: number[] },
): QueryPlan | null {
  if (articles.length !== plan.terms.length) return null;
  const terms = zip(plan.terms, articles).map(([term, count]) => ({ ...term, articles: count }));
  return { ...plan, size, length, newestAt: newestAt ?? plan.newestAt, terms };
}

/** Leaves out single excluded words, which a verbatim search excludes as they are written only. */
function withoutExcludedWords(alternatives: QueryPart[][]): QueryPart[][] {
  return alternatives.map((parts) => parts.filter(({ isPhrase, isExcluded }) => isPhrase || !isExcluded));
}

/** Selects the words in quotes; none if an alternative has no quotes. */
function selectQuoted(alternatives: QueryPart[][]): QueryPart[][] {
  // Letters of scripts without spaces are phrases too, but the same with and without stemming.
  const quoted = alternatives.map((parts) =>
    parts.filter(({ text, isPhrase, isExcluded }) => isPhrase && !isExcluded && !isUnspaced(text)),
  );
  return quoted.every((parts) => parts.length > 0) ? quoted : [];
}

/** Splits phrases into their words; excluded phrases match by their stems. */
function toSingleWords(alternatives: QueryPart[][]): QueryPart[][] {
  return alternatives.map((parts) =>
    parts
      .filter(({ isPhrase, isExcluded }) => !isPhrase || !isExcluded)
      .flatMap((part) => part.text.split(' ').map((text) => ({ ...part, text, isPhrase: false }))),
  );
}
