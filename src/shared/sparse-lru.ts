import { LRUCache } from 'lru-cache';

/**
 * Creates a cache of at most `maxEntries` that takes memory as it fills. The option `max` of LRUCache would
 * allocate arrays of that length when created: 8 MiB for 200,000 entries.
 */
export function createSparseLru<Key extends {}, Value extends {}>(
  maxEntries: number,
  options: Pick<LRUCache.OptionsBase<Key, Value, unknown>, 'perf' | 'ttl' | 'ttlResolution'> = {},
): LRUCache<Key, Value> {
  return new LRUCache<Key, Value>({ ...options, maxSize: maxEntries, sizeCalculation: () => 1 });
}
