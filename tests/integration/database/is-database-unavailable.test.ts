import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../src/database/database.js';
import { isUnreachable } from '../../../src/database/is-database-unavailable.js';
import { type OutageProxy, startOutageProxy } from '../../support/outage-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
let proxy: OutageProxy;
let through: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startOutageProxy(database.connection);
  through = openDatabase(proxy.connection, 5, 60_000);
});
afterAll(async () => {
  await through.close();
  proxy.close();
  await database.close();
});

test('All statements of a transaction count as unavailable when its connection is reset', async () => {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  await through.prisma
    .$transaction(async (tx) => {
      const waiting = tx.$executeRaw`SELECT pg_sleep(10)`.catch(note);
      const queued = [tx.$queryRaw`SELECT 1`, tx.$executeRaw`SELECT 1`, tx.$executeRawUnsafe('SELECT 1')];
      const others = queued.map((each) => Promise.resolve(each).catch(note));
      setTimeout(() => proxy.reset(), 100);
      await Promise.all([waiting, ...others]);
      await tx.$queryRaw`SELECT 1`.catch(note);
      await tx.$executeRaw`SELECT 1`.catch(note);
      await tx.draft.findFirst().catch(note);
    })
    .catch(note);
  expect(errors.length).toBeGreaterThan(3);
  expect(errors.filter((error) => !isUnreachable(error))).toEqual([]);
});

test('A mistake in a statement does not count as unavailable', async () => {
  const error = await database.prisma.$queryRaw`SELECT 1 / 0`.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(isUnreachable(error)).toBe(false);
});
