import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';

/** Limits for waiting on locks during a migration. */
export interface LockRetryPolicy {
  /** Milliseconds to wait for a lock. Later requests queue behind the wait. */
  timeoutMs: number;
  attempts: number;
  /** Milliseconds between two attempts, in which the queued requests are served. */
  pauseMs: number;
}

export const DEFAULT_LOCK_RETRY_POLICY: LockRetryPolicy = { timeoutMs: 2_000, attempts: 15, pauseMs: 1_000 };

/**
 * Runs `work`, retrying while other transactions hold the locks it needs. Throws DatabaseSetupError after the
 * last attempt.
 */
export async function retryOnLockConflict<T>(
  client: pg.Client,
  { timeoutMs, attempts, pauseMs }: LockRetryPolicy,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isLockConflict(error)) throw error;
      await sleep(pauseMs);
    }
  }
  return work().catch(async (cause) => {
    if (!isLockConflict(cause)) throw cause;
    throw new DatabaseSetupError(
      `The migration cannot get a lock that another transaction holds: it tried ${attempts} times for ${timeoutMs / 1_000} s. ` +
        `Nothing was changed. ${await describeLongestTransactions(client)}End the blocking transaction, and start again.`,
      { cause },
    );
  });
}

/** lock_not_available and deadlock_detected (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const CONFLICTS: unknown[] = ['55P03', '40P01'];

/** Returns true if a lock was waited for in vain, or by two transactions for each other. */
export function isLockConflict(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return CONFLICTS.includes(code) || (cause !== undefined && isLockConflict(cause));
}

async function describeLongestTransactions(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ pid: number; name: string; state: string; seconds: number }>(`
    SELECT pid, coalesce(nullif(application_name, ''), usename) AS name, state,
      extract(epoch FROM now() - xact_start)::int AS seconds
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    ORDER BY xact_start LIMIT 3`);
  if (rows.length === 0) return '';
  const each = rows.map(({ pid, name, state, seconds }) => `${pid} (${name}, ${state}, ${seconds} s)`);
  return `Longest transactions: process ${each.join(', ')}. `;
}
