import type { Pool } from 'pg';
import { appendToChangeLog } from './change-log.js';

/**
 * Name of the job that tells caches of articles that were indexed without the write lock. A transaction that has rows
 * of the index enqueues it, and must not wait for the lock itself: an editor has the lock first and waits for the rows.
 */
export const ANNOUNCE_INDEXED_TASK = 'announce_indexed';

/** Appends a change with the cache tags `keys` to the change log, so that caches drop searches and completions. */
export async function announceIndexed(pool: Pool, keys: string[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await appendToChangeLog(client, { kind: 'INDEXED', nodeType: 'Site', nodeId: 0, keys });
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true); // ends the transaction, whatever its state
    throw error;
  }
}
