import DataLoader from 'dataloader';
import { type Awaitable, allThere } from './awaitable.js';
import type { Reader, Remembered } from './reader.js';

/** Loads values by key: what is remembered at once, and the rest together with all else that is asked for meanwhile. */
export class RememberedLoader<Key extends string | number, Value> {
  private batched: DataLoader<Key, Value> | undefined;

  constructor(
    private readonly reader: Reader,
    private readonly remembered: Remembered<Key, Value>,
  ) {}

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

  /** Made when something is missing: of most loads of a request nothing is. */
  private get missing(): DataLoader<Key, Value> {
    this.batched ??= new DataLoader((keys) => this.reader.remember(this.remembered, keys));
    return this.batched;
  }
}

/** Rows by key, as a reader can remember them. */
interface RememberedRows<Key, Row, Value> extends Omit<Remembered<Key, Value>, 'load'> {
  /** Rows of any of the keys. */
  rows(keys: Key[]): Promise<Row[]>;
  keyOf(row: Row): Key;
}

// Both spell out what they hand on, as they are called dozens of times a request: to spread an object takes longer.

/** As batchOne (shared/batch.ts), of what the reader remembers. */
export function rememberOne<Key extends string | number, Row>(
  reader: Reader,
  { name, rows, keyOf, reads, isNotedByUse }: RememberedRows<Key, Row, Row | null>,
): RememberedLoader<Key, Row | null> {
  const load = async (keys: Key[]) => {
    const found = new Map((await rows(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => found.get(key) ?? null);
  };
  return new RememberedLoader(reader, { name, load, reads, isNotedByUse });
}

/** As batchMany, of what the reader remembers. */
export function rememberMany<Key extends string | number, Row>(
  reader: Reader,
  { name, rows, keyOf, reads, isNotedByUse }: RememberedRows<Key, Row, Row[]>,
): RememberedLoader<Key, Row[]> {
  const load = async (keys: Key[]) => {
    const found = new Map<Key, Row[]>(keys.map((key) => [key, []]));
    for (const row of await rows(keys)) found.get(keyOf(row))?.push(row);
    return keys.map((key) => found.get(key) ?? []);
  };
  return new RememberedLoader(reader, { name, load, reads, isNotedByUse });
}
