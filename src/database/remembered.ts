import DataLoader from 'dataloader';
import { type Awaitable, allThere } from './awaitable.js';
import type { Reader, Remembered } from './reader.js';

/** Loads values by key: what is remembered at once, and the rest together with all else that is asked for meanwhile. */
export class RememberedLoader<Key extends string | number, Value> {
  private readonly missing: DataLoader<Key, Value>;

  constructor(
    private readonly reader: Reader,
    private readonly remembered: Remembered<Key, Value>,
  ) {
    this.missing = new DataLoader((keys) => reader.remember(remembered, keys));
  }

  load(key: Key): Awaitable<Value> {
    const part = this.reader.find(this.remembered, key);
    return part ? part.value : this.missing.load(key);
  }

  loadMany(keys: readonly Key[]): Awaitable<Value[]> {
    return allThere(keys.map((key) => this.load(key)));
  }

  /** Tells what the value of a key is, for this request. */
  prime(key: Key, value: Value): void {
    this.missing.prime(key, value);
  }
}

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
): RememberedLoader<Key, Row | null> {
  const load = async (keys: Key[]) => {
    const found = new Map((await rows(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => found.get(key) ?? null);
  };
  return new RememberedLoader(reader, { ...remembered, load });
}

/** As batchMany, of what the reader remembers. */
export function rememberMany<Key extends string | number, Row>(
  reader: Reader,
  { rows, keyOf, ...remembered }: RememberedRows<Key, Row, Row[]>,
): RememberedLoader<Key, Row[]> {
  const load = async (keys: Key[]) => {
    const found = new Map<Key, Row[]>(keys.map((key) => [key, []]));
    for (const row of await rows(keys)) found.get(keyOf(row))?.push(row);
    return keys.map((key) => found.get(key) ?? []);
  };
  return new RememberedLoader(reader, { ...remembered, load });
}
