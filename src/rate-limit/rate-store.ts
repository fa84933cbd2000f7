import type { Redis } from 'ioredis';
import type pg from 'pg';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  type RateLimiterRes,
} from 'rate-limiter-flexible';
import { withTimeout } from '../database/errors.js';

/** Seconds in which so many points may be spent, and after which they are counted anew. */
export const WINDOW_SECONDS = 60;
/** Milliseconds that the store has to answer. A request that waits so long has as much less time to be read for. */
const STORE_TIMEOUT_MS = 1_500;
/** Milliseconds after which a store that did not answer is asked again. */
const RETRY_DELAY_MS = 2_000;

/** Where all instances count together. While it is away, each counts by itself. */
export interface RateStore {
  /** Adds points to what someone has spent in their current window, and answers how it stands. */
  add(name: string, points: number): Promise<Pick<RateLimiterRes, 'consumedPoints' | 'msBeforeNext'>>;
  close(): void;
}

export interface RateStoreOptions {
  pool: pg.Pool;
  /** A Redis or Valkey, to be counted in instead of PostgreSQL. */
  redisUrl: string | undefined;
  log: { warn(line: object, message: string): void };
}

export async function openRateStore({ pool, redisUrl, log }: RateStoreOptions): Promise<RateStore> {
  // Points are compared with limits by who asks: each has another.
  const options = { keyPrefix: 'rate', points: Number.MAX_SAFE_INTEGER, duration: WINDOW_SECONDS };
  const redis = redisUrl === undefined ? null : await connectRedis(redisUrl);
  const shared = redis
    ? new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true })
    : new RateLimiterPostgres({
        ...options,
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_limit',
        tableCreated: true, // by the migrations
        clearExpiredByTimeout: false, // done with all else that grows old
      });
  const insurance = new RateLimiterMemory(options);
  let retryAt = 0;
  let isUnavailable = false;
  return {
    add: async (name, points) => {
      if (Date.now() < retryAt) return insurance.penalty(name, points);
      try {
        const result = await withTimeout(STORE_TIMEOUT_MS, shared.penalty(name, points));
        isUnavailable = false;
        return result;
      } catch (err) {
        if (!isUnavailable)
          log.warn({ err, part: 'rates' }, 'the counts are away: each instance counts by itself');
        isUnavailable = true;
        retryAt = Date.now() + RETRY_DELAY_MS;
        return insurance.penalty(name, points);
      }
    },
    close: () => redis?.disconnect(),
  };
}

async function connectRedis(url: string): Promise<Redis> {
  const { Redis } = await import('ioredis'); // most have none
  const redis = new Redis(url, {
    connectTimeout: 1_000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => 500,
  });
  redis.on('error', () => undefined); // whoever counts finds out
  return redis;
}
