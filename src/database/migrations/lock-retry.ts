import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';

/** How a migration waits for what others hold. */
export interface LockRetryPolicy {
  /** Milliseconds that it waits for a lock: while it waits, every request that comes after it waits behind it. */
  timeoutMs: number;
  attempts: number;
  /** Milliseconds between two attempts, in which those requests are served. */
  pauseMs: number;
}

export const DEFAULT_LOCK_RETRY_POLICY: LockRetryPolicy = { timeoutMs: 2_000, attempts: 15, pauseMs: 1_000 };

/** Does what needs locks, again and again while others hold them. Throws UnusableDatabaseError in the end. */
export async function retryOnLockTimeout<T>(
  client: pg.Client,
  { timeoutMs, attempts, pauseMs }: LockRetryPolicy,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      await sleep(pauseMs);
    }
  }
  return work().catch(async (cause) => {
    if (!isLockTimeout(cause)) throw cause;
    throw new DatabaseSetupError(
      `Migrating needs a lock that others hold: ${attempts} times it was waited for, ${timeoutMs / 1_000} s each, ` +
        `and nothing was changed. ${await describeLongestTransactions(client)}End what holds it, and start again.`,
      { cause },
    );
  });
}

/** lock_not_available (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export function isLockTimeout(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return code === '55P03' || (cause !== undefined && isLockTimeout(cause));
}

async function describeLongestTransactions(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ pid: number; name: string; state: string; seconds: number }>(`
    SELECT pid, coalesce(nullif(application_name, ''), usename) AS name, state,
      extract(epoch FROM now() - xact_start)::int AS seconds
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    ORDER BY xact_start LIMIT 3`);
  if (rows.length === 0) return '';
  const each = rows.map(({ pid, name, state, seconds }) => `${pid} (${name}, ${state}, ${seconds} s)`);
  return `The longest transactions: process ${each.join(', ')}. `;
}
