import pRetry, { type Options } from 'p-retry';
import pg from 'pg';

/** Starting, stopping or failing over, full, in recovery, or in conflict with another transaction; all of it passes. */
const PASSING = /^(08\w{3}|53\w{3}|57P0\d|25006|40001|40P01)$/;

/** Returns whether the same statement may succeed over another connection. What PostgreSQL refuses for good is not. */
export function isLostConnection(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || PASSING.test(error.code ?? '');
}

/** How a statement that must succeed is repeated: without end, at first after 0.1 s and then every 2 s at most. */
export const PERSISTENT: Options = {
  retries: Number.POSITIVE_INFINITY,
  minTimeout: 100,
  maxTimeout: 2_000,
  randomize: true,
  unref: true,
};

/** Repeats what must be recorded until it is; rejects with what PostgreSQL refuses for good. */
export function persistently<T>(work: (attempt: number) => Promise<T>, options: Options = {}): Promise<T> {
  const attempt = (number: number) => work(number).catch((error) => Promise.reject(asError(error)));
  return pRetry(attempt, { ...PERSISTENT, shouldRetry: ({ error }) => isLostConnection(error), ...options });
}

/** p-retry gives up on what is no Error by its own realm, as errors of the system are none where code runs in another. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
