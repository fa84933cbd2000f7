import { LRUCache } from 'lru-cache';
import { Dependents } from './dependents.js';

/** Something that was made of what was read, and is right until a change names one of these keys (keys.ts). */
export interface Entry {
  readonly reads: readonly string[];
}

/** Something that is being made: notes what changes meanwhile. */
export class Fill {
  private readonly changed = new Set<string>();
  private isLost = false;

  /** Whether nothing has changed since it began: it says then what one begun now would say. */
  get isCurrent(): boolean {
    return !this.isLost && this.changed.size === 0;
  }

  drop(keys: readonly string[]): void {
    for (const key of keys) this.changed.add(key);
  }

  clear(): void {
    this.isLost = true;
  }

  isOutdated({ reads }: Entry): boolean {
    return this.isLost || reads.some((key) => this.changed.has(key));
  }
}

/** What an entry costs beside its own: the objects around it, and around each of its keys. Bytes. */
const OVERHEAD = 400;
const OVERHEAD_OF_KEY = 150;

/** What a change reaches. */
export interface Droppable {
  drop(keys: readonly string[]): void;
  clear(): void;
}

/**
 * Entries by name in bounded memory; those that are asked for least go first. Each is dropped by the first change
 * that names a key of what it was made of. One that such a change overtakes while it is being made is not kept.
 */
export class Kept<Value extends Entry> implements Droppable {
  private readonly entries: LRUCache<string, Value>;
  private readonly dependents = new Dependents();
  private readonly fills = new Set<Fill>();

  /** `bytes`: the most that it holds, about; 0 to keep nothing. `sizeOf` says what a value takes by itself. */
  constructor(
    readonly bytes: number,
    sizeOf: (value: Value) => number,
  ) {
    this.entries = new LRUCache({
      maxSize: Math.max(bytes, 1),
      maxEntrySize: Math.max(Math.floor(bytes / 8), 1),
      sizeCalculation: (value, name) =>
        sizeOf(value) +
        OVERHEAD +
        [name, ...value.reads].reduce((sum, { length }) => sum + 2 * length + OVERHEAD_OF_KEY, 0),
      dispose: ({ reads }, name) => this.dependents.remove(name, reads),
    });
  }

  get size(): { entries: number; bytes: number } {
    return { entries: this.entries.size, bytes: this.entries.calculatedSize };
  }

  get(name: string): Value | undefined {
    return this.entries.get(name);
  }

  /** Without counting as use. */
  peek(name: string): Value | undefined {
    return this.entries.peek(name);
  }

  /** To be called before anything is read, and `end` after. */
  begin(): Fill {
    const fill = new Fill();
    this.fills.add(fill);
    return fill;
  }

  end(fill: Fill): void {
    this.fills.delete(fill);
  }

  /** Keeps what was read within the fill, unless that is outdated already; answers whether it is right. */
  keep(name: string, value: Value, fill: Fill): boolean {
    if (fill.isOutdated(value)) return false;
    this.replace(name, value);
    return true;
  }

  /** Keeps a value in place of another that was made of the same. */
  replace(name: string, value: Value): void {
    if (this.bytes === 0) return;
    this.entries.set(name, value);
    if (this.entries.has(name)) this.dependents.add(name, value.reads);
  }

  /** Drops what was made of any of these. */
  drop(keys: readonly string[]): void {
    for (const fill of this.fills) fill.drop(keys);
    for (const key of keys) for (const name of this.dependents.of(key)) this.entries.delete(name);
  }

  /** Drops everything: what changed is not known. */
  clear(): void {
    for (const fill of this.fills) fill.clear();
    this.entries.clear();
  }
}
