import type { ReadClient } from '../../database/read/read-client.js';
import type { JoinedRows } from '../../database/read/table-rows.js';
import { LINK_FIELDS } from '../../shared/article/link-fields.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { BadUserInputError, ServiceUnavailableError } from '../../shared/errors/errors.js';
import { type Exclusion, getLoadedSize } from '../../shared/exclusion/exclusion.js';
import {
  assertPageSize,
  buildConnection,
  type ConnectionPage,
  type PageRequest,
  type Position,
  parsePageArgs,
} from '../../shared/pagination/pagination.js';
import { requireValue } from '../../shared/require-value.js';
import { type AllowedFields, type FieldSelection, selectsField } from '../../shared/selects-only.js';
import type { Article } from '../article/article.type.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { type ArticleConditionBuilder, omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import { selectListedArticles } from '../article/filter/predicate.js';
import type { SectionIdLookup } from '../article/filter/section-condition.sql.js';
import { type FoundHit, PostgresSearch } from './postgres-search.js';
import { type ProvidedSearch, SEARCH_UNAVAILABLE } from './provider/provided-search.js';
import { buildSearchFilter } from './provider/search-filter.js';
import type { SearchHit } from './provider/search-provider.js';
import type { SearchCriteria } from './query/criteria.js';
import { SearchMode } from './query/search-mode.js';
import type { SearchArgs } from './search.inputs.js';
import { SearchConnection, type SearchEdge, SearchOrder, type SimilarArticles } from './search.type.js';
import { parseProviderCursor, parseSearchCursor, toPosition, toProviderPosition } from './search-cursor.js';
import { normalizeQuery } from './search-query.js';
import { MAX_HALF_LIFE_DAYS } from './search-settings.js';

/** Largest number of near copies of a hit that a client can request. */
export const MAX_SIMILAR = 20;

interface ArticleLookup {
  byId: { load(id: number): MaybePromise<Article | null> };
}

/** The field that a page is for. */
interface SearchField {
  /** Its selection. */
  info: FieldSelection;
  /** Counts the hits together with their facets. */
  countWithFacets: (criteria: SearchCriteria) => Promise<number>;
}

/** Articles for which the columns that a field needs can be selected. */
interface ChoosableArticles extends ArticleLookup {
  chooseRows(info: FieldSelection, allowed: AllowedFields): ArticleLookup & JoinedRows;
}

/** Fields of a connection that may be selected if links to the articles suffice. */
const LINKS: AllowedFields = {
  nodes: LINK_FIELDS,
  edges: { cursor: true, score: true, node: LINK_FIELDS, titleHighlight: true, bodyHighlight: true },
  pageInfo: true,
  totalCount: true,
};

interface ProvidedArgs {
  mode: SearchMode;
  orderBy: SearchOrder;
  page: PageRequest;
  exclusion: Exclusion | null;
  articles: ArticleLookup;
  /** Counts the hits. */
  count: (criteria: SearchCriteria) => Promise<number>;
}

/** Searches with the site's provider, or in PostgreSQL. */
export class SearchService {
  private readonly postgres: PostgresSearch;

  constructor(
    private readonly reader: ReadClient,
    private readonly conditions: ArticleConditionBuilder,
    private readonly sectionIds: SectionIdLookup,
    private readonly articles: ChoosableArticles,
    /** Half-life of recency in days, unless a search has another; 0 for none. */
    private readonly halfLifeDays: number,
    /** The site's search provider; null for PostgreSQL, and for the preview perspective. */
    private readonly provided: ProvidedSearch | null = null,
  ) {
    this.postgres = new PostgresSearch(reader);
  }

  /**
   * Returns a page of hits, for a field if one is given. Throws BadUserInputError if an argument is out of
   * range.
   */
  async find(
    { query, mode, orderBy, ...args }: Omit<SearchArgs, 'exclude' | 'foldCopies'> & { foldCopies?: boolean },
    exclusion: Exclusion | null = null,
    field: SearchField | null = null,
  ): Promise<SearchConnection> {
    const rows = field && this.articles.chooseRows(field.info, LINKS);
    const articles = rows ?? this.articles;
    const hasFacets = field !== null && selectsField(field.info, 'facets');
    const count = hasFacets ? field.countWithFacets : (foundBy: SearchCriteria) => this.count(foundBy);
    const words = normalizeQuery('query', query);
    const isByDate = orderBy !== SearchOrder.RELEVANCE;
    const name = mode === SearchMode.RELAXED ? `search for ${query}` : `${mode} search for ${query}`;
    const halfLifeDays = args.halfLifeDays ?? this.halfLifeDays;
    if (halfLifeDays < 0 || halfLifeDays > MAX_HALF_LIFE_DAYS)
      throw new BadUserInputError(
        `halfLifeDays must be between 0 and ${MAX_HALF_LIFE_DAYS}, not ${halfLifeDays}.`,
      );
    const ranking = isByDate
      ? ` by ${orderBy}`
      : halfLifeDays === this.halfLifeDays
        ? ''
        : ` with ${halfLifeDays} days`;
    const page = parsePageArgs(`${name}${ranking}${args.foldCopies === false ? ' with copies' : ''}`, args);
    const filter = omitEmptyFilter(args.filter);
    this.reader.trackTags(this.conditions.getSelectionTags(filter));
    const selection = filter ? await this.conditions.buildSelection(filter) : null;
    const condition = selection?.is ?? null;
    const matchingRows = selection?.rows ? selectListedArticles(selection.rows) : null;
    const provided =
      this.provided &&
      (await this.findProvided(this.provided, { words, condition }, filter, {
        mode,
        orderBy,
        page,
        exclusion,
        articles,
        count,
      }));
    if (provided) return provided;
    const { hits, foundBy, suggestSpelling, relaxed } = await this.postgres.find(
      { condition, matchingRows },
      {
        words,
        mode,
        orderBy,
        halfLifeDays,
        foldsCopies: args.foldCopies ?? true,
        limit: getLoadedSize(page.size, exclusion) + 1,
        after: page.after && parseSearchCursor(page.after, isByDate),
        // With a cache, most articles are in it.
        articles: this.reader.canCache || exclusion ? null : rows,
      },
    );
    const selected = await selectHits(hits, page.size, exclusion);
    const toPositionOf = ({ id, score, at, place }: FoundHit) => toPosition({ ...place, id, score, at });
    return this.connect(page, selected, toPositionOf, { articles, count, foundBy, suggestSpelling, relaxed });
  }

  /** Returns a page of the provider's hits; null if PostgreSQL is to be searched. */
  private async findProvided(
    provided: ProvidedSearch,
    criteria: SearchCriteria,
    filter: ArticleFilter | null,
    { mode, orderBy, page, exclusion, articles, count }: ProvidedArgs,
  ): Promise<SearchConnection | null> {
    const after = page.after && parseProviderCursor(page.after);
    // A search that PostgreSQL began is continued by it.
    if (page.after && after?.provider !== provided.name) return null;
    const searchFilter = await buildSearchFilter(filter, this.sectionIds);
    const found = await provided.find(criteria, searchFilter, {
      mode,
      orderBy,
      limit: getLoadedSize(page.size, exclusion) + 1,
      after: after?.cursor ?? null,
    });
    if (!found && after) throw new ServiceUnavailableError(SEARCH_UNAVAILABLE);
    if (!found) return null;
    const { foundBy, didYouMean, relaxed } = found;
    const hasAllWords = relaxed === null;
    const all = found.hits.map((hit) => ({ ...hit, hasAllWords }));
    const hits = await selectHits(all, page.size, exclusion);
    const toPositionOf = ({ id, cursor }: SearchHit) =>
      toProviderPosition({ provider: provided.name, cursor }, id);
    const suggestSpelling = () => didYouMean;
    return this.connect(page, hits, toPositionOf, { articles, count, foundBy, suggestSpelling, relaxed });
  }

  /** Loads the first near copies of a hit. Throws BadUserInputError if `first` is out of range. */
  async loadCopies({ copies }: SearchEdge, first: number): Promise<SimilarArticles> {
    assertPageSize('first', first, MAX_SIMILAR);
    const ids = copies.slice(0, first);
    const articles = await Promise.all(ids.map((id) => this.articles.byId.load(id)));
    return { totalCount: copies.length, nodes: articles.filter((article) => article !== null) };
  }

  /** Counts all articles that meet the criteria. */
  count(criteria: SearchCriteria): Promise<number> {
    return this.postgres.hits.count(criteria);
  }

  /** Builds the connection of the hits with readable articles. */
  private async connect<Found extends { id: number; score: number; hasAllWords: boolean; copies?: number[] }>(
    page: PageRequest,
    hits: Found[],
    toPositionOf: (hit: Found) => Position,
    {
      articles,
      count,
      ...others
    }: Pick<SearchConnection, 'suggestSpelling' | 'relaxed' | 'foundBy'> &
      Pick<ProvidedArgs, 'articles' | 'count'>,
  ): Promise<SearchConnection> {
    const { foundBy } = others;
    const resolved = await Promise.all(
      hits.map(async (hit) => ({ hit, article: await articles.byId.load(hit.id) })),
    );
    const rows = resolved.filter(({ article }) => article !== null);
    const list = buildConnection(
      page,
      rows,
      ({ hit }) => toPositionOf(hit),
      () => count(foundBy),
    );
    const edges = list.edges.map(({ cursor, node: { article, hit } }) => ({
      cursor,
      node: requireValue(article, 'A row has an article.'),
      score: hit.score,
      hasAllWords: hit.hasAllWords,
      copies: hit.copies ?? [],
      foundBy,
    }));
    return createConnection(edges, list, others);
  }
}

/**
 * Creates an instance of the class: type-graphql copies other objects for each field with a resolver, which would
 * run the count without awaiting it.
 */
function createConnection(
  edges: SearchEdge[],
  list: Pick<ConnectionPage<unknown>, 'pageInfo' | 'totalCount'>,
  others: Pick<SearchConnection, 'suggestSpelling' | 'relaxed' | 'foundBy'>,
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
