import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import { isStorageFull } from '../storage-monitor.js';
import { parseConcurrentIndex, runConcurrently } from './concurrent-index.js';
import { isLockConflict, type LockRetryPolicy, retryOnLockConflict } from './lock-retry.js';
import type { Migration } from './migration-files.js';
import { ensureHistory, recordFailure, recordFinished } from './migration-history.js';
import { runWithoutViewSchemas } from './run-without-view-schemas.js';

/**
 * dependent_objects_still_exist, for a column or table that a view reads, and feature_not_supported, for another type of
 * such a column (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const READ_BY_VIEWS: unknown[] = ['2BP01', '0A000'];

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

/** Runs a migration and records it, in one transaction unless it builds an index while the table is written. */
async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  const index = parseConcurrentIndex(migration);
  try {
    if (index) {
      await runConcurrently(client, index, migration.sql);
      await recordFinished(client, migration);
      return;
    }
    await client.query('BEGIN');
    await runStatements(client, migration.sql);
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

/** Runs the statements of a migration; if views read what it drops or retypes, without the view schemas. */
async function runStatements(client: pg.Client, sql: string): Promise<void> {
  await client.query('SAVEPOINT before_statements');
  try {
    await client.query(sql);
  } catch (error) {
    if (!READ_BY_VIEWS.includes((error as pg.DatabaseError).code)) throw error;
    await client.query('ROLLBACK TO before_statements');
    await runWithoutViewSchemas(client, () => client.query(sql));
  }
}

/** Adds the line to PostgreSQL's message if it has the position, which counts characters. */
function describeError({ message, position }: pg.DatabaseError, sql: string): string {
  if (!position) return message;
  return `${message} (line ${sql.slice(0, Number(position)).split('\n').length})`;
}
