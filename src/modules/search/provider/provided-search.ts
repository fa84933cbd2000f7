import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { ServiceUnavailableError } from '../../../shared/errors/errors.js';
import { formatIsoTime } from '../iso-time.sql.js';
import type { SearchCriteria } from '../query/criteria.js';
import type { SearchMode } from '../query/search-mode.js';
import { buildListedMatches } from '../ranking/matches.sql.js';
import { SearchOrder } from '../search.type.js';
import { parseDatePosition } from '../search-cursor.js';
import type { SearchProviderClient } from './provider-client.js';
import type { SearchFilter, SearchHit, SearchPage, SearchRequest } from './search-provider.js';

const { sql, raw } = Prisma;

/** Matches that are counted; beyond them, counts are lower bounds. */
const MAX_COUNTED = 10_000;
/** Requests for one page: hits that are not public or not in the filter are replaced by further ones. */
const MAX_REQUESTS = 5;
/** Factor by which each of these requests asks for more hits. */
const GROWTH = 10;
/** Words of the query and the hits that are highlighted. */
const MAX_HIGHLIGHTED = 50;
/** Milliseconds for which responses are cached: the index follows the change log with a delay. */
const MAX_AGE_MS = 5_000;

/** Message for a later page or a count, which PostgreSQL cannot take over. */
export const SEARCH_UNAVAILABLE = 'The search does not answer. Try again in a moment, from the first page.';

interface FoundHits extends Required<Pick<SearchPage, 'didYouMean' | 'relaxed'>> {
  hits: SearchHit[];
}

export interface ProvidedHits extends FoundHits {
  foundBy: SearchCriteria;
}

type ProviderQuery = Pick<SearchRequest, 'query' | 'mode' | 'filter'>;

interface ProvidedPage {
  mode: SearchMode;
  orderBy: SearchOrder;
  limit: number;
  /** Cursor of the hit after which to continue; null for the first page. */
  after: string | null;
}

/** Searches with the site's provider, and checks its hits against the published articles. */
export class ProvidedSearch {
  constructor(
    private readonly client: SearchProviderClient,
    private readonly reader: ReadClient,
  ) {}

  get name(): string {
    return this.client.name;
  }

  /** Returns up to `limit` hits that are public and meet the condition; null if the provider fails. */
  async find(
    criteria: SearchCriteria,
    filter: SearchFilter,
    { mode, orderBy, limit, after }: ProvidedPage,
  ): Promise<ProvidedHits | null> {
    this.reader.trackTags([cacheTags.search]);
    this.reader.limitTtl(MAX_AGE_MS);
    this.reader.limitCdnTtl(MAX_AGE_MS);
    const query = { query: criteria.words, mode, filter };
    const found =
      orderBy === SearchOrder.RELEVANCE
        ? await this.findBest(criteria, query, limit, after)
        : await this.findByDate(criteria, query, { orderBy, limit, after });
    if (!found) return null;
    const { hits, didYouMean, relaxed } = found;
    let ids: Promise<number[]> | undefined;
    const listIds = () => {
      ids ??= this.listIds(query);
      return ids;
    };
    const words = buildHighlightQuery(query.query, hits);
    return { hits: hits.slice(0, limit), foundBy: { ...criteria, words, listIds }, didYouMean, relaxed };
  }

  private async findBest(
    criteria: SearchCriteria,
    query: ProviderQuery,
    limit: number,
    after: string | null,
  ): Promise<FoundHits | null> {
    const hits: SearchHit[] = [];
    const others: Omit<FoundHits, 'hits'> = { didYouMean: null, relaxed: null };
    let cursor = after;
    for (let requests = 0; requests < MAX_REQUESTS && hits.length < limit; requests++) {
      // The more of them the gateway drops, the more hits it asks for.
      const size = Math.min(limit * GROWTH ** requests, MAX_COUNTED);
      const page = await this.client.search({ ...query, limit: size, after: cursor });
      if (!page) return null;
      if (requests === 0) Object.assign(others, selectOthers(page));
      const publicIds = await this.selectPublic(page.hits, criteria);
      const isNew = ({ id }: SearchHit) => publicIds.has(id) && !hits.some((hit) => hit.id === id);
      hits.push(...page.hits.filter(isNew));
      if (page.receivedCount < size || page.lastCursor === null) break;
      cursor = page.lastCursor;
    }
    return { hits, ...others };
  }

  /** Sorts the provider's best hits, at most MAX_COUNTED, by the date that PostgreSQL has. */
  private async findByDate(
    criteria: SearchCriteria,
    query: ProviderQuery,
    { orderBy, limit, after }: Omit<ProvidedPage, 'mode'>,
  ): Promise<FoundHits | null> {
    const page = await this.client.search({ ...query, limit: MAX_COUNTED, after: null });
    if (!page) return null;
    const hits = new Map(page.hits.map((hit) => [hit.id, hit]));
    const [order, operator] =
      orderBy === SearchOrder.NEWEST ? [raw('DESC'), raw('<')] : [raw('ASC'), raw('>')];
    const position = after === null ? null : parseDatePosition(after);
    const within = position
      ? sql`(a.listed_at, a.id) ${operator} (${position.at}::timestamptz, ${position.id}::int)`
      : sql`true`;
    const rows = await this.reader.queryFiltered<{ id: number; at: string }>(
      criteria.condition,
      sql`
      SELECT a.id, ${formatIsoTime(sql`a.listed_at`)} AS at FROM ${this.reader.table('article')} a
      WHERE a.id = ANY(${[...hits.keys()]}::int[]) AND ${criteria.condition ?? sql`true`} AND ${within}
      ORDER BY a.listed_at ${order}, a.id ${order} LIMIT ${limit}::int`,
      [cacheTags.search],
    );
    return {
      hits: rows.flatMap(({ id, at }) => {
        const hit = hits.get(id);
        return hit ? { ...hit, cursor: `${at} ${id}` } : [];
      }),
      ...selectOthers(page),
    };
  }

  private async selectPublic(hits: SearchHit[], criteria: SearchCriteria): Promise<Set<number>> {
    if (hits.length === 0) return new Set();
    const ids = hits.map(({ id }) => id);
    const rows = await this.reader.queryFiltered<{ id: number }>(
      criteria.condition,
      sql`SELECT article_id AS id FROM (${buildListedMatches(this.reader, criteria, ids)}) m`,
      [cacheTags.search],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async listIds(query: ProviderQuery): Promise<number[]> {
    const page = await this.client.search({ ...query, limit: MAX_COUNTED, after: null });
    if (!page) throw new ServiceUnavailableError(SEARCH_UNAVAILABLE);
    return page.hits.map(({ id }) => id);
  }
}

function selectOthers({ didYouMean = null, relaxed = null }: SearchPage): Omit<FoundHits, 'hits'> {
  return { didYouMean, relaxed };
}

/** Builds a query for the highlighter with any of the found words, one for all hits of the page. */
function buildHighlightQuery(query: string, hits: SearchHit[]): string {
  const found = new Set(hits.flatMap(({ words = [] }) => words));
  const words = [...found].map((word) => word.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()).filter(Boolean);
  return words.length > 0 ? words.slice(0, MAX_HIGHLIGHTED).join(' OR ') : query;
}
