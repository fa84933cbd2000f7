import { CacheInvalidator } from '../cache/cache-invalidator.js';
import { EntityCache } from '../cache/entity-cache.js';
import { ResponseCache } from '../cache/response-cache.js';
import { ResponseStore } from '../cache/response-cache-store.js';
import type { Config } from '../config/env.js';
import type { Database } from '../database/database.js';
import { getHttpCachePolicy } from './derived-settings.js';

/** What is remembered: whole answers, and below them the parts that answers of any shape are made of. */
export function createCaches(config: Config, { changes }: Pick<Database, 'changes'>) {
  const bytes = config.CACHE_MB * 2 ** 20;
  const entityCacheBytes = Math.round((bytes * config.CACHE_PARTS_PERCENT) / 100);
  const entityCache = new EntityCache(entityCacheBytes);
  const responseStore = new ResponseStore(bytes - entityCacheBytes);
  const cacheInvalidator = new CacheInvalidator(responseStore, entityCache, changes);
  const responseCache = new ResponseCache(responseStore, cacheInvalidator, config.STALE_MINUTES * 60_000);
  return {
    entityCache,
    responseStore,
    cacheInvalidator,
    responseCache,
    cachePolicy: getHttpCachePolicy(config),
  };
}
