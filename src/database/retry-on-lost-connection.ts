import pRetry from 'p-retry';
import { isUnreachable } from './is-database-unavailable.js';

/** Number and delays of retries after a lost connection. */
export interface LostRetries {
  retries: number;
  /** Milliseconds before the first retry; doubled for each later one. */
  minTimeout: number;
  maxTimeout: number;
}

/** Retries for about a minute in total, in which a failover completes. */
const RETRIES: LostRetries = { retries: 9, minTimeout: 250, maxTimeout: 15_000 };

/**
 * Retries work that failed because the database was unavailable, with exponential backoff, and throws its
 * last error. The work must be idempotent, since a commit may have succeeded unnoticed.
 */
export function retryLost<Result>(
  work: () => Promise<Result>,
  options: Partial<LostRetries> = {},
): Promise<Result> {
  return pRetry(work, {
    ...RETRIES,
    ...options,
    factor: 2,
    randomize: true,
    shouldRetry: ({ error }) => isUnreachable(error),
  });
}
