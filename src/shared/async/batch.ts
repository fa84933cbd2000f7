import DataLoader from 'dataloader';

/**
 * Creates a loader that gathers the keys of one tick into one call of `load`; keys without a row load null.
 */
export function createBatchLoader<Key extends string | number, Row>(
  load: (keys: Key[]) => Promise<Row[]>,
  getKey: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader<Key, Row | null>(async (keys) => {
    const rows = new Map((await load([...keys])).map((row) => [getKey(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** Creates a loader like createBatchLoader for keys with any number of rows, in the order of `load`. */
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
