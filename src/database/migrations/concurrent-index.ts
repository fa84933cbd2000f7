import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import type { Migration } from './migration-files.js';

/** The one statement that such a migration has. PostgreSQL runs it outside of a transaction. */
const STATEMENT =
  /^(?:CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS "(?<created>\w+)" ON [^;]+|DROP INDEX CONCURRENTLY IF EXISTS "(?<dropped>\w+)");?$/;

/**
 * Returns the name of the index that a migration builds or drops while its table is written; null for other migrations.
 * Throws DatabaseSetupError if it does anything else, which would not be undone when the statement fails.
 */
export function parseConcurrentIndex({ name, sql }: Pick<Migration, 'name' | 'sql'>): string | null {
  const statements = sql.replace(/--.*$/gm, '').trim();
  if (!/\bCONCURRENTLY\b/i.test(statements)) return null;
  const { created, dropped } = STATEMENT.exec(statements)?.groups ?? {};
  const index = created ?? dropped;
  if (index) return index;
  throw new DatabaseSetupError(
    `Migration ${name} uses CONCURRENTLY. It must be a single statement: CREATE INDEX CONCURRENTLY IF NOT EXISTS "name" ON …, ` +
      'or DROP INDEX CONCURRENTLY IF EXISTS "name". Move everything else to a migration of its own: see docs/contributing.md#indexes-of-large-tables.',
  );
}

/**
 * Runs the statement. It waits for older transactions without a limit, as no other client waits for it meanwhile; what an
 * interrupted start has left of the index is dropped first.
 */
export async function runConcurrently(client: pg.Client, index: string, sql: string): Promise<void> {
  const { rows } = await client.query<{ lock_timeout: string }>('SHOW lock_timeout');
  await client.query('SET lock_timeout = 0');
  try {
    await dropInvalidIndex(client, index);
    await client.query(sql);
  } catch (error) {
    // The connection itself may have failed; the next start drops it then.
    await dropInvalidIndex(client, index).catch(() => undefined);
    throw error;
  } finally {
    await client
      .query("SELECT set_config('lock_timeout', $1, false)", [rows[0]?.lock_timeout])
      .catch(() => undefined);
  }
}

async function dropInvalidIndex(client: pg.Client, index: string): Promise<void> {
  const { rows } = await client.query(
    'SELECT FROM pg_index WHERE indexrelid = to_regclass(quote_ident($1)) AND NOT indisvalid',
    [index],
  );
  if (rows.length > 0) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS "${index}"`);
}
