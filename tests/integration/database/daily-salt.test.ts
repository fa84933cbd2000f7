import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DailySalt } from '../../../src/database/daily-salt.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const TODAY = 20_600;

let database: TestDatabase;
const keys: DailySalt[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(keys.map((key) => key.release()));
  await database.close();
});

function instance(): DailySalt {
  const key = new DailySalt(database.connection);
  keys.push(key);
  return key;
}

test('Instances that start together or later share one daily salt', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => instance().get(TODAY)));
  const later = await instance().get(TODAY);
  expect(later).toHaveLength(16);
  expect(new Set([...all, later].map((key) => key.toString('hex'))).size).toBe(1);
});

test('Each day has its own salt, also for an instance behind the others', async () => {
  const [one, other] = [instance(), instance()];
  const today = await one.get(TODAY);
  const tomorrow = await other.get(TODAY + 1);
  expect(tomorrow).not.toEqual(today);
  expect(await one.get(TODAY)).toEqual(today);
  expect(await one.get(TODAY + 1)).toEqual(tomorrow);
});

test('A daily salt survives lost connections and disappears with its last holder', async () => {
  const [one, other] = [instance(), instance()];
  const before = await one.get(TODAY + 2);
  await other.get(TODAY + 2);
  await database.pool.query(
    'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  expect(await one.get(TODAY + 2)).toEqual(before);
  await heldBy(2);
  expect(await instance().get(TODAY + 2)).toEqual(before);

  await Promise.all(keys.map((key) => key.release()));
  await heldBy(0);
  expect(await instance().get(TODAY + 2)).not.toEqual(before);
});

test('A released instance opens no connection, not even for an agreement that it had begun', async () => {
  const salt = instance();
  const agreements = [salt.get(TODAY + 3), salt.get(TODAY + 4)];
  const settled = Promise.allSettled(agreements);
  await salt.release();
  expect((await settled).map(({ status }) => status)).toContain('rejected');
  await expect(salt.get(TODAY + 5)).rejects.toThrow('released');
  const { rows } = await database.pool.query(
    `SELECT DISTINCT pid FROM pg_locks WHERE objsubid = 2 AND classid BETWEEN $1 AND $2`,
    [1_203_141_000 + (TODAY + 3) * 4, 1_203_141_000 + (TODAY + 6) * 4],
  );
  expect(rows).toEqual([]);
});

/** Waits until at least this number of instances (none for 0) hold the salt of the day after tomorrow. */
async function heldBy(instances: number) {
  for (const end = Date.now() + 100_000; Date.now() < end; ) {
    const { rows } = await database.pool.query(
      'SELECT count(DISTINCT pid)::int AS holders FROM pg_locks WHERE objsubid = 2 AND classid = $1',
      [1_203_141_000 + (TODAY + 2) * 4],
    );
    const [{ holders }] = rows;
    if (instances === 0 ? holders === 0 : holders >= instances) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not held by ${instances}.`);
}
