import { LRUCache } from 'lru-cache';
import { TagIndex } from './tag-index.js';

/** A cached value, current until a change has one of its tags (cache-tags.ts). */
export interface CacheEntry {
  readonly tags: readonly string[];
}

/** A load in progress; records the tags invalidated meanwhile. */
export class PendingFill {
  private readonly invalidatedTags = new Set<string>();
  private isCleared = false;

  /** True if nothing was invalidated since the load began, so a new load would return the same. */
  get isCurrent(): boolean {
    return !this.isCleared && this.invalidatedTags.size === 0;
  }

  invalidate(tags: readonly string[]): void {
    for (const key of tags) this.invalidatedTags.add(key);
  }

  clear(): void {
    this.isCleared = true;
  }

  isOutdated({ tags }: CacheEntry): boolean {
    return this.isCleared || tags.some((key) => this.invalidatedTags.has(key));
  }
}

/** Memory in bytes of an entry in addition to its value: its objects, and those of each of its tags. */
const ENTRY_OVERHEAD_BYTES = 250;
const STRING_OVERHEAD_BYTES = 110;

/** A cache that changes can invalidate. */
export interface Invalidatable {
  invalidate(tags: readonly string[]): void;
  clear(): void;
}

/**
 * LRU cache with a limit of memory and entries that are invalidated by tag. A value is not cached if one of
 * its tags was invalidated during the load.
 */
export class TaggedCache<Value extends CacheEntry> implements Invalidatable {
  private readonly entries: LRUCache<string, Value>;
  private readonly tagIndex = new TagIndex();
  private readonly fills = new Set<PendingFill>();

  /**
   * `maxBytes` is the approximate limit of memory, 0 to disable the cache; `calculateSize` returns the bytes
   * of a value alone.
   */
  constructor(
    readonly maxBytes: number,
    calculateSize: (value: Value) => number,
  ) {
    this.entries = new LRUCache({
      maxSize: Math.max(maxBytes, 1),
      maxEntrySize: Math.max(Math.floor(maxBytes / 8), 1),
      sizeCalculation: (value, key) =>
        calculateSize(value) +
        ENTRY_OVERHEAD_BYTES +
        [key, ...value.tags].reduce((sum, text) => sum + Buffer.byteLength(text) + STRING_OVERHEAD_BYTES, 0),
      dispose: ({ tags }, key) => this.tagIndex.remove(key, tags),
    });
  }

  get size(): { entries: number; bytes: number } {
    return { entries: this.entries.size, bytes: this.entries.calculatedSize };
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  /** Returns an entry without marking it as recently used. */
  peek(key: string): Value | undefined {
    return this.entries.peek(key);
  }

  /** Begins a load. Call it before the first read, and `endFill` after the last. */
  beginFill(): PendingFill {
    const fill = new PendingFill();
    this.fills.add(fill);
    return fill;
  }

  endFill(fill: PendingFill): void {
    this.fills.delete(fill);
  }

  /** Caches a value loaded within the fill. Returns false, caching nothing, if the value is outdated. */
  setIfCurrent(key: string, value: Value, fill: PendingFill): boolean {
    if (fill.isOutdated(value)) return false;
    this.replace(key, value);
    return true;
  }

  /** Replaces a value by another with the same tags. */
  replace(key: string, value: Value): void {
    if (this.maxBytes === 0) return;
    this.entries.set(key, value);
    if (this.entries.has(key)) this.tagIndex.add(key, value.tags);
  }

  /** Removes the entries that carry one of the tags, and marks loads in progress. */
  invalidate(tags: readonly string[]): void {
    for (const fill of this.fills) fill.invalidate(tags);
    for (const tag of tags) for (const key of this.tagIndex.getEntries(tag)) this.entries.delete(key);
  }

  /** Removes all entries, after changes that are not known. */
  clear(): void {
    for (const fill of this.fills) fill.clear();
    this.entries.clear();
  }
}
