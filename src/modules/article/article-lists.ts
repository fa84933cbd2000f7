import DataLoader from 'dataloader';
import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { plannedOnce } from '../../database/planned-once.js';
import type { Reader } from '../../database/reader.js';
import type { ArticleFilter } from '../../shared/article-filter.js';
import { articleCondition, type SectionIds } from '../../shared/article-filter.sql.js';
import { betweenCursors, orderAndLimit, type Sort } from '../../shared/keyset.js';
import type { PageRequest, Position } from '../../shared/page.js';
import { ArticleOrder, type ArticleRow } from './article.type.js';

const { sql } = Prisma;

/** All articles, or those of one section (with everything below it), tag or author. */
export type ArticleScope = { of: 'site' } | { of: 'section' | 'tag' | 'author'; id: number };

export interface ArticleList {
  scope: ArticleScope;
  filter?: ArticleFilter | null;
  orderBy: ArticleOrder;
}

interface PageOfList extends ArticleList {
  page: PageRequest;
}

/**
 * Reads which articles stand in a list. Lists that differ only in the section, tag or author that they are of
 * are read by one statement: a list of tags with five articles each costs one, however many tags there are.
 */
export class ArticleLists {
  constructor(
    private readonly reader: Reader,
    private readonly sectionIds: SectionIds,
  ) {}

  /** The ids of a page, one more than wanted when the list goes on. */
  readonly ids = new DataLoader<PageOfList, number[]>((lists) =>
    this.inGroups('ids of', lists, async ({ filter, orderBy, page, scope }, owners, reads) => {
      const sort = sortOf(orderBy, scope);
      const condition = await articleCondition(this.reader, filter, this.sectionIds);
      // What is narrowed may have to be looked for far down the list.
      const reader = filter ? this.reader.apart() : this.reader;
      const rows = await reader.query<{ key: number; ids: number[] }>(
        sql`
        SELECT k.key, ARRAY(
          SELECT a.id FROM ${this.from(scope)}
          WHERE ${inScope(scope)} AND ${condition} ${betweenCursors(sort, page)} ${orderAndLimit(sort, page)}
        ) AS ids FROM ${owners}`,
        reads,
      );
      return (owner) => (rows.find(({ key }) => key === owner)?.ids ?? []).slice(0, page.size + 1);
    }),
  );

  /** The length of a list. */
  readonly count = new DataLoader<ArticleList, number>((lists) =>
    this.inGroups('count of', lists, async ({ filter, scope }, owners, reads) => {
      const condition = await articleCondition(this.reader, filter, this.sectionIds);
      const rows = await this.reader.apart().query<{ key: number; articles: number }>(
        sql`
        SELECT k.key, (
          SELECT count(*)::int FROM ${this.from(scope)} WHERE ${inScope(scope)} AND ${condition}
        ) AS articles FROM ${owners}`,
        reads,
      );
      return (owner) => rows.find(({ key }) => key === owner)?.articles ?? 0;
    }),
  );

  private from({ of }: ArticleScope): Prisma.Sql {
    const article = this.reader.table('article');
    if (of === 'site' || of === 'section') return sql`${article} a`;
    return sql`${this.reader.table(`article_${of}`)} m JOIN ${article} a ON a.id = m.article_id`;
  }

  /**
   * Reads lists in groups that differ in nothing but whose they are, as far as they are not remembered. `read` is
   * given a list of the group, the owners `k` of them all (k.key the owner's id, k.ids the ids that count as it) and
   * the keys of what is read, and answers how to find an owner's result. `what` names the results in memory.
   */
  private async inGroups<List extends ArticleList, Result>(
    what: string,
    lists: readonly List[],
    read: (first: List, owners: Prisma.Sql, reads: string[]) => Promise<(owner: number) => Result>,
  ): Promise<Result[]> {
    const groups = new Map<string, List[]>();
    for (const list of lists) groups.set(groupOf(list), [...(groups.get(groupOf(list)) ?? []), list]);
    const results = new Map<List, Result>();
    await Promise.all(
      [...groups].map(async ([name, group]) => {
        const ofOwner = new Map(group.map((list) => [ownerId(list.scope), list]));
        const load = async (owners: number[]) => {
          const missing = owners.map((owner) => ofOwner.get(owner)!);
          const reads = missing.flatMap(readsOf);
          return owners.map(await read(group[0]!, ownersOf(await this.idsOfOwners(missing)), reads));
        };
        const reads = (owner: number) => readsOf(ofOwner.get(owner)!);
        const owners = group.map(({ scope }) => ownerId(scope));
        const values = await this.reader.remember({ name: `${what} ${name}`, load, reads }, owners);
        for (const [i, list] of group.entries()) results.set(list, values[i]!);
      }),
    );
    return lists.map((list) => results.get(list)!);
  }

  /** Pairs of an owner and an id that counts as it: a section's own and those below it, else just its own. */
  private async idsOfOwners(group: ArticleList[]): Promise<[owner: number, id: number][]> {
    const pairs = group.map(async ({ scope }) => {
      const ids = scope.of === 'section' ? await this.sectionIds.byId(scope.id) : [ownerId(scope)];
      return ids.map((id): [number, number] => [ownerId(scope), id]);
    });
    return (await Promise.all(pairs)).flat();
  }
}

/** What a list is sorted by. By date, the lists of a tag or author come from the index of their own table. */
function sortOf(orderBy: ArticleOrder, { of }: ArticleScope): Sort {
  const member = of === 'tag' || of === 'author';
  const byDate: Omit<Sort, 'isDescending'> = member
    ? { column: sql`m.listed_at`, id: sql`m.article_id`, type: 'timestamptz' }
    : { column: sql`a.listed_at`, id: sql`a.id`, type: 'timestamptz' };
  return {
    [ArticleOrder.NEWEST]: { ...byDate, isDescending: true },
    [ArticleOrder.OLDEST]: { ...byDate, isDescending: false },
    [ArticleOrder.UPDATED]: { ...byDate, column: sql`a.updated_at`, id: sql`a.id`, isDescending: true },
    [ArticleOrder.TITLE]: { column: sql`a.title`, id: sql`a.id`, type: 'text' as const, isDescending: false },
  }[orderBy];
}

/** Where an article stands in an order. */
export function positionIn(orderBy: ArticleOrder): (article: ArticleRow) => Position {
  switch (orderBy) {
    case ArticleOrder.TITLE:
      return ({ title, id }) => ({ value: title, id });
    case ArticleOrder.UPDATED:
      return ({ updatedAt, id }) => ({ value: updatedAt.toISOString(), id });
    default:
      return ({ listedAt, id }) => ({ value: listedAt.toISOString(), id });
  }
}

function inScope({ of }: ArticleScope): Prisma.Sql {
  if (of === 'site') return sql`true`;
  if (of === 'section') return sql`a.section_id = ANY(k.ids)`;
  return of === 'tag' ? sql`m.tag_id = k.key` : sql`m.author_id = k.key`;
}

function groupOf(list: ArticleList): string {
  return JSON.stringify({ ...list, scope: list.scope.of });
}

function ownerId(scope: ArticleScope): number {
  return scope.of === 'site' ? 0 : scope.id;
}

function readsOf({
  scope,
  filter,
  orderBy,
}: Pick<ArticleList, 'scope' | 'filter'> & { orderBy?: ArticleOrder }) {
  const order = orderBy ? KEY_OF_ORDER[orderBy] : 'date';
  const list = scope.of === 'site' ? 'site' : (`${scope.of}:${scope.id}` as const);
  // What is below a section is in its lists as well.
  const isOfSections = scope.of === 'section' || filter?.section != null;
  const filed = filedUnder(filter);
  // By date, what is filed elsewhere comes and goes unnoticed.
  const isApart = scope.of === 'site' && order === 'date' && filed.length > 0;
  return [
    ...(isApart ? [] : [keys.articles(list, order)]),
    ...filed,
    ...(isOfSections ? [keys.sections] : []),
  ];
}

/** The keys of which articles a filter finds, but for when they were published. */
export function filedUnder(filter: ArticleFilter | null | undefined): string[] {
  const { section, tag, author } = filter ?? {};
  return [
    ...(section ?? []).map((slug) => keys.filed('section', slug)),
    ...(tag ?? []).map((slug) => keys.filed('tag', slug)),
    ...(author ?? []).map((slug) => keys.filed('author', slug)),
  ];
}

const KEY_OF_ORDER = {
  [ArticleOrder.NEWEST]: 'date',
  [ArticleOrder.OLDEST]: 'date',
  [ArticleOrder.UPDATED]: 'updated',
  [ArticleOrder.TITLE]: 'title',
} as const;

function ownersOf(pairs: [owner: number, id: number][]): Prisma.Sql {
  const known = plannedOnce(pairs);
  const owners = known.map(([owner]) => owner);
  const ids = known.map(([, id]) => id);
  return sql`(
    SELECT key, array_agg(id) AS ids FROM unnest(${owners}::int[], ${ids}::int[]) AS pair(key, id) GROUP BY key
  ) k`;
}
