import DataLoader from 'dataloader';
import type { PageRequest } from './page.js';

/** The list that an owner has, of what `narrowing` names. */
export interface ListOf {
  ownerId: number;
  narrowing: string | null;
  page: PageRequest;
}

/** Reads the lists of many owners that differ in nothing else; every row says whose it is. */
type ReadLists<Row> = (ownerIds: number[], list: ListOf) => Promise<(Row & { ownerId: number })[]>;

/** Loads lists by their owners: those that differ in nothing but the owner are read by one statement. */
export function listsOf<Row>(read: ReadLists<Row>): DataLoader<ListOf, Row[]> {
  return new DataLoader<ListOf, Row[]>(async (lists) => {
    const groups = new Map<string, ListOf[]>();
    for (const list of lists) {
      const name = JSON.stringify([list.narrowing, list.page]);
      groups.set(name, [...(groups.get(name) ?? []), list]);
    }
    const rows = new Map<ListOf, Row[]>();
    for (const group of groups.values()) {
      const ids = [...new Set(group.map(({ ownerId }) => ownerId))];
      const found = await read(ids, group[0]!);
      for (const list of group)
        rows.set(
          list,
          found.filter(({ ownerId }) => ownerId === list.ownerId),
        );
    }
    return lists.map((list) => rows.get(list)!);
  });
}
