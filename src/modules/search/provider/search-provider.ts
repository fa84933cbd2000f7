/** Filter of a search. Values in one list are alternatives; the fields are combined. */
export interface SearchFilter {
  /** IDs of sections, with all their descendants. */
  sectionIds: number[] | null;
  /** Slugs of tags. */
  tags: string[] | null;
  /** Slugs of authors. */
  authors: string[] | null;
  publishedAfter: Date | null;
  publishedBefore: Date | null;
}

export interface SearchRequest {
  /**
   * Query in the language of docs/api/search.md: words, "phrases", OR, and a minus before words to exclude. At
   * most 500 characters.
   */
  query: string;
  /**
   * ALL_WORDS; RELAXED to leave out words if few articles have all; VERBATIM for words as they are written. A
   * provider may take each for ALL_WORDS.
   */
  mode: 'ALL_WORDS' | 'RELAXED' | 'VERBATIM';
  filter: SearchFilter;
  /** Maximum number of hits, up to 10,000. */
  limit: number;
  /** Cursor of the hit after which to continue; null for the best hits. */
  after: string | null;
}

export interface SearchHit {
  /** ID of the article's document. */
  id: number;
  /** Relevance, above 0. */
  score: number;
  /** Position among all hits of the query, at most 200 characters. */
  cursor: string;
  /** Words of the article that were found, to be highlighted. Defaults to those of the query. */
  words?: string[];
}

export interface SearchPage {
  /** Hits in order of relevance. */
  hits: SearchHit[];
  /** Corrected spelling that the hits were found by, if any. */
  didYouMean?: string | null;
  /** The words that matched and those that were dropped, if any. */
  relaxed?: { matched: string[]; dropped: string[]; minimumMatched: number } | null;
}

/** Published article as it is indexed. */
export interface SearchDocument {
  id: number;
  slug: string;
  title: string;
  standfirst: string | null;
  /** Body as plain text. */
  body: string;
  /** ID of the primary section. */
  sectionId: number | null;
  /** IDs of all sections of the article, the primary one first, without their ancestors. */
  sectionIds: number[];
  tags: { slug: string; name: string }[];
  authors: { slug: string; name: string }[];
  /** The series of the article, with its title; null if it has none. */
  series: { slug: string; name: string } | null;
  publishedAt: Date;
}

/** Index that the gateway keeps up to date with the change log. Each instance writes to it. */
export interface SearchIndex {
  /** Returns the number of the last change that the index has; null to have it rebuilt. */
  readSequence(): Promise<bigint | null>;
  /** Replaces all documents. Searches may find the former ones until it resolves. */
  replaceAll(batches: AsyncIterable<SearchDocument[]>, sequence: bigint): Promise<void>;
  /** Writes documents and removes others. A document that a later sequence has written must be kept. */
  update(documents: SearchDocument[], removedIds: number[], sequence: bigint): Promise<void>;
}

/**
 * Finds published articles. The gateway loads each hit through the views of published content and checks it against the
 * filter. So an index that is late or too large shows nothing that readers may not see.
 */
export interface SearchProvider {
  /** Name in the log and in cursors. */
  readonly name: string;
  /** Returns the best hits. PostgreSQL is searched instead if it throws or takes longer than a second. */
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchPage>;
  /** Index to keep up to date; omitted if something else does. */
  readonly index?: SearchIndex;
}
