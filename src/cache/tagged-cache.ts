import { LRUCache } from 'lru-cache';
import { TagIndex } from './tag-index.js';

/** Something that was made of what was read, and is right until a change names one of these keys (keys.ts). */
export interface CacheEntry {
  readonly tags: readonly string[];
}

/** Something that is being made: notes what changes meanwhile. */
export class PendingFill {
  private readonly invalidatedTags = new Set<string>();
  private isCleared = false;

  /** Whether nothing has changed since it began: it says then what one begun now would say. */
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

/** What an entry costs beside its own: the objects around it, and around each of its keys. Bytes. */
const ENTRY_OVERHEAD_BYTES = 400;
const STRING_OVERHEAD_BYTES = 150;

/** What a change reaches. */
export interface Invalidatable {
  invalidate(tags: readonly string[]): void;
  clear(): void;
}

/**
 * Entries by name in bounded memory; those that are asked for least go first. Each is dropped by the first change
 * that names a key of what it was made of. One that such a change overtakes while it is being made is not kept.
 */
export class TaggedCache<Value extends CacheEntry> implements Invalidatable {
  private readonly entries: LRUCache<string, Value>;
  private readonly tagIndex = new TagIndex();
  private readonly fills = new Set<PendingFill>();

  /** `bytes`: the most that it holds, about; 0 to keep nothing. `sizeOf` says what a value takes by itself. */
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
        [key, ...value.tags].reduce((sum, { length }) => sum + 2 * length + STRING_OVERHEAD_BYTES, 0),
      dispose: ({ tags }, key) => this.tagIndex.remove(key, tags),
    });
  }

  get size(): { entries: number; bytes: number } {
    return { entries: this.entries.size, bytes: this.entries.calculatedSize };
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  /** Without counting as use. */
  peek(key: string): Value | undefined {
    return this.entries.peek(key);
  }

  /** To be called before anything is read, and `end` after. */
  beginFill(): PendingFill {
    const fill = new PendingFill();
    this.fills.add(fill);
    return fill;
  }

  endFill(fill: PendingFill): void {
    this.fills.delete(fill);
  }

  /** Keeps what was read within the fill, unless that is outdated already; answers whether it is right. */
  setIfCurrent(key: string, value: Value, fill: PendingFill): boolean {
    if (fill.isOutdated(value)) return false;
    this.replace(key, value);
    return true;
  }

  /** Keeps a value in place of another that was made of the same. */
  replace(key: string, value: Value): void {
    if (this.maxBytes === 0) return;
    this.entries.set(key, value);
    if (this.entries.has(key)) this.tagIndex.add(key, value.tags);
  }

  /** Drops what was made of any of these. */
  invalidate(tags: readonly string[]): void {
    for (const fill of this.fills) fill.invalidate(tags);
    for (const tag of tags) for (const key of this.tagIndex.getEntries(tag)) this.entries.delete(key);
  }

  /** Drops everything: what changed is not known. */
  clear(): void {
    for (const fill of this.fills) fill.clear();
    this.entries.clear();
  }
}
