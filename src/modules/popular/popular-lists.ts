import { Prisma } from '../../database/generated/client.js';
import { IS_LISTED } from '../../fields/article-filter/listed.sql.js';
import type { PopularList } from './popular.type.js';

const { sql, raw } = Prisma;

/** Qualifies the tables of a perspective. */
interface Tables {
  table(name: string): Prisma.Sql;
}

/**
 * Loads lists and returns results in their order. Lists that differ only in their sections are passed to
 * `loadGroup` as one group.
 */
export async function loadGrouped<List extends PopularList, Result>(
  lists: readonly List[],
  loadGroup: (group: List[]) => Promise<Result[]>,
): Promise<Result[]> {
  const groups = new Map<string, List[]>();
  for (const list of lists) {
    const name = getGroupKey(list);
    groups.set(name, [...(groups.get(name) ?? []), list]);
  }
  const results = new Map<List, Result>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const found = await loadGroup(group);
      for (const [i, list] of group.entries()) results.set(list, found[i]!);
    }),
  );
  return lists.map((list) => results.get(list)!);
}

function getGroupKey(list: PopularList & { first?: number }): string {
  return JSON.stringify([list.window, list.excludedIds, list.first]);
}

/**
 * Builds an SQL row source `k` of the lists of a group: k.key is the index in the group, k.ids the section
 * IDs.
 */
export function buildListsTable(group: readonly PopularList[]): Prisma.Sql {
  // A literal row is planned once; PostgreSQL cannot estimate the number of rows of an array parameter.
  if (group.length === 1 && group[0]!.sectionIds === null) {
    return sql`(SELECT 0 AS key, true AS of_site, '{}'::int[] AS ids) k`;
  }
  const pairs = group.flatMap(({ sectionIds }, key) => (sectionIds ?? []).map((id) => [key, id] as const));
  const keys = group.map((_, key) => key);
  const ofSite = group.map(({ sectionIds }) => sectionIds === null);
  return sql`(
    SELECT of.key, of.of_site, ARRAY(
      SELECT pair.id FROM unnest(${pairs.map(([key]) => key)}::int[], ${pairs.map(([, id]) => id)}::int[]) AS pair(key, id)
      WHERE pair.key = of.key
    ) AS ids
    FROM unnest(${keys}::int[], ${ofSite}::boolean[]) AS of(key, of_site)
  ) k`;
}

/** Builds the condition that article `a` belongs to list `k`, which has no pages. */
export function buildListCondition({ table }: Tables, excludedIds: number[]): Prisma.Sql {
  return sql`a.${raw(IS_LISTED)} AND (k.of_site OR EXISTS (
    SELECT FROM ${table('article_section')} f WHERE f.article_id = a.id AND f.section_id = ANY(k.ids)
  )) AND a.id <> ALL(${excludedIds}::int[])`;
}
