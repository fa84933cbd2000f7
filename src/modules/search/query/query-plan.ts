import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import {
  CompoundFinder,
  type CompoundMatches,
  hasCompounds,
  writeCompounds,
} from '../compounds/compound-finder.js';
import { composeQuery, type PartLookup } from './compose-query.js';
import { NeighborFinder } from './neighbors.js';
import { parseWords, type QueryPart, toWebSearch } from './parse-words.js';
import { groupTerms, type QueryTerm, type TermRow } from './query-terms.js';
import { SearchMode } from './search-mode.js';

const { sql } = Prisma;

/** Number of different words that are ranked by. */
const MAX_TERMS = 64;
/** Number of articles up to which those with a word are counted that related_term does not have. */
const MAX_COUNTED = 1_000;
/** Number of articles whose length is averaged, evenly spaced by ID: the newest may be of one kind. */
const LENGTH_SAMPLE = 50;
/** Number of languages that a query is stemmed in: the site's, and those with the most articles. */
const MAX_LANGUAGES = 24;
/** Number of articles of a language up to which they are counted. */
const MAX_COUNTED_OF_LANGUAGE = 100;
/** Name of the count of all articles in related_term. */
const EVERY_ARTICLE = '*';

/** Statistics of the archive by which a search is ranked. Cursors store them, so that later pages rank alike. */
export interface ArchiveStatistics {
  /** Number of articles. */
  size: number;
  /** Mean number of words of an article, stop words left out. */
  length: number;
}

/** How to match articles. All queries are texts of PostgreSQL's tsquery. */
export interface MatchQueries {
  /** The query's stems, which rank. */
  stems: string;
  /** The query's words without stemming, which rank titles. */
  words: string;
  /** What a document must match; empty if only titles are searched. */
  document: string;
  /** What the words as they are written must match; null for any. */
  verbatim: string | null;
  /** What a document must match when words are left out: phrases and excluded words. */
  required: string;
  /** Excluded words and phrases, which are never left out. */
  excluded: string;
  /** Keys of the index of neighboring words; null if the query has no phrase. */
  pairs: number[] | null;
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

interface PlanRow extends ArchiveStatistics {
  /** Names of the stemmers, the site's first. */
  languages: string[];
  /** The parts of the query in each language, both counted from 0. */
  parts: { language: number; part: number; query: string; pairs: number[] | null }[];
  words: string;
  verbatim: string;
  hasWords: boolean;
  terms: TermRow[];
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
    const alternatives = parseWords(query);
    const parts = alternatives.flat();
    const words = parts
      .filter(({ isExcluded }) => !isExcluded)
      .flatMap(({ text, isPhrase }) => text.split(' ').map((word) => ({ word, isPhrase })))
      .slice(0, 4 * MAX_TERMS);
    const isVerbatim = mode === SearchMode.VERBATIM;
    const matched = isVerbatim ? withoutExcludedWords(alternatives) : alternatives;
    const row = await this.load(parts, [...new Set(words.map(({ word }) => word))], {
      text: toWebSearch(matched),
      verbatim: isVerbatim ? toWebSearch(toSingleWords(alternatives)) : '',
    });
    const { languages, verbatim, hasWords, size, length } = row;
    const compounds = isVerbatim ? [] : await this.findCompounds(parts, row);
    const neighbors = await this.neighbors.find(parts);
    const lookUp = createLookup(parts, row, { compounds, neighbors });
    const compose = (wanted: QueryPart[][]) => composeQuery(wanted, languages.length, lookUp);
    const stems = compose(matched);
    const pairs = row.parts.flatMap(({ language, part, pairs }) =>
      language === 0 && !parts[part]!.isExcluded && pairs ? pairs : [],
    );
    const { terms, stopWords } = groupTerms(words, row.terms, compounds, size);
    return {
      alternatives,
      mode,
      match: {
        stems: stems.text,
        words: row.words,
        document: stems.hasStems ? stems.text : '',
        verbatim: isVerbatim ? verbatim : null,
        required: compose([parts.filter(({ isPhrase, isExcluded }) => isPhrase || isExcluded)]).text,
        excluded: compose([parts.filter(({ isExcluded }) => isExcluded)]).text,
        pairs: stems.isSingle && pairs.length > 0 ? [...new Set(pairs)] : null,
      },
      terms: terms.slice(0, MAX_TERMS),
      stopWords,
      size,
      length,
      compounds: [...new Set(compounds.flatMap((found) => found.compounds))],
      isSearchable: stems.hasStems || hasWords,
    };
  }

  /** Finds compounds in the languages of the archive that have them; no statement if there is none. */
  private async findCompounds(parts: QueryPart[], { languages, terms }: PlanRow): Promise<CompoundMatches[]> {
    const isPlain = ({ text, isPhrase, isExcluded }: QueryPart, word: string) =>
      text === word && !isPhrase && !isExcluded;
    const words = terms.flatMap(({ word, plain, language, stem }) => {
      const stemmer = languages[language]!;
      return hasCompounds(stemmer) && parts.some((part) => isPlain(part, word))
        ? [{ word, plain, stemmer, stem }]
        : [];
    });
    return this.compounds.find(words);
  }

  private async load(
    parts: QueryPart[],
    words: string[],
    { text, verbatim }: Record<'text' | 'verbatim', string>,
  ): Promise<PlanRow> {
    const search = this.reader.table('article_search');
    const texts = parts.map((part) => toWebSearch([[{ ...part, isExcluded: false }]]));
    const [row] = await this.reader.query<PlanRow>(
      sql`
      WITH RECURSIVE present(stemmer) AS (
        (SELECT language FROM ${search} WHERE language IS NOT NULL ORDER BY language LIMIT 1)
        UNION ALL
        SELECT (SELECT s.language FROM ${search} s WHERE s.language > p.stemmer ORDER BY s.language LIMIT 1)
        FROM present p WHERE p.stemmer IS NOT NULL
      ), language AS MATERIALIZED (
        SELECT stemmer, ('public.' || quote_ident('site_' || stemmer))::regconfig AS configuration,
          row_number() OVER (ORDER BY stemmer = site DESC, articles DESC, stemmer)::int - 1 AS nth
        FROM (SELECT public.stemmer_of(NULL) AS site OFFSET 0) o CROSS JOIN LATERAL (
          SELECT site AS stemmer, 0 AS articles
          UNION ALL SELECT p.stemmer, (
            SELECT count(*) FROM (SELECT FROM ${search} s WHERE s.language = p.stemmer LIMIT ${MAX_COUNTED_OF_LANGUAGE}::int) few
          ) FROM present p WHERE p.stemmer <> site
        ) l ORDER BY nth LIMIT ${MAX_LANGUAGES}::int
      ), part AS MATERIALIZED (
        SELECT l.nth AS language, p.nth - 1 AS part, websearch_to_tsquery(l.configuration, p.text) AS query
        FROM unnest(${texts}::text[]) WITH ORDINALITY AS p(text, nth) CROSS JOIN language l
      ), term AS MATERIALIZED (
        SELECT w.word, l.nth AS language, stem FROM unnest(${words}::text[]) AS w(word) CROSS JOIN language l
        CROSS JOIN unnest(tsvector_to_array(to_tsvector(l.configuration, w.word))) AS stem
      ), counted AS MATERIALIZED (
        SELECT t.stem, coalesce(
          (SELECT nullif(r.articles, 0) FROM public.related_term r WHERE r.term = t.stem),
          (SELECT count(*) FROM (SELECT FROM ${search} s WHERE s.document @@ quote_literal(t.stem)::tsquery LIMIT ${MAX_COUNTED}::int) few)
        ) AS articles FROM (SELECT DISTINCT stem FROM term) t
      ), q AS MATERIALIZED (SELECT websearch_to_tsquery('public.site_words', ${text}) AS words)
      SELECT (SELECT json_agg(stemmer ORDER BY nth) FROM language) AS languages,
        coalesce((
          SELECT json_agg(json_build_object('language', language, 'part', part, 'query', query::text, 'pairs', public.phrase_pairs(query)))
          FROM part WHERE numnode(query) > 0
        ), '[]') AS parts,
        words::text, querytree(words) NOT IN ('', 'T') AS "hasWords",
        websearch_to_tsquery('public.site_words', ${verbatim})::text AS verbatim,
        coalesce((SELECT articles FROM public.related_term WHERE term = ${EVERY_ARTICLE}), (SELECT count(*) FROM ${search}))::int AS size,
        coalesce((
          SELECT avg(s.length) FROM (SELECT min(article_id) AS first, max(article_id) AS last FROM ${search}) ids
          CROSS JOIN generate_series(0, ${LENGTH_SAMPLE}::int) AS nth
          -- By the index for each: a join would read the whole table.
          CROSS JOIN LATERAL (
            SELECT length FROM ${search} s WHERE s.article_id = (first + (last - first)::bigint * nth / ${LENGTH_SAMPLE}::int)::int LIMIT 1
          ) s
        ), 1)::float8 AS length,
        coalesce((
          SELECT json_agg(json_build_object('word', t.word, 'plain', public.plain_text(t.word), 'language', t.language, 'stem', t.stem, 'query', quote_literal(t.stem), 'articles', c.articles))
          FROM term t JOIN counted c ON c.stem = t.stem
        ), '[]') AS terms
      FROM q`,
      [cacheTags.search],
    );
    return row!;
  }
}

/** Returns a function that builds the tsquery of a part of a query from stems, compounds and excluded neighbors. */
function createLookup(
  parts: QueryPart[],
  { parts: rows, languages }: PlanRow,
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
  { size, length, articles }: ArchiveStatistics & { articles: number[] },
): QueryPlan | null {
  if (articles.length !== plan.terms.length) return null;
  const terms = plan.terms.map((term, i) => ({ ...term, articles: articles[i]! }));
  return { ...plan, size, length, terms };
}

/** Leaves out single excluded words, which a verbatim search excludes as they are written only. */
function withoutExcludedWords(alternatives: QueryPart[][]): QueryPart[][] {
  return alternatives.map((parts) => parts.filter(({ isPhrase, isExcluded }) => isPhrase || !isExcluded));
}

/** Splits phrases into their words; excluded phrases are left to their stems. */
function toSingleWords(alternatives: QueryPart[][]): QueryPart[][] {
  return alternatives.map((parts) =>
    parts
      .filter(({ isPhrase, isExcluded }) => !isPhrase || !isExcluded)
      .flatMap((part) => part.text.split(' ').map((text) => ({ ...part, text, isPhrase: false }))),
  );
}
