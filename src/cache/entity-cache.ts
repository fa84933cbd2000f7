import { type Invalidatable, type PendingFill, TaggedCache } from './tagged-cache.js';

/** A cached query result: a row, list of IDs or count. */
export interface CachedEntity {
  value: unknown;
  tags: readonly string[];
  /** IDs of the articles whose text it has, for a fragment of a response. */
  texts?: readonly number[];
}

/** Cache of query results, which operations of any shape share. */
export class EntityCache implements Invalidatable {
  private readonly cache: TaggedCache<CachedEntity>;
  /**
   * False while disconnected from the change stream; the cache must not be read then. Set by
   * CacheInvalidator.
   */
  isSynchronized = false;
  private readonly languages = new Map<string, EntityCache>();

  /** `bytes` is the approximate limit of memory; 0 disables the cache. */
  constructor(bytes: number) {
    this.cache = new TaggedCache<CachedEntity>(bytes, ({ value }) => estimateBytes(value));
  }

  /** Approximate limit of memory, in bytes. */
  get limit(): number {
    return this.cache.maxBytes;
  }

  /** True if results read now may be cached. */
  get isWritable(): boolean {
    return this.isSynchronized && this.limit > 0;
  }

  get size(): { entries: number; bytes: number } {
    return this.cache.size;
  }

  get(key: string): CachedEntity | undefined {
    return this.isSynchronized ? this.cache.get(key) : undefined;
  }

  /** Runs `read` and caches the rows that it stores, except results invalidated meanwhile. */
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

  /** Returns this cache for the results in a language, which have keys of their own. */
  ofLanguage(language: string): EntityCache {
    const known = this.languages.get(language);
    if (known) return known;
    const cache = new LanguageEntityCache(this, language);
    this.languages.set(language, cache);
    return cache;
  }

  invalidate(tags: readonly string[]): void {
    this.cache.invalidate(tags);
  }

  clear(): void {
    this.cache.clear();
  }
}

/** The entries of a cache in one language. */
class LanguageEntityCache extends EntityCache {
  constructor(
    private readonly all: EntityCache,
    private readonly language: string,
  ) {
    super(0);
  }

  override get limit(): number {
    return this.all.limit;
  }

  override get isWritable(): boolean {
    return this.all.isWritable;
  }

  override get(key: string): CachedEntity | undefined {
    return this.all.get(`${this.language} ${key}`);
  }

  override fill<Result>(
    read: (store: (key: string, entity: CachedEntity) => void) => Promise<Result>,
  ): Promise<Result> {
    return this.all.fill((store) => read((key, entity) => store(`${this.language} ${key}`, entity)));
  }
}

/** Freezes a value, because many responses share it. */
function freezeEntity(entity: CachedEntity): CachedEntity {
  const { value } = entity;
  if (Array.isArray(value)) value.forEach(Object.freeze);
  Object.freeze(value);
  return entity;
}

/** Returns the approximate size of a value in memory in bytes, without its slot in an object. */
function estimateBytes(value: unknown): number {
  // One non-Latin letter doubles the memory of a string; any string that is not ASCII is taken to have one.
  if (typeof value === 'string') return 20 + value.length * (Buffer.byteLength(value) > value.length ? 2 : 1);
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Date) return 96;
  return Object.values(value).reduce<number>((sum, each) => sum + 8 + estimateBytes(each), 32);
}
