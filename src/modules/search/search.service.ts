import type { Awaitable } from '../../database/awaitable.js';
import type { Reader } from '../../database/reader.js';
import type { ArticleFilter } from '../../shared/article-filter.js';
import { articleCondition, type SectionIds } from '../../shared/article-filter.sql.js';
import { type PageRequest, readPage, toPage } from '../../shared/page.js';
import type { Article } from '../article/article.type.js';
import { type Hit, Hits } from './hits.js';
import { type Place, type RankedSpan, toPlace, toPosition } from './place.js';
import type { SearchArgs } from './search.inputs.js';
import { SearchConnection } from './search.type.js';
import { type FoundBy, readWords } from './search-query.js';
import { Spelling } from './spelling.js';

/** With fewer hits than this, another spelling is looked for. */
const FEW = 3;

interface Articles {
  byId: { load(id: number): Awaitable<Article | null> };
}

interface Found {
  foundBy: FoundBy;
  hits: Hit[];
  span: RankedSpan;
  didYouMean: string | null;
}

export class Search {
  readonly hits: Hits;
  private readonly spelling: Spelling;

  constructor(
    private readonly reader: Reader,
    private readonly sectionIds: SectionIds,
    private readonly articles: Articles,
  ) {
    this.hits = new Hits(reader);
    this.spelling = new Spelling(reader);
  }

  /** A page of what a query finds. Throws BadUserInput when an argument is out of its range. */
  async find({ query, filter, ...args }: SearchArgs): Promise<SearchConnection> {
    const words = readWords('query', query);
    const page = readPage(`search for ${query}`, args);
    const after = page.after && toPlace(page.after);
    const condition = isBlank(filter) ? null : await articleCondition(this.reader, filter, this.sectionIds);
    const found = after
      ? await this.goOn({ words: after.words ?? words, condition }, page, after)
      : await this.begin({ words, condition }, page);
    const { foundBy, span, didYouMean } = found;
    const place = { ...span, words: foundBy.words === words ? null : foundBy.words };
    const resolved = await Promise.all(found.hits.map((hit) => this.nodeOf(hit, place)));
    const rows = resolved.filter((node) => node.article !== null);
    const list = toPage(
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

  private async begin(foundBy: FoundBy, page: PageRequest): Promise<Found> {
    const own = await this.goOn(foundBy, page, null);
    if (own.hits.length >= FEW) return own;
    const corrected = await this.spelling.correct(foundBy.words);
    if (corrected === null) return own;
    const words = own.hits.length > 0 ? `${foundBy.words} OR ${corrected}` : corrected;
    const more = await this.goOn({ ...foundBy, words }, page, null);
    return more.hits.length > own.hits.length ? { ...more, didYouMean: corrected } : own;
  }

  private async goOn(foundBy: FoundBy, { size }: PageRequest, after: Place | null): Promise<Found> {
    // One more than wanted, to know whether the list goes on; and enough to know whether these are few.
    const limit = Math.max(size + 1, FEW);
    const ranked = after?.at ? [] : await this.hits.ranked(foundBy, limit, after);
    const span = after ?? ranked[0] ?? ALL;
    const missing = limit - ranked.length;
    const others = missing > 0 ? await this.hits.beyond(foundBy, span, missing, after) : [];
    return { foundBy, hits: [...ranked, ...others], span, didYouMean: null };
  }

  private async nodeOf({ id, score, at }: Hit, place: Omit<Place, keyof Hit> & RankedSpan) {
    return { article: await this.articles.byId.load(id), place: { ...place, id, score, at } };
  }
}

function isBlank(filter: ArticleFilter | null | undefined): boolean {
  return Object.values(filter ?? {}).every((part) => part == null);
}

const ALL: RankedSpan = { recentSince: null, titledSince: null, closeSince: null };
