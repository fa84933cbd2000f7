import DataLoader from 'dataloader';
import { combineMaybePromises, type MaybePromise } from '../../shared/async/maybe-promise.js';
import { zip } from '../../shared/zip.js';
import type { CachedLoaderDefinition, ReadClient } from './read-client.js';

/** Loader that returns stored and cached values synchronously, and batches the others. */
export class CachedLoader<Key extends string | number, Value> {
  private dataLoader: DataLoader<Key, Value> | undefined;
  private primed: Map<Key, Value> | undefined;

  constructor(
    private readonly readClient: ReadClient,
    private readonly definition: CachedLoaderDefinition<Key, Value>,
  ) {}

  load(key: Key): MaybePromise<Value> {
    const primed = this.primed?.get(key);
    if (primed !== undefined) return primed;
    const cached = this.readClient.getCached(this.definition, key);
    return cached ? cached.value : this.missLoader.load(key);
  }

  loadMany(keys: readonly Key[]): MaybePromise<Value[]> {
    return combineMaybePromises(keys.map((key) => this.load(key)));
  }

  /**
   * Loads values ahead, so that `load` returns them without a promise. Does nothing where values are cached:
   * most are present then, and a caller that loads one has to track its cache tags.
   */
  preload(keys: readonly Key[]): Promise<void> | null {
    if (this.readClient.canCache) return null;
    const missing = [...new Set(keys)].filter((key) => !this.primed?.has(key));
    if (missing.length === 0) return null;
    return this.readClient.loadCached(this.definition, missing).then((values) => {
      for (const [key, value] of zip(missing, values)) this.prime(key, value);
    });
  }

  /** Sets the value of a key for this request. */
  prime(key: Key, value: Value): void {
    this.primed ??= new Map();
    this.primed.set(key, value);
  }

  /** Created at the first cache miss, since most loaders of a request have none. */
  private get missLoader(): DataLoader<Key, Value> {
    this.dataLoader ??= new DataLoader((keys) => this.readClient.loadCached(this.definition, keys));
    return this.dataLoader;
  }
}

/** Definition of rows that are loaded and cached by key. */
interface CachedRowsDefinition<Key, Row, Value> extends Omit<CachedLoaderDefinition<Key, Value>, 'load'> {
  /** Loads the rows of any of the keys. */
  loadRows(keys: Key[]): Promise<Row[]>;
  getKey(row: Row): Key;
}

interface CachedListDefinition<Key, Row> extends CachedRowsDefinition<Key, Row, Row[]> {
  compare?(one: Row, other: Row): number;
}

// Both list the properties they pass on: they are called dozens of times per request, and spreading an object
// is slower.

/** Creates a loader of one row per key; null for a missing one. */
export function createCachedLoader<Key extends string | number, Row>(
  readClient: ReadClient,
  { name, loadRows, getKey, getTags, tracksOwnTags }: CachedRowsDefinition<Key, Row, Row | null>,
): CachedLoader<Key, Row | null> {
  const load = (keys: Key[]) =>
    loadRows(keys).then((rows) => {
      const found = new Map<Key, Row>();
      for (const row of rows) found.set(getKey(row), row);
      return keys.map((key) => found.get(key) ?? null);
    });
  return new CachedLoader(readClient, { name, load, getTags, tracksOwnTags });
}

/** Creates a loader of a list of rows per key, in the order of `compare` if there is one. */
export function createCachedListLoader<Key extends string | number, Row>(
  readClient: ReadClient,
  { name, loadRows, getKey, getTags, tracksOwnTags, compare }: CachedListDefinition<Key, Row>,
): CachedLoader<Key, Row[]> {
  const load = (keys: Key[]) =>
    loadRows(keys).then((rows) => {
      const found = new Map<Key, Row[]>();
      for (const key of keys) found.set(key, []);
      for (const row of rows) found.get(getKey(row))?.push(row);
      if (compare) for (const list of found.values()) if (list.length > 1) list.sort(compare);
      return keys.map((key) => found.get(key) ?? []);
    });
  return new CachedLoader(readClient, { name, load, getTags, tracksOwnTags });
}
