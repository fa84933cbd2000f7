import { Prisma } from '../../database/generated/client.js';
import type { PopularWindow } from './popular.type.js';

const { sql } = Prisma;

/** The popular articles of the site, or of sections. */
export interface PopularList {
  window: PopularWindow;
  /** Null for the whole site; else the ids that an article's section is one of. */
  sectionIds: number[] | null;
  excludedIds: number[];
}

/** Answers lists in their order; those that differ only in their sections are handed to `read` together. */
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

/** The lists of a group as rows `k`: k.key the place in the group, k.of_site, k.ids the sections. */
export function buildListsTable(group: readonly PopularList[]): Prisma.Sql {
  // Said in so many words, it is planned once: of lists that come as values PostgreSQL does not know how many there are.
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

/** The condition on article `a` that it is of list `k`. */
export function buildListCondition(excludedIds: number[]): Prisma.Sql {
  return sql`(k.of_site OR a.section_id = ANY(k.ids)) AND a.id <> ALL(${excludedIds}::int[])`;
}
