import type { ReadClient } from '../../database/read/read-client.js';
import type { ArticleFilter } from '../../shared/article-filter/article-filter.js';
import {
  buildArticleCondition,
  type SectionIdLookup,
} from '../../shared/article-filter/article-filter.sql.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { buildConnection, type PageRequest, parsePageArgs } from '../../shared/pagination/pagination.js';
import type { Article } from '../article/article.type.js';
import { type Hit, HitReader } from './hits.js';
import type { SearchArgs } from './search.inputs.js';
import { SearchConnection } from './search.type.js';
import { parseSearchCursor, type RankedSpan, type SearchCursor, toPosition } from './search-cursor.js';
import { normalizeQuery, type SearchCriteria } from './search-query.js';
import { SpellingCorrector } from './suggest/spelling.js';

/** With fewer hits than this, another spelling is looked for. */
const MIN_HITS = 3;

interface ArticleLookup {
  byId: { load(id: number): MaybePromise<Article | null> };
}

interface SearchResult {
  foundBy: SearchCriteria;
  hits: Hit[];
  span: RankedSpan;
  didYouMean: string | null;
}

export class SearchService {
  readonly hits: HitReader;
  private readonly spelling: SpellingCorrector;

  constructor(
    private readonly reader: ReadClient,
    private readonly sectionIds: SectionIdLookup,
    private readonly articles: ArticleLookup,
  ) {
    this.hits = new HitReader(reader);
    this.spelling = new SpellingCorrector(reader);
  }

  /** A page of what a query finds. Throws BadUserInput when an argument is out of its range. */
  async find({ query, filter, ...args }: SearchArgs): Promise<SearchConnection> {
    const words = normalizeQuery('query', query);
    const page = parsePageArgs(`search for ${query}`, args);
    const after = page.after && parseSearchCursor(page.after);
    const condition = isEmptyFilter(filter)
      ? null
      : await buildArticleCondition(this.reader, filter, this.sectionIds);
    const found = after
      ? await this.searchPage({ words: after.words ?? words, condition }, page, after)
      : await this.searchWithCorrection({ words, condition }, page);
    const { foundBy, span, didYouMean } = found;
    const place = { ...span, words: foundBy.words === words ? null : foundBy.words };
    const resolved = await Promise.all(found.hits.map((hit) => this.loadNode(hit, place)));
    const rows = resolved.filter((node) => node.article !== null);
    const list = buildConnection(
      page,
      rows,
      ({ place }) => toPosition(place),
      () => this.hits.count(foundBy),
    );
    const edges = list.edges.map(({ cursor, node: { article, place } }) => ({
      cursor,
      node: article!,
      score: place.score,
      foundBy,
    }));
    const nodes = edges.map(({ node }) => node);
    // Of its class, or type-graphql copies it for each field that has a resolver: it would count, and nobody wait for it.
    const connection = Object.assign(new SearchConnection(), {
      edges,
      nodes,
      pageInfo: list.pageInfo,
      didYouMean,
      foundBy,
    });
    return Object.defineProperty(connection, 'totalCount', { get: () => list.totalCount });
  }

  private async searchWithCorrection(foundBy: SearchCriteria, page: PageRequest): Promise<SearchResult> {
    const own = await this.searchPage(foundBy, page, null);
    if (own.hits.length >= MIN_HITS) return own;
    const corrected = await this.spelling.correct(foundBy.words);
    if (corrected === null) return own;
    const words = own.hits.length > 0 ? `${foundBy.words} OR ${corrected}` : corrected;
    const more = await this.searchPage({ ...foundBy, words }, page, null);
    return more.hits.length > own.hits.length ? { ...more, didYouMean: corrected } : own;
  }

  private async searchPage(
    foundBy: SearchCriteria,
    { size }: PageRequest,
    after: SearchCursor | null,
  ): Promise<SearchResult> {
    // One more than wanted, to know whether the list goes on; and enough to know whether these are few.
    const limit = Math.max(size + 1, MIN_HITS);
    const ranked = after?.at ? [] : await this.hits.findRanked(foundBy, limit, after);
    const span = after ?? ranked[0] ?? UNBOUNDED_SPAN;
    const missing = limit - ranked.length;
    const others = missing > 0 ? await this.hits.findUnranked(foundBy, span, missing, after) : [];
    return { foundBy, hits: [...ranked, ...others], span, didYouMean: null };
  }

  private async loadNode({ id, score, at }: Hit, place: Omit<SearchCursor, keyof Hit> & RankedSpan) {
    return { article: await this.articles.byId.load(id), place: { ...place, id, score, at } };
  }
}

function isEmptyFilter(filter: ArticleFilter | null | undefined): boolean {
  return Object.values(filter ?? {}).every((value) => value == null);
}

const UNBOUNDED_SPAN: RankedSpan = { recentSince: null, titledSince: null, closeSince: null };
