import DataLoader from 'dataloader';
import type { Reader, Remembered } from './reader.js';

/** Rows by key, as a reader can remember them. */
interface RememberedRows<Key, Row, Value> extends Omit<Remembered<Key, Value>, 'load'> {
  /** Rows of any of the keys. */
  rows(keys: Key[]): Promise<Row[]>;
  keyOf(row: Row): Key;
}

/** As batchOne (shared/batch.ts), of what the reader remembers. */
export function rememberOne<Key extends string | number, Row>(
  reader: Reader,
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
  reader: Reader,
  { rows, keyOf, ...remembered }: RememberedRows<Key, Row, Row[]>,
): DataLoader<Key, Row[]> {
  const load = async (keys: Key[]) => {
    const found = new Map<Key, Row[]>(keys.map((key) => [key, []]));
    for (const row of await rows(keys)) found.get(keyOf(row))?.push(row);
    return keys.map((key) => found.get(key) ?? []);
  };
  return new DataLoader<Key, Row[]>((keys) => reader.remember({ ...remembered, load }, keys));
}
