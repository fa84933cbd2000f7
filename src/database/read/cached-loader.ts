import DataLoader from 'dataloader';
import { combineMaybePromises, type MaybePromise } from '../../shared/async/maybe-promise.js';
import type { CachedLoaderDefinition, ReadClient } from './read-client.js';

/** Loads values by key: what is remembered at once, and the rest together with all else that is asked for meanwhile. */
export class CachedLoader<Key extends string | number, Value> {
  private dataLoader: DataLoader<Key, Value> | undefined;

  constructor(
    private readonly readClient: ReadClient,
    private readonly definition: CachedLoaderDefinition<Key, Value>,
  ) {}

  load(key: Key): MaybePromise<Value> {
    const cached = this.readClient.getCached(this.definition, key);
    return cached ? cached.value : this.missLoader.load(key);
  }

  loadMany(keys: readonly Key[]): MaybePromise<Value[]> {
    return combineMaybePromises(keys.map((key) => this.load(key)));
  }

  /** Tells what the value of a key is, for this request. */
  prime(key: Key, value: Value): void {
    this.missLoader.prime(key, value);
  }

  /** Made when something is missing: of most loads of a request nothing is. */
  private get missLoader(): DataLoader<Key, Value> {
    this.dataLoader ??= new DataLoader((keys) => this.readClient.loadCached(this.definition, keys));
    return this.dataLoader;
  }
}

/** Rows by key, as a reader can remember them. */
interface CachedRowsDefinition<Key, Row, Value> extends Omit<CachedLoaderDefinition<Key, Value>, 'load'> {
  /** Rows of any of the keys. */
  loadRows(keys: Key[]): Promise<Row[]>;
  getKey(row: Row): Key;
}

// Both spell out what they hand on, as they are called dozens of times a request: to spread an object takes longer.

/** As batchOne (shared/batch.ts), of what the reader remembers. */
export function createCachedLoader<Key extends string | number, Row>(
  readClient: ReadClient,
  { name, loadRows, getKey, getTags, tracksOwnTags }: CachedRowsDefinition<Key, Row, Row | null>,
): CachedLoader<Key, Row | null> {
  const load = async (keys: Key[]) => {
    const found = new Map((await loadRows(keys)).map((row) => [getKey(row), row]));
    return keys.map((key) => found.get(key) ?? null);
  };
  return new CachedLoader(readClient, { name, load, getTags, tracksOwnTags });
}

/** As batchMany, of what the reader remembers. */
export function createCachedListLoader<Key extends string | number, Row>(
  readClient: ReadClient,
  { name, loadRows, getKey, getTags, tracksOwnTags }: CachedRowsDefinition<Key, Row, Row[]>,
): CachedLoader<Key, Row[]> {
  const load = async (keys: Key[]) => {
    const found = new Map<Key, Row[]>(keys.map((key) => [key, []]));
    for (const row of await loadRows(keys)) found.get(getKey(row))?.push(row);
    return keys.map((key) => found.get(key) ?? []);
  };
  return new CachedLoader(readClient, { name, load, getTags, tracksOwnTags });
}
