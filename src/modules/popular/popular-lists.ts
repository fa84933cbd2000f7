import { Prisma } from '../../database/generated/client.js';
import { requireValue } from '../../shared/require-value.js';
import { zip } from '../../shared/zip.js';
import type { PopularList, PopularSelection } from './popular.type.js';

const { sql } = Prisma;

/** Qualifies the tables of a perspective. */
interface Tables {
  table(name: string): Prisma.Sql;
}

/** List that is read as a whole, or without some articles. */
type ReadList = PopularList & Partial<PopularSelection>;

/** Lists that share a statement. */
export type ListGroup<List> = [List, ...List[]];

/**
 * Loads lists and returns results in their order. Lists that differ only in their sections and excluded
 * articles are passed to `loadGroup` as one group.
 */
export async function loadGrouped<List extends ReadList, Result>(
  lists: readonly List[],
  loadGroup: (group: ListGroup<List>) => Promise<Result[]>,
): Promise<Result[]> {
  const [only, ...others] = lists;
  if (only && others.length === 0) return loadGroup([only]);
  const groups = new Map<string, ListGroup<List>>();
  for (const list of lists) {
    const name = getGroupKey(list);
    const group = groups.get(name);
    if (group) group.push(list);
    else groups.set(name, [list]);
  }
  const results = new Map<List, Result>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const found = await loadGroup(group);
      for (const [list, result] of zip(group, found)) results.set(list, result);
    }),
  );
  return lists.map((list) => requireValue(results.get(list), 'Each list is in a group.'));
}

function getGroupKey(list: PopularList & { first?: number }): string {
  return JSON.stringify([list.window, list.filter, list.first]);
}

/**
 * Builds an SQL row source `k` of the lists of a group: k.key is the index in the group, k.ids the section
 * IDs, k.excluded the IDs of excluded articles.
 */
export function buildListsTable(group: readonly ReadList[]): Prisma.Sql {
  // A literal row is planned once; PostgreSQL cannot estimate the number of rows of an array parameter.
  const [first, ...others] = group;
  if (first?.sectionIds === null && others.length === 0) {
    return sql`(SELECT 0 AS key, true AS of_site, '{}'::int[] AS ids, ${first.excludedIds ?? []}::int[] AS excluded) k`;
  }
  const sections = buildPairsTable(group.map(({ sectionIds }) => sectionIds ?? []));
  const excluded = buildPairsTable(group.map(({ excludedIds }) => excludedIds ?? []));
  const keys = group.map((_, key) => key);
  const ofSite = group.map(({ sectionIds }) => sectionIds === null);
  return sql`(
    SELECT of.key, of.of_site,
      ARRAY(SELECT pair.id FROM ${sections} WHERE pair.key = of.key) AS ids,
      ARRAY(SELECT pair.id FROM ${excluded} WHERE pair.key = of.key) AS excluded
    FROM unnest(${keys}::int[], ${ofSite}::boolean[]) AS of(key, of_site)
  ) k`;
}

/** Builds an SQL row source of pairs: the index of each list of IDs, and an ID. */
function buildPairsTable(lists: number[][]): Prisma.Sql {
  const keys = lists.flatMap((ids, key) => ids.map(() => key));
  return sql`unnest(${keys}::int[], ${lists.flat()}::int[]) AS pair(key, id)`;
}

/** Builds the condition that article `a` belongs to list `k`. */
export function buildListCondition({ table }: Tables): Prisma.Sql {
  return sql`(k.of_site OR EXISTS (
    SELECT FROM ${table('article_section')} f WHERE f.article_id = a.id AND f.section_id = ANY(k.ids)
  )) AND a.id <> ALL(k.excluded)`;
}
