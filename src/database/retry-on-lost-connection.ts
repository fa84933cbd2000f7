import pRetry from 'p-retry';
import { isUnreachable } from './is-database-unavailable.js';

/** How often, and after how long, work is done again that a lost connection broke. */
export interface LostRetries {
  retries: number;
  /** Milliseconds before the first; each later one waits twice as long as the one before. */
  minTimeout: number;
  maxTimeout: number;
}

/** A minute in all, in which a failover is over. */
const RETRIES: LostRetries = { retries: 9, minTimeout: 250, maxTimeout: 15_000 };

/**
 * Does work again that failed because the database was out of reach, ever more seldom, and throws its last error. The
 * work must come to the same when it is done twice: of a commit nobody may have heard.
 */
export function retryLost<Result>(
  work: () => Promise<Result>,
  options: Partial<LostRetries> = {},
): Promise<Result> {
  return pRetry(work, {
    ...{ ...RETRIES, ...options, factor: 2, randomize: true },
    shouldRetry: ({ error }) => isUnreachable(error),
  });
}
