import { type Invalidatable, type PendingFill, TaggedCache } from './tagged-cache.js';

/** What answers are made of, as it was read: a row, the ids of a list, a count. */
export interface CachedEntity {
  value: unknown;
  tags: readonly string[];
}

/** Parts by what they are of, so that an operation of any shape finds what another has read. */
export class EntityCache implements Invalidatable {
  private readonly cache: TaggedCache<CachedEntity>;
  /** Whether every change is heard of as it happens: else what is kept may be outdated. Told by the CacheKeeper. */
  isSynchronized = false;

  /** `bytes`: the most that it holds, about; 0 to keep nothing. */
  constructor(bytes: number) {
    this.cache = new TaggedCache<CachedEntity>(bytes, ({ value }) => estimateBytes(value));
  }

  /** The most that they take, about, in bytes. */
  get limit(): number {
    return this.cache.maxBytes;
  }

  /** Whether what is read now may be kept. */
  get isWritable(): boolean {
    return this.isSynchronized && this.limit > 0;
  }

  get size(): { entries: number; bytes: number } {
    return this.cache.size;
  }

  get(key: string): CachedEntity | undefined {
    return this.isSynchronized ? this.cache.get(key) : undefined;
  }

  /** Reads parts, and keeps of them what no change has overtaken meanwhile. */
  async fill<Result>(
    read: (store: (key: string, entity: CachedEntity) => void) => Promise<Result>,
  ): Promise<Result> {
    const fill: PendingFill = this.cache.beginFill();
    const wasSynchronized = this.isSynchronized;
    try {
      return await read((key, entity) => {
        if (wasSynchronized) this.cache.setIfCurrent(key, freezeEntity(entity), fill);
      });
    } finally {
      this.cache.endFill(fill);
    }
  }

  invalidate(tags: readonly string[]): void {
    this.cache.invalidate(tags);
  }

  clear(): void {
    this.cache.clear();
  }
}

/** Many answers share it: one that changed it would change the others. */
function freezeEntity(entity: CachedEntity): CachedEntity {
  const { value } = entity;
  if (Array.isArray(value)) value.forEach(Object.freeze);
  Object.freeze(value);
  return entity;
}

/** Bytes that a value takes in memory, about. */
function estimateBytes(value: unknown): number {
  // One letter that is not Latin makes all of a text twice as large; what is not ASCII is taken to have one.
  if (typeof value === 'string') return 24 + value.length * (Buffer.byteLength(value) > value.length ? 2 : 1);
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Date) return 48;
  return Object.values(value).reduce<number>((sum, each) => sum + 8 + estimateBytes(each), 40);
}
