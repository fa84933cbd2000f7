import type { Redis } from 'ioredis';
import type pg from 'pg';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  type RateLimiterRes,
} from 'rate-limiter-flexible';
import { withTimeout } from '../database/errors.js';

/** Length of a rate limit window, in seconds. */
export const WINDOW_SECONDS = 60;
/** Milliseconds that the store has to respond. The wait counts towards the request's time for reads. */
const STORE_TIMEOUT_MS = 1_500;
/** Milliseconds between two attempts to reach a store that is unavailable. */
const RETRY_DELAY_MS = 2_000;

/** Store in which all instances count together. While it is unavailable, each counts by itself. */
export interface RateStore {
  /** Adds points to those consumed in the current window and returns the sum and the remaining time. */
  add(name: string, points: number): Promise<Pick<RateLimiterRes, 'consumedPoints' | 'msBeforeNext'>>;
  close(): void;
}

export interface RateStoreOptions {
  pool: pg.Pool;
  /** URL of a Redis or Valkey server to use instead of PostgreSQL. */
  redisUrl: string | undefined;
  log: { warn(line: object, message: string): void };
}

export async function openRateStore({ pool, redisUrl, log }: RateStoreOptions): Promise<RateStore> {
  // The store only counts: limits differ per subject and are checked by RateWindow.
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
        clearExpiredByTimeout: false, // deleted with all other expired data
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
          log.warn(
            { err, part: 'rates' },
            'rate limit store is unavailable: each instance counts separately',
          );
        isUnavailable = true;
        retryAt = Date.now() + RETRY_DELAY_MS;
        return insurance.penalty(name, points);
      }
    },
    close: () => redis?.disconnect(),
  };
}

async function connectRedis(url: string): Promise<Redis> {
  const { Redis } = await import('ioredis'); // only loaded if configured
  const redis = new Redis(url, {
    connectTimeout: 1_000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => 500,
  });
  redis.on('error', () => undefined); // errors reach the caller of each command
  return redis;
}
