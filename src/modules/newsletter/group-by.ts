import DataLoader from 'dataloader';
import type { PageRequest } from '../../shared/pagination/pagination.js';

/** Key of a page of an owner's list, with the filter in `filterKey`. */
export interface OwnedListKey {
  ownerId: number;
  filterKey: string | null;
  page: PageRequest;
}

/** Reads the lists of several owners that differ in nothing else; each row has its owner's ID. */
type ReadOwnedLists<Row> = (ownerIds: number[], list: OwnedListKey) => Promise<(Row & { ownerId: number })[]>;

/** Creates a loader that reads lists which differ only in their owner with one statement. */
export function createOwnedListLoader<Row>(read: ReadOwnedLists<Row>): DataLoader<OwnedListKey, Row[]> {
  return new DataLoader<OwnedListKey, Row[]>(async (lists) => {
    const groups = new Map<string, [OwnedListKey, ...OwnedListKey[]]>();
    for (const list of lists) {
      const name = JSON.stringify([list.filterKey, list.page]);
      const group = groups.get(name);
      if (group) group.push(list);
      else groups.set(name, [list]);
    }
    const rows = new Map<OwnedListKey, Row[]>();
    for (const group of groups.values()) {
      const ids = [...new Set(group.map(({ ownerId }) => ownerId))];
      const found = await read(ids, group[0]);
      for (const list of group)
        rows.set(
          list,
          found.filter(({ ownerId }) => ownerId === list.ownerId),
        );
    }
    return lists.map((list) => rows.get(list) ?? []);
  });
}
