import { cacheTags } from '../../cache/cache-tags.js';
import { type Correction, Prisma } from '../../database/generated/client.js';
import {
  CachedLoader,
  createCachedListLoader,
  createCachedLoader,
} from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Context } from '../../graphql/context.js';
import type { Loaders } from '../../graphql/loaders.js';
import { LINK_COLUMNS, LINK_FIELDS, TEASER_COLUMNS, TEASER_LIST } from '../../shared/article/link-fields.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import {
  createExclusion,
  type Exclusion,
  getLoadedSize,
  roundUpSize,
} from '../../shared/exclusion/exclusion.js';
import type { NumberedConnectionArgs } from '../../shared/pagination/connection.js';
import { buildConnection, type ConnectionPage, parsePageArgs } from '../../shared/pagination/pagination.js';
import { type AllowedFields, type FieldSelection, selectsOnly } from '../../shared/selects-only.js';
import { BodyLoaders } from '../bodies/body.loaders.js';
import type { ArticlesArgs } from './article.inputs.js';
import { type ArchiveMonth, ArticleOrder, type ArticleRow, Article as GraphArticle } from './article.type.js';
import { type ArticleList, ArticleLists } from './article-lists.js';
import { type ArticleColumn, ArticleRows, COLUMNS } from './article-rows.js';
import type { ArticleFilter } from './filter/article-filter.js';
import { type ArticleConditionBuilder, omitEmptyFilter } from './filter/article-filter.sql.js';
import { IS_LISTED } from './filter/listed.sql.js';

const { sql, raw } = Prisma;

const OPENING_COLUMNS: ('id' | 'opening')[] = ['id', 'opening'];

interface Neighbour {
  of: number;
  isNext: boolean;
  id: number;
}

type NeighbourRow = Omit<Neighbour, 'id'> & { joined: GraphArticle };

export class ArticleLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly getConditions: () => ArticleConditionBuilder,
    /** Loaders with which articles are read on a site with several languages; null on others. */
    private readonly translations: Loaders['translations'] | null,
  ) {}

  /** Articles with all columns that most queries need. */
  readonly whole = new ArticleRows(this.reader, 'article', COLUMNS, this.translations);
  /** Those with some columns, by these. */
  private readonly partial = new Map<readonly ArticleColumn[], ArticleRows>();
  private readonly listsByRows = new Map<ArticleRows, ArticleLists>();

  readonly byId = this.whole.byId;
  readonly bodies = new BodyLoaders(this.reader);

  /**
   * Returns the loaders of the articles of a field: those with the given columns, of links by default, if it selects
   * only what is `allowed`, for which they suffice. Where articles are cached, all parts of a site share whole ones.
   */
  chooseRows(
    info: FieldSelection,
    allowed: AllowedFields,
    columns: readonly ArticleColumn[] = LINK_COLUMNS,
  ): ArticleRows {
    if (this.reader.canCache || !selectsOnly(info, allowed)) return this.whole;
    const known =
      this.partial.get(columns) ?? new ArticleRows(this.reader, `article with ${columns.join()}`, columns);
    this.partial.set(columns, known);
    return known;
  }

  /** Returns the loaders of lists that take their articles along as these rows. */
  private getLists(rows: ArticleRows): ArticleLists {
    const known = this.listsByRows.get(rows) ?? new ArticleLists(this.reader, this.getConditions, rows);
    this.listsByRows.set(rows, known);
    return known;
  }

  private get lists(): ArticleLists {
    return this.getLists(this.whole);
  }

  readonly bySlug = this.whole.createLoader('slug', cacheTags.slug);

  /** Loads articles by their current paths. */
  readonly byPath = this.whole.createLoader('path', cacheTags.path);

  private readonly openings = createCachedLoader(this.reader, {
    name: 'opening',
    loadRows: (ids: number[]) =>
      this.reader.selectByKey('article', 'id', ids, cacheTags.article, OPENING_COLUMNS),
    getKey: (article) => article.id,
    getTags: (id) => [cacheTags.article(id)],
  });

  /** Loads the standfirst, or the first 100 words of the body if there is none. */
  loadSummary({ id, standfirst }: ArticleRow): MaybePromise<string> {
    return standfirst ?? mapMaybePromise(this.openings.load(id), (article) => article?.opening ?? '');
  }

  /** Loads the data that `loadSummary` needs for several articles in one statement. */
  preloadSummaries(articles: readonly ArticleRow[]): Promise<void> | null {
    return this.openings.preload(
      articles.filter(({ standfirst }) => standfirst === null).map(({ id }) => id),
    );
  }

  readonly corrections = createCachedListLoader(this.reader, {
    name: 'corrections',
    loadRows: async (ids: number[]) => {
      const rows = await this.reader.selectByKey('correction', 'articleId', ids, cacheTags.article);
      return rows.sort((a, b) => a.at.getTime() - b.at.getTime() || a.id - b.id);
    },
    getKey: (correction) => correction.articleId,
    getTags: (id) => [cacheTags.article(id)],
  });

  /** Loads a correction by its ID; null if the article is not in the perspective. */
  async loadCorrection(id: number): Promise<Correction | null> {
    const [correction] = await this.reader.selectByKey('correction', 'id', [id], null);
    if (correction) this.reader.trackTags([cacheTags.article(correction.articleId)]);
    // No tag names a correction that is added later.
    else this.reader.limitTtl(0);
    return correction ?? null;
  }

  /** Loaders of the IDs of the articles published just before and just after an article; a page has neither. */
  private readonly neighbours = new Map<ArticleRows, CachedLoader<number, Neighbour[]>>();

  private getNeighbourLoader(articles: ArticleRows): CachedLoader<number, Neighbour[]> {
    const known = this.neighbours.get(articles);
    if (known) return known;
    const loader = createCachedListLoader<number, Neighbour>(this.reader, {
      name: 'neighbours',
      loadRows: async (ids) => {
        const { joinedColumns } = articles;
        const text = this.reader.getText(`neighbours ${joinedColumns}`, () =>
          buildNeighboursStatement(this.reader, joinedColumns),
        );
        const rows = await this.reader.queryByKeys<NeighbourRow>(
          { text, keyColumn: 'of', columns: ['of', 'isNext'], joined: articles },
          ids,
          ids.map(cacheTags.neighbours),
        );
        return rows.map(({ of, isNext, joined }) => ({ of, isNext, id: joined.id }));
      },
      getKey: ({ of }) => of,
      getTags: (id) => [cacheTags.neighbours(id)],
    });
    this.neighbours.set(articles, loader);
    return loader;
  }

  /** Loads the article published just before another, or just after it, for a field that returns it. */
  loadNeighbour(id: number, isNext: boolean, info: FieldSelection): MaybePromise<ArticleRow | null> {
    const articles = this.chooseRows(info, LINK_FIELDS);
    return mapMaybePromise(this.getNeighbourLoader(articles).load(id), (neighbours) => {
      const neighbour = neighbours.find((each) => each.isNext === isNext);
      return neighbour ? articles.byId.load(neighbour.id) : null;
    });
  }

  /**
   * Returns a page of a list, for the selection of a field if one is given. Throws BadUserInputError if the arguments are out of range, and ForbiddenError if they
   * need a scope.
   */
  async list(
    { scope, filter, orderBy }: ArticleList,
    args: NumberedConnectionArgs,
    exclusion: Exclusion | null = null,
    info: FieldSelection | null = null,
  ): Promise<ConnectionPage<ArticleRow>> {
    if (this.lists.getSort(orderBy).isForEditors) this.getConditions().assertCanReadStates();
    if (args.page != null && exclusion) {
      throw new BadUserInputError('page: cannot be combined with exclude or unique. Use after instead.');
    }
    const page = parsePageArgs(`articles by ${orderBy}`, args);
    const list = { scope, filter: omitEmptyFilter(filter), orderBy };
    const size = getLoadedSize(page.size, exclusion);
    // Cursors by another order have values of other columns.
    const isByDate = orderBy === ArticleOrder.NEWEST || orderBy === ArticleOrder.OLDEST;
    const rows =
      info && isByDate && !exclusion ? this.chooseRows(info, TEASER_LIST, TEASER_COLUMNS) : this.whole;
    const ids = await this.getLists(rows).ids.load({
      ...list,
      page: { ...page, size },
      // With a cache, most articles of a list are in it.
      isJoined: !this.reader.canCache && !exclusion,
    });
    const shown = exclusion ? (await exclusion.select(ids, (id) => id, page.size)).entries : ids;
    const found = (await rows.byId.loadMany(shown)).filter((article) => article !== null);
    const getValue = this.lists.getSort(orderBy).getValue ?? (await this.loadSortValues(shown, orderBy));
    const getPosition = (article: ArticleRow) => ({ value: getValue(article), id: article.id });
    return buildConnection(page, found, getPosition, () => this.lists.count.load(list));
  }

  /** Returns the IDs of the first articles of a list, at least `size` if it is so long. Throws the errors of `list`. */
  listIds({ scope, filter, orderBy }: ArticleList, size: number): Promise<number[]> {
    const page = { list: 'ids', size: roundUpSize(size), isBackwards: false, after: null, before: null };
    return this.lists.ids.load({
      ...{ scope, filter: omitEmptyFilter(filter), orderBy },
      page: { ...page, number: null },
      isJoined: false,
    });
  }

  private async loadSortValues(
    ids: number[],
    orderBy: ArticleOrder,
  ): Promise<(article: ArticleRow) => string> {
    const values = await this.lists.loadSortValues(ids, orderBy);
    // An article that was deleted meanwhile has none.
    return ({ id }) => values.get(id) ?? '';
  }

  /** Loads the length of a list. Lists that differ only in their section, tag or author share a statement. */
  count({ filter, ...list }: ArticleList): Promise<number> {
    return this.lists.count.load({ ...list, filter: omitEmptyFilter(filter) });
  }

  /** Returns those of the articles that match a filter. Throws the errors of `ArticleConditionBuilder.build`. */
  async selectMatching(ids: number[], filter: ArticleFilter): Promise<Set<number>> {
    const condition = await this.getConditions().buildForList(filter);
    const rows = await this.reader
      .withOwnBatcher()
      .queryFiltered<{ id: number }>(
        filter,
        sql`SELECT a.id FROM ${this.reader.table('article')} a WHERE a.id = ANY(${ids}::int[]) AND ${condition}`,
        [...ids.map(cacheTags.article), ...this.getConditions().getSelectionTags(filter)],
      );
    return new Set(rows.map(({ id }) => id));
  }

  /** Returns the months of a time zone that have articles, latest first. */
  async listArchiveMonths(
    filter: ArticleFilter | null | undefined,
    timeZone: string,
  ): Promise<ArchiveMonth[]> {
    const condition = await this.getConditions().buildForList(filter);
    const article = this.reader.table('article');
    const months =
      this.reader.isPublished && !omitEmptyFilter(filter)
        ? buildMonthsByIndex(article, condition, timeZone)
        : sql`
          SELECT date_trunc('month', a.published_at AT TIME ZONE ${timeZone}) AS month, count(*)::int AS "articleCount"
          FROM ${article} a WHERE a.published_at IS NOT NULL AND ${condition} GROUP BY 1`;
    return this.reader.withOwnBatcher().queryFiltered<ArchiveMonth>(
      filter,
      sql`
      SELECT extract(year FROM month)::int AS year, extract(month FROM month)::int AS month, "articleCount"
      FROM (${months}) months ORDER BY months.month DESC`,
      [cacheTags.articles('site'), ...this.getConditions().getSelectionTags(filter)],
    );
  }
}

/**
 * Builds the counts of months one by one, each of which reads a range of the index of lists by date. The next month is that of
 * the next article, so that years without articles cost nothing. A month ends after its last microsecond, since its first hour
 * can occur twice.
 */
function buildMonthsByIndex(article: Prisma.Sql, condition: Prisma.Sql, timeZone: string): Prisma.Sql {
  const selectNext = (within: Prisma.Sql) => sql`
    SELECT month, first, (month + interval '1 month' - interval '1 us') AT TIME ZONE ${timeZone} + interval '1 us' AS until FROM (
      SELECT a.listed_at AS first, date_trunc('month', a.listed_at AT TIME ZONE ${timeZone}) AS month
      FROM ${article} a WHERE ${within} AND ${condition} ORDER BY a.listed_at LIMIT 1
    ) n`;
  return sql`
    WITH RECURSIVE found AS (
      (${selectNext(sql`true`)})
      UNION ALL SELECT n.* FROM found f CROSS JOIN LATERAL (${selectNext(sql`a.listed_at >= f.until`)}) n
    )
    SELECT f.month, (
      SELECT count(*)::int FROM ${article} a WHERE a.listed_at >= f.first AND a.listed_at < f.until AND ${condition}
    ) AS "articleCount" FROM found f`;
}

function buildNeighboursStatement(reader: ReadClient, joinedColumns: string): Prisma.Sql {
  const article = reader.table('article');
  const columns = raw(joinedColumns);
  return sql`
    SELECT k.id, n.* FROM ${article} k CROSS JOIN LATERAL (
      (SELECT false, ${columns} FROM ${article} a
       WHERE a.${raw(IS_LISTED)} AND (a.listed_at, a.id) < (k.listed_at, k.id) ORDER BY a.listed_at DESC, a.id DESC LIMIT 1)
      UNION ALL
      (SELECT true, ${columns} FROM ${article} a
       WHERE a.${raw(IS_LISTED)} AND (a.listed_at, a.id) > (k.listed_at, k.id) ORDER BY a.listed_at, a.id LIMIT 1)
    ) n WHERE k.id = ANY($1) AND k.${raw(IS_LISTED)}`;
}

/** Returns a page of the list that the arguments of a field select, for its selection. */
export async function listArticles(
  context: Context,
  list: Omit<ArticleList, 'orderBy'>,
  { orderBy, exclude, ...page }: ArticlesArgs,
  info: FieldSelection,
): Promise<ConnectionPage<ArticleRow>> {
  return context.articles.list({ ...list, orderBy }, page, await createExclusion(context, exclude), info);
}
