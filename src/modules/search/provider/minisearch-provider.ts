import type MiniSearch from 'minisearch';
import type { Query, SearchResult } from 'minisearch';
import { foldLetters, isUnspaced, segmentWords } from '../query/scripts.js';
import { parseQuery, type QueryAlternative } from './parse-query.js';
import type {
  SearchDocument,
  SearchFilter,
  SearchHit,
  SearchPage,
  SearchProvider,
  SearchRequest,
} from './search-provider.js';

/** Fields that are searched, with the weight of a word in each. */
const BOOST = { title: 3, standfirst: 2, tagNames: 2, authorNames: 2, seriesName: 2, body: 1 };

/** Number of hits of all words below which words are dropped. */
const MIN_HITS = 3;
/** Share of the words that an article must then have; two at least, if there are more than two. */
const MIN_SHARE = 0.1;
/** Factor of the score of an article with all words. */
const ALL_WORDS_FACTOR = 10;

/** Document as MiniSearch gets it, with the fields that are stored for the filter. */
interface IndexedDocument extends Omit<SearchDocument, 'tags' | 'authors' | 'series' | 'publishedAt'> {
  tagNames: string;
  authorNames: string;
  seriesName: string;
  tags: string[];
  authors: string[];
  publishedAt: number;
}

/**
 * Creates a provider that searches in the memory of each instance, with MiniSearch (BM25+). The index is built at
 * the start and takes about 20 kilobytes per article of 400 words.
 */
export function createMiniSearchProvider(): SearchProvider {
  let engine: MiniSearch<IndexedDocument> | null = null;
  let lastSequence = -1n;
  return {
    name: 'minisearch',
    search: async ({ query, mode, filter, limit, after }) => {
      const alternatives = parseQuery(query).filter(({ words }) => words.length > 0);
      if (!engine || alternatives.length === 0) return { hits: [] };
      const options = { filter: (result: SearchResult) => matchesFilter(result, filter) };
      const results = engine.search(toQuery(alternatives), options);
      if (mode !== 'RELAXED' || results.length >= MIN_HITS || alternatives.length > 1) {
        return { hits: selectPage(results, { limit, after }) };
      }
      const [{ words, excluded }] = alternatives as [QueryAlternative];
      const some = engine.search(excludeWords({ combineWith: 'OR', queries: words }, excluded), options);
      return selectRelaxed(some, words, { limit, after });
    },
    index: {
      readSequence: async () => null,
      replaceAll: async (batches, sequence) => {
        const next = await createEngine();
        for await (const batch of batches) await next.addAllAsync(batch.map(toIndexed));
        engine = next;
        lastSequence = sequence;
      },
      update: async (documents, removedIds, sequence) => {
        if (!engine || sequence <= lastSequence) return;
        for (const id of removedIds) if (engine.has(id)) engine.discard(id);
        for (const document of documents) {
          if (engine.has(document.id)) engine.discard(document.id);
          engine.add(toIndexed(document));
        }
      },
    },
  };
}

async function createEngine(): Promise<MiniSearch<IndexedDocument>> {
  // An optional dependency of the site.
  const { default: MiniSearchEngine } = await import('minisearch');
  return new MiniSearchEngine<IndexedDocument>({
    fields: Object.keys(BOOST),
    storeFields: ['sectionIds', 'tags', 'authors', 'publishedAt'],
    searchOptions: { boost: BOOST },
    tokenize: splitWords,
    processTerm: normalizeWord,
  });
}

/** Splits at all that is no letter, mark or digit, and scripts without spaces into their words. */
function splitWords(text: string): string[] {
  const words = foldLetters(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => (isUnspaced(word) ? segmentWords(word) : [word]));
}

function normalizeWord(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function toQuery(alternatives: QueryAlternative[]): Query {
  return {
    combineWith: 'OR',
    queries: alternatives.map(({ words, excluded }) =>
      excludeWords({ combineWith: 'AND', queries: words }, excluded),
    ),
  };
}

function excludeWords(query: Query, excluded: string[]): Query {
  return { combineWith: 'AND_NOT', queries: [query, ...excluded] };
}

/** Selects the articles with most of the words of which any article has all, and reports the words that none has. */
function selectRelaxed(
  results: SearchResult[],
  words: string[],
  page: Pick<SearchRequest, 'limit' | 'after'>,
): SearchPage {
  const known = new Set(results.flatMap(({ queryTerms }) => queryTerms));
  const isKnown = (word: string) => known.has(normalizeWord(word));
  const most = Math.max(0, ...results.map(({ queryTerms }) => queryTerms.length));
  const minimum = known.size <= 2 ? 1 : Math.max(2, Math.ceil(known.size * MIN_SHARE));
  const minimumMatched = Math.min(most, minimum);
  const found = results.filter(({ queryTerms }) => queryTerms.length >= minimumMatched);
  // Those with all words come first.
  const scored = found.map((result) => ({
    ...result,
    score: result.score * (result.queryTerms.length === words.length ? ALL_WORDS_FACTOR : 1),
  }));
  const hits = selectPage(scored, page);
  if (hits.length === 0 || most === words.length) return { hits };
  const relaxed = {
    matched: words.filter(isKnown),
    dropped: words.filter((word) => !isKnown(word)),
    minimumMatched,
  };
  return { hits, relaxed };
}

function matchesFilter(result: SearchResult, filter: SearchFilter): boolean {
  const { sectionIds, tags, authors, publishedAfter, publishedBefore } = filter;
  const indexed = result as never as IndexedDocument;
  const { sectionIds: ownSectionIds, tags: ownTags, authors: ownAuthors, publishedAt } = indexed;
  return (
    (!sectionIds || sectionIds.some((id) => ownSectionIds.includes(id))) &&
    (!tags || tags.some((slug) => ownTags.includes(slug))) &&
    (!authors || authors.some((slug) => ownAuthors.includes(slug))) &&
    (!publishedAfter || publishedAt >= publishedAfter.getTime()) &&
    (!publishedBefore || publishedAt < publishedBefore.getTime())
  );
}

/** Sorts by score, then by ID, and takes the page after the cursor `score:id`. */
function selectPage(
  results: SearchResult[],
  { limit, after }: Pick<SearchRequest, 'limit' | 'after'>,
): SearchHit[] {
  const [score = Number.POSITIVE_INFINITY, id = 0] = after?.split(':').map(Number) ?? [];
  return results
    .filter((result) => result.score < score || (result.score === score && result.id < id))
    .sort((one, other) => other.score - one.score || other.id - one.id)
    .slice(0, limit)
    .map((result) => ({
      id: result.id,
      score: result.score,
      cursor: `${result.score}:${result.id}`,
      words: result.terms,
    }));
}

function toIndexed({ tags, authors, series, publishedAt, ...document }: SearchDocument): IndexedDocument {
  return {
    ...document,
    standfirst: document.standfirst ?? '',
    tagNames: tags.map(({ name }) => name).join(' '),
    authorNames: authors.map(({ name }) => name).join(' '),
    seriesName: series?.name ?? '',
    tags: tags.map(({ slug }) => slug),
    authors: authors.map(({ slug }) => slug),
    publishedAt: publishedAt.getTime(),
  };
}
