import { CacheInvalidator, type CacheInvalidatorOptions } from '../cache/cache-invalidator.js';
import { EntityCache } from '../cache/entity-cache.js';
import { ResponseCache } from '../cache/response-cache.js';
import { ResponseStore } from '../cache/response-cache-store.js';
import type { Config } from '../config/env.js';
import type { Database } from '../database/database.js';
import { LiveQueries } from '../http/subscriptions/live/live-queries.js';
import { LiveResults } from '../http/subscriptions/live/live-results.js';
import { getHttpCachePolicy } from './derived-settings.js';

/** Memory for the last results of live queries, as a share of that for the caches. */
const LIVE_RESULTS = 0.1;

/**
 * Creates the response cache and, below it, the entity cache, which responses of any shape share. `refresh` reads what
 * the process holds in memory again, before the caches are invalidated.
 */
export function createCaches(
  config: Config,
  { changes }: Pick<Database, 'changes'>,
  refresh: CacheInvalidatorOptions['refresh'] & object,
) {
  const bytes = config.CACHE_MB * 2 ** 20;
  const entityCacheBytes = Math.round((bytes * config.CACHE_PARTS_PERCENT) / 100);
  const entityCache = new EntityCache(entityCacheBytes);
  const responseStore = new ResponseStore(bytes - entityCacheBytes);
  const liveResults = new LiveResults(Math.round(bytes * LIVE_RESULTS));
  const liveQueries = new LiveQueries({
    max: config.LIVE_QUERIES,
    perSecond: config.LIVE_UPDATES_PER_SECOND,
  });
  const cacheInvalidator = new CacheInvalidator(responseStore, entityCache, changes, {
    liveQueries,
    refresh,
  });
  const responseCache = new ResponseCache(responseStore, cacheInvalidator, config.STALE_MINUTES * 60_000);
  return {
    entityCache,
    responseStore,
    liveQueries,
    liveResults,
    cacheInvalidator,
    responseCache,
    cachePolicy: getHttpCachePolicy(config),
  };
}
