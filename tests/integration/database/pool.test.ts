import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/database.js';
import { createTestDatabase, queryAsAdmin } from '../../support/test-database.js';

const READS = 5;

test('A pool at the connection limit of its role runs its statements over its open connections', async () => {
  const owner = await createTestDatabase();
  await queryAsAdmin('DROP ROLE IF EXISTS two_at_most');
  await queryAsAdmin('CREATE ROLE two_at_most LOGIN CONNECTION LIMIT 2');
  const database = openDatabase({ ...owner.connection, user: 'two_at_most' }, 2 * READS, 60_000);
  const read = () => database.pool.query('SELECT pg_backend_pid() AS pid, pg_sleep(0.05)');
  const results = await Promise.all(Array.from({ length: READS }, read));
  const processes = new Set(results.map(({ rows }) => rows[0].pid));
  expect(processes.size).toBeLessThanOrEqual(2);
  expect(database.pool.isLimited).toBe(true);
  // A pool without any connection fails, and the next statement tries again.
  await expect(database.writes.query('SELECT 1')).rejects.toMatchObject({ code: '53300' });
  await database.close();
  await owner.close();
  await queryAsAdmin('DROP ROLE two_at_most');
});

test('PostgreSQL compiles no statement of a pool, unless the connection asks for it', async () => {
  const owner = await createTestDatabase();
  const readJit = async (options?: string) => {
    const database = openDatabase({ ...owner.connection, ...(options && { options }) }, 2, 60_000);
    const pools = [database.pool, database.writes, database.jobPool];
    const results = await Promise.all(pools.map((pool) => pool.query<{ jit: string }>('SHOW jit')));
    await database.close();
    return results.map(({ rows }) => rows[0]?.jit);
  };
  expect(await readJit()).toEqual(['off', 'off', 'off']);
  expect(await readJit('-c jit=on')).toEqual(['on', 'on', 'on']);
  await owner.close();
});

test('Statements of each pool have memory for the hits of a frequent word, unless the connection has another size', async () => {
  const owner = await createTestDatabase();
  const readMemory = async (options?: string) => {
    const database = openDatabase({ ...owner.connection, ...(options && { options }) }, 2, 60_000);
    const pools = [database.pool, database.writes, database.jobPool];
    const results = await Promise.all(pools.map((pool) => pool.query('SHOW work_mem')));
    await database.close();
    return results.map(({ rows }) => rows[0].work_mem);
  };
  expect(await readMemory()).toEqual(['16MB', '16MB', '16MB']);
  expect(await readMemory('-c work_mem=64MB')).toEqual(['64MB', '64MB', '64MB']);
  await owner.close();
});
