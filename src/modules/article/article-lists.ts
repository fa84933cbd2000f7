import DataLoader from 'dataloader';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { padToStablePlan } from '../../database/read/pad-parameters.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { JoinedRows } from '../../database/read/table-rows.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../shared/pagination/keyset.js';
import type { PageRequest } from '../../shared/pagination/pagination.js';
import { requireValue } from '../../shared/require-value.js';
import { zip } from '../../shared/zip.js';
import { ArticleOrder } from './article.type.js';
import { type ArticleSort, getSort } from './article-orders.js';
import { type ArticleScope, buildOwnersTable, buildScopeCondition, getOwnerId } from './article-scope.sql.js';
import { buildCountCondition } from './filter/article-counts.sql.js';
import type { ArticleFilter } from './filter/article-filter.js';
import { type ArticleConditionBuilder, LISTED } from './filter/article-filter.sql.js';
import { buildUnlistedIds } from './filter/listed.sql.js';
import { selectArticleIds } from './filter/predicate.js';
import { STATES } from './filter/state-condition.sql.js';

import { canMerge, isInPageOfAny } from './merged-lists.sql.js';

const { sql, raw } = Prisma;

export interface ArticleList {
  scope: ArticleScope;
  /** Filter with at least one condition, if any. */
  filter?: ArticleFilter | null;
  orderBy: ArticleOrder;
}

interface ArticleListPage extends ArticleList {
  page: PageRequest;
  /** True if the articles are loaded with their IDs. */
  isJoined: boolean;
}

/**
 * Loads the IDs and lengths of article lists, batched. Lists that differ only in their section, tag, author or
 * series share one SQL statement.
 */
export class ArticleLists {
  constructor(
    private readonly reader: ReadClient,
    private readonly getConditions: () => ArticleConditionBuilder,
    private readonly articles: JoinedRows,
  ) {}

  /** Loads the IDs of a page, plus one more if the list continues after it. */
  readonly ids = new DataLoader<ArticleListPage, number[]>((lists) =>
    this.loadGrouped('ids of', lists, async ({ filter, orderBy, page, scope, isJoined }, owners, reads) => {
      const sort = getSortKey(this.getSort(orderBy), scope);
      const condition = await this.buildPageCondition({ filter, orderBy, page, scope });
      // A filtered query may scan far down the list, so it must not delay other batched queries.
      const reader = filter ? this.reader.withOwnBatcher() : this.reader;
      const idArray = sql`ARRAY(
          SELECT a.id FROM ${this.buildFrom(scope, orderBy)}
          WHERE ${buildScopeCondition(scope, filter != null)} AND ${condition} ${buildCursorRange(sort, page)} ${buildOrderAndLimit(sort, page)}
        )`;
      const ids = isJoined
        ? await this.loadJoined(reader, idArray, { filter, owners, reads })
        : await loadIds(reader, idArray, { filter, owners, reads });
      return (owner) => (ids.get(owner) ?? []).slice(0, page.size + 1);
    }),
  );

  /** Builds the condition on the articles of a page. */
  private async buildPageCondition(list: Omit<ArticleListPage, 'isJoined'>): Promise<Prisma.Sql> {
    const { condition, rows } = await this.getConditions().buildRowsForList(list.filter);
    const sort = this.getSort(list.orderBy);
    if (list.scope.of !== 'site' || !canMerge(rows, sort, list.page)) return condition;
    const buildPage = (key: SortKey) =>
      sql`AND ${LISTED} ${buildCursorRange(key, list.page)} ${buildOrderAndLimit(key, list.page)}`;
    return isInPageOfAny(this.reader.table('article'), rows, sort, buildPage);
  }

  /** Loads the IDs of lists by owner, and their articles with them. */
  private async loadJoined(
    reader: ReadClient,
    idArray: Prisma.Sql,
    { filter, owners, reads }: ListStatement,
  ): Promise<Map<number, number[]>> {
    const rows = await reader.queryFiltered<{ key: number; joined: { id: number } }>(
      filter,
      sql`
        SELECT k.key, ${raw(this.articles.joinedColumns)}
        FROM ${owners} CROSS JOIN LATERAL unnest(${idArray}) WITH ORDINALITY AS list(id, place)
        JOIN ${reader.table('article')} a ON a.id = list.id ORDER BY k.key, list.place`,
      reads,
      { columns: ['key'], joined: this.articles },
    );
    const ids = new Map<number, number[]>();
    for (const { key, joined } of rows) {
      const list = ids.get(key) ?? [];
      list.push(joined.id);
      ids.set(key, list);
    }
    return ids;
  }

  /** Loads the length of a list. */
  readonly count = new DataLoader<ArticleList, number>((lists) =>
    this.loadGrouped('count of', lists, async ({ filter, scope }, owners, reads) => {
      const counts = filter || scope.of === 'series' ? null : this.reader.articleCounts;
      const articles =
        counts && scope.of !== 'series'
          ? sql`SELECT c.articles FROM ${counts} c WHERE ${buildCountCondition(scope.of, sql`k.key`)}`
          : sql`SELECT count(*)::int FROM ${await this.buildMembers({ filter, scope })}`;
      const rows = await this.reader
        .withOwnBatcher()
        .queryFiltered<{ key: number; articles: number | null }>(
          filter,
          sql`SELECT k.key, (${articles}) AS articles FROM ${owners}`,
          reads,
        );
      return (owner) => rows.find(({ key }) => key === owner)?.articles ?? 0;
    }),
  );

  /** Loads the values by which articles are sorted, as cursors have them. */
  async loadSortValues(ids: number[], orderBy: ArticleOrder): Promise<Map<number, string>> {
    const rows = await this.reader.query<{ id: number; value: Date | string }>(
      sql`
      SELECT a.id, ${this.getSort(orderBy).column} AS value FROM ${this.buildFrom({ of: 'site' }, orderBy)}
      WHERE a.id = ANY(${padToStablePlan(ids)}::int[])`,
      [],
    );
    return new Map(rows.map(({ id, value }) => [id, value instanceof Date ? value.toISOString() : value]));
  }

  /** Returns how an order sorts. */
  getSort(orderBy: ArticleOrder): ArticleSort {
    return getSort(orderBy, () => this.getConditions().model);
  }

  private getListTags({
    scope,
    filter,
    orderBy,
  }: Pick<ArticleList, 'scope' | 'filter'> & { orderBy?: ArticleOrder }): string[] {
    const { tag: order, changes = [] } = this.getSort(orderBy ?? ArticleOrder.NEWEST);
    // The list of a series changes with its parts.
    const orderChanges = scope.of === 'series' && orderBy === ArticleOrder.PART ? [] : changes;
    const list = scope.of === 'site' ? 'site' : (`${scope.of}:${scope.id}` as const);
    if (!filter) return [cacheTags.articles(list, order), ...orderChanges];
    const { changes: filterChanges, members } = this.getConditions().getTags(filter, list);
    // By date, the site's list is unaffected by articles outside the filter.
    const ignoresListDate = scope.of === 'site' && order === 'date' && members !== null;
    return [
      ...(ignoresListDate ? members : [cacheTags.articles(list, order)]),
      ...filterChanges,
      ...orderChanges,
    ];
  }

  private buildFrom({ of }: ArticleScope, orderBy?: ArticleOrder): Prisma.Sql {
    const article = this.reader.table('article');
    const readsStates = orderBy !== undefined && this.getSort(orderBy).isForEditors;
    const states = readsStates
      ? sql`JOIN ${this.reader.previewTable(STATES)} s ON s.id = a.id`
      : Prisma.empty;
    if (of === 'site' || of === 'series') return sql`${article} a ${states}`;
    return sql`${this.reader.table(`article_${of}`)} m JOIN ${article} a ON a.id = m.article_id ${states}`;
  }

  /**
   * Builds the FROM and WHERE clauses of all articles of a list. Without a filter, those of a section, tag or author are in the
   * index of their own table, and alternatives in those of theirs: to look each of them up takes several times as long.
   */
  private async buildMembers({ scope, filter }: Pick<ArticleList, 'scope' | 'filter'>): Promise<Prisma.Sql> {
    const { reader } = this;
    const isMember = buildScopeCondition(scope, filter != null);
    if (!filter && scope.of !== 'site' && scope.of !== 'series')
      return sql`${reader.table(`article_${scope.of}`)} m
        WHERE ${isMember} AND m.article_id NOT IN ${buildUnlistedIds(reader.table('article'))}`;
    const { condition, rows } = await this.getConditions().buildRowsForList(filter);
    const isSelected = rows.length > 1 ? sql`${LISTED} AND a.id IN (${selectArticleIds(rows)})` : condition;
    return sql`${this.buildFrom(scope)} WHERE ${isMember} AND ${isSelected}`;
  }

  /**
   * Groups lists that differ only in their owner and passes each group to `loadGroup`, which returns a lookup
   * by owner. Cached results are reused; `label` prefixes the cache key.
   *
   * `owners` is an SQL row source `k` of the group's owners: k.key is the owner's ID. `reads` are the cache tags
   * of the lists.
   */
  private async loadGrouped<List extends ArticleList, Result>(
    label: string,
    lists: readonly List[],
    loadGroup: (first: List, owners: Prisma.Sql, reads: string[]) => Promise<(owner: number) => Result>,
  ): Promise<Result[]> {
    const groups = new Map<string, [List, ...List[]]>();
    for (const list of lists) {
      const group = groups.get(getGroupKey(list));
      if (group) group.push(list);
      else groups.set(getGroupKey(list), [list]);
    }
    const results = new Map<List, Result>();
    await Promise.all(
      [...groups].map(async ([name, group]) => {
        const listByOwner = new Map(group.map((list) => [getOwnerId(list.scope), list]));
        const getTags = (owner: number) =>
          this.getListTags(requireValue(listByOwner.get(owner), 'Each owner has a list of the group.'));
        const load = async (owners: number[]) => {
          const reads = owners.flatMap(getTags);
          return owners.map(await loadGroup(group[0], buildOwnersTable(owners), reads));
        };
        const owners = group.map(({ scope }) => getOwnerId(scope));
        const values = await this.reader.loadCached({ name: `${label} ${name}`, load, getTags }, owners);
        for (const [list, value] of zip<[List, Result]>(group, values)) results.set(list, value);
      }),
    );
    return lists.map((list) => requireValue(results.get(list), 'Each list is in a group.'));
  }
}

/** Parts of a statement of lists, as loadGrouped passes them. */
interface ListStatement {
  filter: ArticleFilter | null | undefined;
  owners: Prisma.Sql;
  reads: string[];
}

async function loadIds(
  reader: ReadClient,
  idArray: Prisma.Sql,
  { filter, owners, reads }: ListStatement,
): Promise<Map<number, number[]>> {
  const rows = await reader.queryFiltered<{ key: number; ids: number[] }>(
    filter,
    sql`SELECT k.key, ${idArray} AS ids FROM ${owners}`,
    reads,
  );
  return new Map(rows.map(({ key, ids }) => [key, ids]));
}

function getGroupKey(list: ArticleList): string {
  return JSON.stringify({ ...list, scope: list.scope.of });
}

/** Returns the sort key of a list. By date, lists of a section, tag or author use the index of their own table. */
function getSortKey(sort: ArticleSort, { of }: ArticleScope): SortKey {
  if (of === 'site' || of === 'series' || !sort.isOfMember) return { ...sort, id: sql`a.id` };
  return { ...sort, column: sql`m.listed_at`, id: sql`m.article_id` };
}
