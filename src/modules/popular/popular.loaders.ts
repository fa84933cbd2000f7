import DataLoader from 'dataloader';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { JoinedRows } from '../../database/read/table-rows.js';
import { LINK_FIELDS } from '../../shared/article/link-fields.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { type Exclusion, getLoadedSize, roundUpSize } from '../../shared/exclusion/exclusion.js';
import { buildLimit } from '../../shared/pagination/keyset.js';
import { requireValue } from '../../shared/require-value.js';
import type { AllowedFields, FieldSelection } from '../../shared/selects-only.js';
import type { Article } from '../article/article.type.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import {
  type ArticleConditionBuilder,
  hasCondition,
  omitEmptyFilter,
} from '../article/filter/article-filter.sql.js';
import { IS_OF_NEWSROOM } from '../article/filter/sponsored.sql.js';
import { MAX_LIST_SIZE, type PopularSelectionArgs } from './popular.inputs.js';
import type { PopularArticle, PopularList, PopularSelection } from './popular.type.js';
import { buildListCondition, buildListsTable, type ListGroup, loadGrouped } from './popular-lists.js';
import { STORED_SPANS } from './popular-spans.js';

const { empty, raw, sql } = Prisma;
/** Milliseconds for which a CDN may cache a list, about as long as views wait before they are counted. */
const CDN_TTL_MS = 5_000;
/** Entries with the highest scores that a filter is applied to first. */
const HEAD_SIZE = 1_000;

interface PopularListPage extends PopularList {
  first: number;
}

interface PopularEntry {
  articleId: number;
  views: number;
  score: number;
  previousScore: number;
}

interface PreviousRankKey {
  list: PopularSelection;
  articleId: number;
}

type EntryRow = PopularEntry & { key: number; lowest: number };

/** Loads articles by ID, and takes them from rows of statements that join them. */
interface PopularArticles extends JoinedRows {
  byId: { loadMany(ids: number[]): MaybePromise<(Article | null)[]> };
}

/** Articles for which the columns that a field needs can be selected. */
interface ChoosableArticles {
  /** Articles with all columns. */
  whole: PopularArticles;
  chooseRows(info: FieldSelection, allowed: AllowedFields): PopularArticles;
}

/** Fields of entries that a list may select if links to the articles suffice. */
const LINKS: AllowedFields = { article: LINK_FIELDS, rank: true, views: true, score: true };
const ENTRY_COLUMNS = ['key', 'articleId', 'views', 'score', 'previousScore', 'lowest'] as const;

/** Loads popular lists, batched. Lists that differ only in their sections share one SQL statement. */
export class PopularLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly articles: ChoosableArticles,
    private readonly conditions: ArticleConditionBuilder,
  ) {}

  /**
   * Returns a list with ranks, for the selection of a field if one is given. Throws BadUserInputError if the arguments are
   * out of range.
   */
  async list(
    { window, first, filter }: Pick<PopularSelectionArgs, 'window' | 'first' | 'filter'>,
    sectionIds: number[] | null,
    exclusion: Exclusion | null = null,
    info: FieldSelection | null = null,
  ): Promise<PopularArticle[]> {
    this.reader.limitCdnTtl(CDN_TTL_MS);
    assertInRange('first', first);
    const wanted = {
      window,
      sectionIds,
      filter: omitEmptyFilter(filter),
      first: getLoadedSize(first, exclusion),
    };
    const key = serializeListKey(wanted);
    this.lists.set(key, wanted);
    // A list with exclusions mostly comes with one of whole articles in the same request. Loading whole
    // articles too, it shares that list's statement.
    const rows = info && !exclusion ? this.articles.chooseRows(info, LINKS) : this.articles.whole;
    // With a cache, most articles of a list are in it.
    const isJoined = !this.reader.canCache && !exclusion;
    const loaded = await (isJoined ? this.getJoinedEntries(rows) : this.entries).load(key);
    const selection = await exclusion?.select(loaded, ({ articleId }) => articleId, first);
    const entries = (selection?.entries ?? loaded).slice(0, first);
    const list = { ...wanted, excludedIds: selection?.excludedIds ?? [] };
    const articles = await rows.byId.loadMany(entries.map(({ articleId }) => articleId));
    return entries
      .map(({ views, score, previousScore }, i) => ({
        article: articles[i],
        views,
        score,
        previousScore,
        list,
      }))
      .filter((entry): entry is typeof entry & { article: Article } => isArticle(entry.article))
      .map((entry, i) => ({ ...entry, rank: i + 1 }));
  }

  /** Returns the IDs of the first articles of the site's list, at least `size` if it is so long. */
  async listIds(
    { window, filter }: Pick<PopularSelectionArgs, 'window' | 'filter'>,
    size: number,
  ): Promise<number[]> {
    this.reader.limitCdnTtl(CDN_TTL_MS);
    const wanted = { window, sectionIds: null, filter: omitEmptyFilter(filter), first: roundUpSize(size) };
    const key = serializeListKey(wanted);
    this.lists.set(key, wanted);
    return (await this.entries.load(key)).map(({ articleId }) => articleId);
  }

  /** Throws BadUserInputError for an invalid filter, and ForbiddenError for one that needs a scope. */
  async checkFilter(filter: ArticleFilter | null | undefined): Promise<void> {
    await this.conditions.buildForList(filter);
  }

  /** Builds the condition of a list: that of the filter, without sponsored articles unless the filter has a condition on them. */
  private async buildCondition(filter: ArticleFilter | null): Promise<Prisma.Sql> {
    const condition = await this.conditions.buildForList(filter);
    return filter && hasCondition(filter, 'isSponsored')
      ? condition
      : sql`${IS_OF_NEWSROOM} AND ${condition}`;
  }

  private getListTags({ filter }: PopularList): string[] {
    const isSponsored = cacheTags.filteredByField('sponsorship');
    return [cacheTags.popular, isSponsored, ...this.conditions.getSelectionTags(filter)];
  }

  /** Lists of the request by key. */
  private readonly lists = new Map<string, PopularListPage>();

  private readonly entries = this.createEntryLoader(null);
  private readonly joinedEntries = new Map<PopularArticles, CachedLoader<string, PopularEntry[]>>();

  /** Returns the loader of entries that takes their articles from the same statement. */
  private getJoinedEntries(articles: PopularArticles): CachedLoader<string, PopularEntry[]> {
    const loader = this.joinedEntries.get(articles) ?? this.createEntryLoader(articles);
    this.joinedEntries.set(articles, loader);
    return loader;
  }

  /** `articles` are those to load with the entries; null if they are loaded by ID. */
  private createEntryLoader(articles: PopularArticles | null): CachedLoader<string, PopularEntry[]> {
    return new CachedLoader<string, PopularEntry[]>(this.reader, {
      name: 'popular',
      load: (keys) =>
        loadGrouped(
          keys.map((key) => this.getList(key)),
          (group) => this.loadEntries(group, articles),
        ),
      getTags: (key) => this.getListTags(this.getList(key)),
    });
  }

  private getList(key: string): PopularListPage {
    return requireValue(this.lists.get(key), 'A list is registered before its entries are loaded.');
  }

  /**
   * Loads the entries of lists that differ only in their sections. With a filter, the articles with the
   * highest scores are tried first: most filters match enough of them.
   */
  private async loadEntries(
    lists: ListGroup<PopularListPage>,
    articles: PopularArticles | null,
  ): Promise<PopularEntry[][]> {
    const query = (source: Prisma.Sql, score: Prisma.Sql, lowest?: Prisma.Sql) =>
      this.queryEntries(lists, articles, { source, score, lowest });
    const { window, filter, first } = lists[0];
    const popularity = sql`
      SELECT article_id, views, score, previous_score FROM ${this.reader.table('article_popularity')}
      WHERE span = ${STORED_SPANS[window]} AND score > 0`;
    if (!filter) return (await query(sql`(${popularity}) p`, sql`p.score`)).entries;
    const head = sql`(${popularity} ORDER BY score DESC LIMIT ${HEAD_SIZE})`;
    const lowestScore = sql`(SELECT min(h.score) FROM ${head} h)`;
    const { entries, lowest } = await query(sql`${head} p`, sql`p.score`, lowestScore);
    // An article with the lowest score may be equal to one that was not tried.
    const isComplete = entries.every(
      (list) => list.length >= first && list.every(({ score }) => score > lowest),
    );
    if (isComplete) return entries;
    // An expression, since PostgreSQL would expect to find the matches early in the index of scores.
    return (await query(sql`(${popularity}) p`, sql`(p.score + 0)`)).entries;
  }

  private async queryEntries(
    lists: ListGroup<PopularListPage>,
    articles: PopularArticles | null,
    {
      source,
      score,
      lowest = sql`0`,
    }: { source: Prisma.Sql; score: Prisma.Sql; lowest?: Prisma.Sql | undefined },
  ): Promise<{ entries: PopularEntry[][]; lowest: number }> {
    const { filter, first, window, sectionIds } = lists[0];
    const reader = filter ? this.reader.withOwnBatcher() : this.reader;
    const joinedColumns = articles?.joinedColumns ?? '';
    // The list of the site without a filter is requested far more often than others.
    const isOfSite = !filter && sectionIds === null && lists.length === 1;
    const name = isOfSite ? `popular ${window} ${first} ${joinedColumns}` : null;
    const statement = await this.reader.getStatement(name, async () => {
      const condition = await this.buildCondition(filter);
      const article = this.reader.table('article');
      const columns = articles ? sql`, ${raw(joinedColumns)}` : empty;
      return sql`
          SELECT k.key, l."articleId", l.views, l.score, l."previousScore", l.lowest${columns}
          FROM ${buildListsTable(lists)} CROSS JOIN LATERAL (
            SELECT p.article_id AS "articleId", p.views, p.score, p.previous_score AS "previousScore", ${lowest} AS lowest,
              row_number() OVER (ORDER BY ${score} DESC, a.listed_at DESC, a.id DESC) AS rank
            FROM ${source} JOIN ${article} a ON a.id = p.article_id
            WHERE ${buildListCondition(this.reader)} AND ${condition}
            ORDER BY ${score} DESC, a.listed_at DESC, a.id DESC ${buildLimit(first)}
          ) l ${articles ? sql`JOIN ${article} a ON a.id = l."articleId"` : empty} ORDER BY l.rank`;
    });
    const tags = this.getListTags(lists[0]);
    const rows: EntryRow[] = articles
      ? await reader.queryFiltered<EntryRow & { joined: object }>(filter, statement, tags, {
          columns: ENTRY_COLUMNS,
          joined: articles,
        })
      : await reader.queryFiltered<EntryRow>(filter, statement, tags);
    const entries = lists.map((_, key) => rows.filter((row) => row.key === key).slice(0, first));
    return { entries, lowest: rows[0]?.lowest ?? 0 };
  }

  /** Loads an article's rank in the previous period, among the articles that can be listed now. */
  readonly previousRank = new DataLoader<PreviousRankKey, number>(
    (places) =>
      loadGrouped(
        places.map(({ list, articleId }) => ({ ...list, articleId })),
        async (group) => {
          const { window, filter } = group[0];
          const condition = await this.buildCondition(filter);
          const rows = await this.reader.queryFiltered<{ key: number; rank: number }>(
            filter,
            sql`
          SELECT k.key, (
            SELECT 1 + count(*)::int
            FROM ${this.reader.table('article_popularity')} p JOIN ${this.reader.table('article')} a ON a.id = p.article_id
            WHERE p.span = ${STORED_SPANS[window]} AND ${buildListCondition(this.reader)} AND ${condition} AND p.previous_score >= mine.previous_score
              AND (p.previous_score, a.listed_at, a.id) > (mine.previous_score, it.listed_at, it.id)
          ) AS rank
          FROM ${buildListsTable(group)} JOIN unnest(${group.map(({ articleId }) => articleId)}::int[])
            WITH ORDINALITY AS wanted(article_id, number) ON wanted.number = k.key + 1
          JOIN ${this.reader.table('article')} it ON it.id = wanted.article_id
          JOIN ${this.reader.table('article_popularity')} mine ON mine.article_id = it.id AND mine.span = ${STORED_SPANS[window]}`,
            this.getListTags(group[0]),
          );
          const ranks = new Map(rows.map(({ key, rank }) => [key, rank]));
          return group.map((_, key) => ranks.get(key) ?? 1);
        },
      ),
    { cache: false },
  );
}

function serializeListKey({ window, sectionIds, filter, first }: PopularListPage): string {
  return JSON.stringify([window, sectionIds, filter, first]);
}

function assertInRange(argument: string, size: number): void {
  if (size >= 0 && size <= MAX_LIST_SIZE) return;
  throw new BadUserInputError(`${argument} must be between 0 and ${MAX_LIST_SIZE}, not ${size}.`);
}

/** Returns false for an article unpublished a moment ago. Throws if the article could not be loaded. */
function isArticle(article: Article | null | Error | undefined): article is Article {
  if (article instanceof Error) throw article;
  return article != null;
}
