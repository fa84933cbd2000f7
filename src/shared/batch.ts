import DataLoader from 'dataloader';
import type { Remembered } from './remembered.js';

/** Who remembers: a request's Reader. */
interface Memory {
  remember<Key extends string | number, Value>(
    what: Remembered<Key, Value>,
    keys: readonly Key[],
  ): Promise<Value[]>;
}

/** Loads by key, gathering the keys of one tick into one call of `load`; a key that has no row answers null. */
export function batchOne<Key extends string | number, Row>(
  load: (keys: Key[]) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader<Key, Row | null>(async (keys) => {
    const rows = new Map((await load([...keys])).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** As batchOne, for keys that have any number of rows; the order of `load` is kept. */
export function batchMany<Key extends string | number, Row>(
  load: (keys: Key[]) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row[]> {
  return new DataLoader<Key, Row[]>(async (keys) => {
    const rows = new Map<Key, Row[]>(keys.map((key) => [key, []]));
    for (const row of await load([...keys])) rows.get(keyOf(row))?.push(row);
    return keys.map((key) => rows.get(key) ?? []);
  });
}

/** Rows by key, as a reader can remember them. */
interface RememberedRows<Key, Row, Value> extends Omit<Remembered<Key, Value>, 'load'> {
  /** Rows of any of the keys. */
  rows(keys: Key[]): Promise<Row[]>;
  keyOf(row: Row): Key;
}

/** As batchOne, of what the reader remembers. */
export function rememberOne<Key extends string | number, Row>(
  reader: Memory,
  { rows, keyOf, ...remembered }: RememberedRows<Key, Row, Row | null>,
): DataLoader<Key, Row | null> {
  const load = async (keys: Key[]) => {
    const found = new Map((await rows(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => found.get(key) ?? null);
  };
  return new DataLoader<Key, Row | null>((keys) => reader.remember({ ...remembered, load }, keys));
}

/** As batchMany, of what the reader remembers. */
export function rememberMany<Key extends string | number, Row>(
  reader: Memory,
  { rows, keyOf, ...remembered }: RememberedRows<Key, Row, Row[]>,
): DataLoader<Key, Row[]> {
  const load = async (keys: Key[]) => {
    const found = new Map<Key, Row[]>(keys.map((key) => [key, []]));
    for (const row of await rows(keys)) found.get(keyOf(row))?.push(row);
    return keys.map((key) => found.get(key) ?? []);
  };
  return new DataLoader<Key, Row[]>((keys) => reader.remember({ ...remembered, load }, keys));
}
