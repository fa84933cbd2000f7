import type { Pool, PoolClient } from 'pg';

/**
 * Runs work in a transaction on a connection of the pool. After an error the connection is closed, which rolls back, and
 * the error is thrown.
 */
export async function runInTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
