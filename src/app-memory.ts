import { getHttpCachePolicy } from './app-settings.js';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import { EntityCache } from './database/parts.js';
import { ResponseStore } from './delivery/answers/answer-cache.js';
import { ResponseCache } from './delivery/answers/answers.js';
import { CacheInvalidator } from './delivery/answers/keep-right.js';

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
