import DataLoader from 'dataloader';

/** Loads by key, gathering the keys of one tick into one call of `load`; a key that has no row answers null. */
export function createBatchLoader<Key extends string | number, Row>(
  load: (keys: Key[]) => Promise<Row[]>,
  getKey: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader<Key, Row | null>(async (keys) => {
    const rows = new Map((await load([...keys])).map((row) => [getKey(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** As batchOne, for keys that have any number of rows; the order of `load` is kept. */
export function createListBatchLoader<Key extends string | number, Row>(
  load: (keys: Key[]) => Promise<Row[]>,
  getKey: (row: Row) => Key,
): DataLoader<Key, Row[]> {
  return new DataLoader<Key, Row[]>(async (keys) => {
    const rows = new Map<Key, Row[]>(keys.map((key) => [key, []]));
    for (const row of await load([...keys])) rows.get(getKey(row))?.push(row);
    return keys.map((key) => rows.get(key) ?? []);
  });
}
