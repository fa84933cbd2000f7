import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedNewsletters } from '../../src/modules/newsletter/seed-newsletters.js';
import { createSeededDatabase, type TestDatabase } from '../support/test-database.js';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';

let database: TestDatabase;
let two: TwoInstances;
beforeAll(async () => {
  database = await createSeededDatabase();
  await database.pool.query('DELETE FROM newsletter');
  two = await startTwoInstances({ database });
});
afterAll(async () => {
  await two.close();
  await database.close();
});

test('Concurrent seeding creates newsletters once, and running instances see them', async () => {
  const { gateway, sendQuery: ask, waitForCacheSync: untilSeen } = two;
  const { pool } = gateway.database;
  await pool.query('DELETE FROM api_key');
  await untilSeen();
  const query = '{ newsletters { name issues(first: 1) { nodes { subject } } } }';
  for (const address of [gateway.address, two.other.address])
    expect((await ask(query, {}, address)).data.newsletters).toEqual([]);
  await Promise.all([seedNewsletters(gateway.database), seedNewsletters(gateway.database)]);
  await untilSeen();
  for (const address of [gateway.address, two.other.address]) {
    const { newsletters } = (await ask(query, {}, address)).data;
    expect(newsletters).toEqual([
      { name: expect.any(String), issues: { nodes: [{ subject: expect.any(String) }] } },
    ]);
  }
});
