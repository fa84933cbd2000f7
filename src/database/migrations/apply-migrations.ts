import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import { isStorageFull } from '../storage-monitor.js';
import { isLockConflict, type LockRetryPolicy, retryOnLockConflict } from './lock-retry.js';
import type { Migration } from './migration-files.js';
import { ensureHistory, recordFailure, recordFinished } from './migration-history.js';

/** Applies migrations in order. Throws DatabaseSetupError at the first that fails. */
export async function applyMigrations(
  client: pg.Client,
  migrations: Migration[],
  lockRetryPolicy: LockRetryPolicy,
): Promise<void> {
  await ensureHistory(client);
  for (const migration of migrations) {
    await retryOnLockConflict(client, lockRetryPolicy, () => applyMigration(client, migration));
  }
}

/** Creates the error about a migration that failed, at this start or one before. */
export function createFailureError(name: string, logs: string | null): DatabaseSetupError {
  return new DatabaseSetupError(
    `Migration ${name} failed and was rolled back:\n${logs}\n` +
      'Fix the cause, then run: npx dateline migrate retry',
  );
}

/** Runs a migration and records it in one transaction. */
async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await recordFinished(client, migration);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the connection itself may have failed
    // A lock is waited for again, and a full disk may have space at the next start.
    if (isLockConflict(error) || isStorageFull(error)) throw error;
    const logs = describeError(error as pg.DatabaseError, migration.sql);
    await recordFailure(client, migration, logs).catch(() => Promise.reject(error));
    throw createFailureError(migration.name, logs);
  }
}

/** Adds the line to PostgreSQL's message if it has the position, which counts characters. */
function describeError({ message, position }: pg.DatabaseError, sql: string): string {
  if (!position) return message;
  return `${message} (line ${sql.slice(0, Number(position)).split('\n').length})`;
}
