import pRetry, { type Options } from 'p-retry';
import pg from 'pg';

/**
 * SQLSTATEs that pass: the server is starting, stopping, failing over, full or in recovery, or transactions
 * conflict.
 */
const PASSING = /^(08\w{3}|53\w{3}|57P0\d|25006|40001|40P01)$/;

/**
 * Returns true if the statement may succeed over another connection; false if PostgreSQL refuses it for good.
 */
export function isLostConnection(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || PASSING.test(error.code ?? '');
}

/** Retries a statement that must succeed, without end: after 0.1 s at first, then every 2 s at most. */
export const PERSISTENT: Options = {
  retries: Number.POSITIVE_INFINITY,
  minTimeout: 100,
  maxTimeout: 2_000,
  randomize: true,
  unref: true,
};

/** Retries work until it succeeds. Rejects with errors that PostgreSQL would repeat. */
export function persistently<T>(work: (attempt: number) => Promise<T>, options: Options = {}): Promise<T> {
  const attempt = (number: number) => work(number).catch((error) => Promise.reject(asError(error)));
  return pRetry(attempt, { ...PERSISTENT, shouldRetry: ({ error }) => isLostConnection(error), ...options });
}

/** Converts errors of other realms, such as the system's under Jest, which p-retry does not retry. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
