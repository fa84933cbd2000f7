import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { parseWords, type QueryPart, toWebSearch } from './parse-words.js';
import { SearchMode } from './search-mode.js';

const { sql } = Prisma;

/** Number of different words that are ranked by. */
const MAX_TERMS = 64;
/** Number of articles up to which those with a word are counted that related_term does not have. */
const MAX_COUNTED = 1_000;
/** Number of newest articles whose length is averaged. */
const LENGTH_SAMPLE = 20;
/** Name of the count of all articles in related_term. */
const EVERY_ARTICLE = '*';

/** A word of a query that articles are ranked by. */
export interface QueryTerm {
  /** The word as the query has it. */
  word: string;
  /** Its stem, as it is in the index. */
  stem: string;
  /** How often the query has it. */
  times: number;
  /** Number of published articles that have it; of drafts and of uncommon words, counted up to 1,000. */
  articles: number;
  /** True if the query demands the word by itself: it is not part of a phrase. */
  isPlain: boolean;
}

/** Statistics of the archive by which a search is ranked. Cursors store them, so that later pages rank alike. */
export interface ArchiveStatistics {
  /** Number of articles. */
  size: number;
  /** Mean number of different stems of an article. */
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
  /** False if the query names nothing to find. */
  isSearchable: boolean;
}

interface PlanRow extends Omit<MatchQueries, 'document'>, ArchiveStatistics {
  verbatim: string;
  hasStems: boolean;
  hasWords: boolean;
  terms: { nth: number; times: number; stem: string; articles: number }[];
}

/** Analyzes queries: stems, and how many articles have each. */
export class QueryPlanner {
  constructor(private readonly reader: ReadClient) {}

  /** Returns the plan of a normalized query. */
  async plan(query: string, mode: SearchMode): Promise<QueryPlan> {
    const alternatives = parseWords(query);
    const parts = alternatives.flat();
    const wanted = parts.filter(({ isExcluded }) => !isExcluded);
    const words = wanted.flatMap(({ text, isPhrase }) => text.split(' ').map((word) => ({ word, isPhrase })));
    const ranked = words.slice(0, 4 * MAX_TERMS);
    const isVerbatim = mode === SearchMode.VERBATIM;
    const row = await this.load(
      ranked.map(({ word }) => word),
      {
        text: toWebSearch(isVerbatim ? withoutExcludedWords(alternatives) : alternatives),
        verbatim: isVerbatim ? toWebSearch(toSingleWords(alternatives)) : '',
        required: toWebSearch([parts.filter(({ isPhrase, isExcluded }) => isPhrase || isExcluded)]),
        excluded: toWebSearch([parts.filter(({ isExcluded }) => isExcluded)]),
      },
    );
    const terms = row.terms.map(({ nth, times, stem, articles }) => {
      const { word, isPhrase } = ranked[nth - 1]!;
      return { word, stem, times, articles, isPlain: !isPhrase };
    });
    const { size, length, hasStems, hasWords, verbatim, ...match } = row;
    const document = isVerbatim
      ? [match.stems, verbatim]
          .filter(Boolean)
          .map((text) => `( ${text} )`)
          .join(' & ')
      : hasStems
        ? match.stems
        : '';
    const isSearchable = hasStems || hasWords;
    return {
      alternatives,
      mode,
      match: { ...match, document },
      terms: terms.slice(0, MAX_TERMS),
      size,
      length,
      isSearchable,
    };
  }

  private async load(
    words: string[],
    { text, verbatim, required, excluded }: Record<'text' | 'verbatim' | 'required' | 'excluded', string>,
  ): Promise<PlanRow> {
    const search = this.reader.table('article_search');
    const [row] = await this.reader.query<PlanRow>(
      sql`
      WITH q AS MATERIALIZED (
        SELECT websearch_to_tsquery('public.site', ${text}) AS stems, websearch_to_tsquery('public.site_words', ${text}) AS words
      ), term AS MATERIALIZED (
        SELECT min(w.nth)::int AS nth, count(*)::int AS times, stem FROM unnest(${words}::text[]) WITH ORDINALITY AS w(word, nth)
        CROSS JOIN unnest(tsvector_to_array(to_tsvector('public.site', word))) AS stem GROUP BY stem
      )
      SELECT stems::text, words::text, regexp_replace(websearch_to_tsquery('public.site_words', ${verbatim})::text, '''([^'']+)''', '''=\\1''', 'g') AS verbatim,
        websearch_to_tsquery('public.site', ${required})::text AS required,
        websearch_to_tsquery('public.site', ${excluded})::text AS excluded, public.phrase_pairs(stems) AS pairs,
        querytree(stems) NOT IN ('', 'T') AS "hasStems", querytree(words) NOT IN ('', 'T') AS "hasWords",
        coalesce((SELECT articles FROM public.related_term WHERE term = ${EVERY_ARTICLE}), (SELECT count(*) FROM ${search}))::int AS size,
        coalesce((SELECT avg(length(document)) FROM (
          SELECT document FROM ${search} ORDER BY listed_at DESC LIMIT ${LENGTH_SAMPLE}::int
        ) newest), 1)::float8 AS length,
        coalesce((
          SELECT json_agg(json_build_object('nth', t.nth, 'times', t.times, 'stem', t.stem, 'articles', coalesce(
            (SELECT nullif(r.articles, 0) FROM public.related_term r WHERE r.term = t.stem),
            (SELECT count(*) FROM (SELECT FROM ${search} s WHERE s.document @@ quote_literal(t.stem)::tsquery LIMIT ${MAX_COUNTED}::int) few)
          )) ORDER BY t.nth) FROM term t
        ), '[]') AS terms
      FROM q`,
      [cacheTags.search],
    );
    return row!;
  }
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
