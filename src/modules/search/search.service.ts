import { getSelectionTags } from '../../cache/filter-tags.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { ArticleFilter } from '../../fields/article-filter/article-filter.js';
import {
  type ArticleConditionBuilder,
  omitEmptyFilter,
} from '../../fields/article-filter/article-filter.sql.js';
import { countConditions } from '../../fields/article-filter/filter-limits.js';
import type { SectionIdLookup } from '../../fields/article-filter/section-condition.sql.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { ServiceUnavailableError } from '../../shared/errors/errors.js';
import { type Exclusion, getLoadedSize } from '../../shared/exclusion/exclusion.js';
import {
  buildConnection,
  type ConnectionPage,
  type PageRequest,
  parsePageArgs,
} from '../../shared/pagination/pagination.js';
import type { Article } from '../article/article.type.js';
import { type Hit, HitReader } from './hits.js';
import { type ProvidedSearch, SEARCH_UNAVAILABLE } from './provider/provided-search.js';
import { buildSearchFilter } from './provider/search-filter.js';
import type { SearchArgs } from './search.inputs.js';
import { SearchConnection, type SearchEdge, SearchOrder } from './search.type.js';
import {
  parseProviderCursor,
  parseSearchCursor,
  type RankedSpan,
  type SearchCursor,
  toPosition,
  toProviderPosition,
} from './search-cursor.js';
import { normalizeQuery, type SearchCriteria } from './search-query.js';
import { SpellingCorrector } from './suggest/spelling.js';

/** Number of hits below which another spelling is tried. */
const MIN_HITS = 3;
/** Number of conditions of a filter that are planned in each place of a statement. */
const MAX_INLINE_CONDITIONS = 3;

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
    private readonly conditions: ArticleConditionBuilder,
    private readonly sectionIds: SectionIdLookup,
    private readonly articles: ArticleLookup,
    /** The site's search provider; null for PostgreSQL, and for the preview perspective. */
    private readonly provided: ProvidedSearch | null = null,
  ) {
    this.hits = new HitReader(reader);
    this.spelling = new SpellingCorrector(reader);
  }

  /** Returns a page of hits. Throws BadUserInputError if an argument is out of range. */
  async find(
    { query, orderBy, ...args }: Omit<SearchArgs, 'exclude'>,
    exclusion: Exclusion | null = null,
  ): Promise<SearchConnection> {
    const words = normalizeQuery('query', query);
    const isByDate = orderBy !== SearchOrder.RELEVANCE;
    const page = parsePageArgs(`search for ${query}${isByDate ? ` by ${orderBy}` : ''}`, args);
    const filter = omitEmptyFilter(args.filter);
    this.reader.trackTags(getSelectionTags(filter));
    const condition = filter && (await this.conditions.build(filter));
    const isListed = filter !== null && countConditions(filter) > MAX_INLINE_CONDITIONS;
    const criteria = { words, condition, isListed };
    const provided =
      this.provided && (await this.findProvided(criteria, filter, { orderBy, page, exclusion }));
    if (provided) return provided;
    const after = page.after && parseSearchCursor(page.after, isByDate);
    const limit = getLoadedSize(page.size, exclusion) + 1;
    const found = after
      ? await this.searchPage({ ...criteria, words: after.words ?? words }, orderBy, limit, after)
      : await this.searchWithCorrection(criteria, orderBy, limit);
    const { foundBy, span, didYouMean } = found;
    const place = { ...span, words: foundBy.words === words ? null : foundBy.words };
    const hits = await selectHits(found.hits, page.size, exclusion);
    const resolved = await Promise.all(hits.map((hit) => this.loadNode(hit, place)));
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
    return createConnection(edges, list, { didYouMean, foundBy });
  }

  /** Returns a page of the provider's hits; null if PostgreSQL is to be searched. */
  private async findProvided(
    criteria: SearchCriteria,
    filter: ArticleFilter | null,
    { orderBy, page, exclusion }: { orderBy: SearchOrder; page: PageRequest; exclusion: Exclusion | null },
  ): Promise<SearchConnection | null> {
    const after = page.after && parseProviderCursor(page.after);
    // A search that PostgreSQL began is continued by it.
    if (page.after && after?.provider !== this.provided!.name) return null;
    const searchFilter = await buildSearchFilter(filter, this.sectionIds);
    const found = await this.provided!.find(criteria, searchFilter, {
      orderBy,
      limit: getLoadedSize(page.size, exclusion) + 1,
      after: after?.cursor ?? null,
    });
    if (!found && after) throw new ServiceUnavailableError(SEARCH_UNAVAILABLE);
    if (!found) return null;
    const { foundBy, didYouMean } = found;
    const hits = await selectHits(found.hits, page.size, exclusion);
    const resolved = await Promise.all(
      hits.map(async (hit) => ({ hit, article: await this.articles.byId.load(hit.id) })),
    );
    const rows = resolved.filter(({ article }) => article !== null);
    const list = buildConnection(
      page,
      rows,
      ({ hit: { id, cursor } }) => toProviderPosition({ provider: this.provided!.name, cursor }, id),
      () => this.hits.count(foundBy),
    );
    const edges = list.edges.map(({ cursor, node: { article, hit } }) => ({
      cursor,
      node: article!,
      score: hit.score,
      foundBy,
    }));
    return createConnection(edges, list, { didYouMean, foundBy });
  }

  private async searchWithCorrection(
    foundBy: SearchCriteria,
    orderBy: SearchOrder,
    minimum: number,
  ): Promise<SearchResult> {
    const own = await this.searchPage(foundBy, orderBy, minimum, null);
    if (own.hits.length >= MIN_HITS) return own;
    const corrected = await this.spelling.correct(foundBy.words);
    if (corrected === null) return own;
    const words = own.hits.length > 0 ? `${foundBy.words} OR ${corrected}` : corrected;
    const more = await this.searchPage({ ...foundBy, words }, orderBy, minimum, null);
    return more.hits.length > own.hits.length ? { ...more, didYouMean: corrected } : own;
  }

  private async searchPage(
    foundBy: SearchCriteria,
    orderBy: SearchOrder,
    minimum: number,
    after: SearchCursor | null,
  ): Promise<SearchResult> {
    // MIN_HITS shows if there are too few.
    const limit = Math.max(minimum, MIN_HITS);
    if (orderBy !== SearchOrder.RELEVANCE) {
      const position = after && { at: after.at!, id: after.id };
      const hits =
        orderBy === SearchOrder.NEWEST
          ? await this.hits.findNewest(foundBy, limit, position)
          : await this.hits.findOldest(foundBy, limit, position);
      return { foundBy, hits, span: UNBOUNDED_SPAN, didYouMean: null };
    }
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

/**
 * Creates an instance of the class: type-graphql copies other objects for each field with a resolver, which would
 * run the count without awaiting it.
 */
function createConnection(
  edges: SearchEdge[],
  list: Pick<ConnectionPage<unknown>, 'pageInfo' | 'totalCount'>,
  others: Pick<SearchConnection, 'didYouMean' | 'foundBy'>,
): SearchConnection {
  const nodes = edges.map(({ node }) => node);
  const { pageInfo } = list;
  const connection = Object.assign(new SearchConnection(), { edges, nodes, pageInfo, ...others });
  return Object.defineProperty(connection, 'totalCount', { get: () => list.totalCount });
}

async function selectHits<Found extends { id: number }>(
  hits: Found[],
  size: number,
  exclusion: Exclusion | null,
): Promise<Found[]> {
  return exclusion ? (await exclusion.select(hits, ({ id }) => id, size)).entries : hits;
}

const UNBOUNDED_SPAN: RankedSpan = { recentSince: null, titledSince: null, closeSince: null };
