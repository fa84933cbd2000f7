import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type ChangeConsumer, ChangeConsumerRunner } from '../../../src/changes/change-consumer.js';
import { ChangeListener } from '../../../src/changes/change-listener.js';
import { ChangeLogGapError } from '../../../src/changes/change-log.js';
import { pruneChanges } from '../../../src/changes/prune.js';
import { type Database, openDatabase } from '../../../src/database/database.js';
import { appendChange } from '../../../src/mutations/append-change.js';
import { withWriteLock } from '../../../src/mutations/write-lock.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { waitUntil } from '../../support/until.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('CREATE TABLE done (follower text, sequence bigint)');
});
beforeEach(() => database.pool.query('TRUNCATE done, change_follower'));
afterAll(() => database.close());

/** Creates a consumer that records the changes in its transaction. */
function noting(name: string): ChangeConsumer {
  return {
    name,
    consume: async (tx, changes) => {
      for (const { sequence } of changes) {
        await tx.$executeRaw`INSERT INTO done VALUES (${name}, ${sequence})`;
      }
    },
  };
}

function start(instance: Database, follower: ChangeConsumer, firstDelay = 20) {
  instance.changes.start();
  return instance.changes.addObserver(new ChangeConsumerRunner(instance, follower, noopLogger, firstDelay));
}

async function append(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await withWriteLock(database.prisma, (tx) =>
      appendChange(tx, { kind: 'UPDATED', nodeType: 'Article', nodeId: i, keys: [`article:${i}`] }),
    );
  }
}

const all = async () =>
  (await database.prisma.contentChange.findMany({ orderBy: { sequence: 'asc' } })).map(
    ({ sequence }) => sequence,
  );
const done = async (name: string) => {
  const { rows } = await database.pool.query('SELECT sequence FROM done WHERE follower = $1', [name]);
  return rows.map(({ sequence }) => BigInt(sequence));
};

test('Two consumer instances process every change once and in order despite lost connections', async () => {
  const instances = [openDatabase(database.connection, 5), openDatabase(database.connection, 5)];
  for (const instance of instances) start(instance, noting('pair'));
  let kills = 0;
  const killing = setInterval(async () => {
    const { rowCount } = await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE '%INTO done%' AND state LIKE '%transaction%' AND pid <> pg_backend_pid()",
    );
    kills += rowCount ?? 0;
  }, 3);
  for (let i = 0; i < 100 || (kills < 3 && i < 2_000); i++) await append(1);
  clearInterval(killing);
  await waitUntil(async () => (await done('pair')).length >= (await all()).length);
  await Promise.all(instances.map((instance) => instance.close()));
  expect(kills).toBeGreaterThan(2);
  expect(await done('pair')).toEqual(await all());
});

test('A failing consumer retries from its offset without delaying other consumers', async () => {
  let failures = 0;
  const failing: ChangeConsumer = {
    name: 'failing',
    consume: async (tx, changes) => {
      await noting('failing').consume(tx, changes);
      failures += 1;
      if (failures <= 3) throw new Error('out of order');
    },
  };
  const instance = openDatabase(database.connection, 5);
  start(instance, failing);
  start(instance, noting('sound'));
  await append(5);
  await waitUntil(async () => (await done('sound')).length >= (await all()).length);
  await waitUntil(async () => (await done('failing')).length >= (await all()).length);
  await instance.close();
  expect(failures).toBeGreaterThan(3);
  expect(await done('failing')).toEqual(await all());
});

test('A consumer resumes from its offset after a restart', async () => {
  const first = openDatabase(database.connection, 5);
  start(first, noting('restarted'));
  await waitUntil(async () => (await done('restarted')).length >= (await all()).length);
  await first.close();
  await append(3);
  const second = openDatabase(database.connection, 5);
  start(second, noting('restarted'));
  await waitUntil(async () => (await done('restarted')).length >= (await all()).length);
  await second.close();
  expect(await done('restarted')).toEqual(await all());
});

test('Pruning removes old changes only after every consumer has processed them', async () => {
  await append(10);
  const kept = await all();
  const later = new Date(Date.now() + 1_000);
  expect(await pruneChanges(database.prisma, new Date(0), ['slow'])).toBe(0);
  // The consumer has not started.
  expect(await pruneChanges(database.prisma, later, ['slow'])).toBe(0);
  await database.prisma.changeFollower.update({
    where: { name: 'slow' },
    data: { sequence: kept.at(-5)! },
  });
  expect(await pruneChanges(database.prisma, later, ['slow'])).toBe(kept.length - 4);
  expect(await all()).toEqual(kept.slice(-4));

  const feed = new ChangeListener(database.connection, database.pool);
  const refusals: Error[] = [];
  const told: bigint[] = [];
  feed.subscribe(
    kept.at(-6)!,
    () => {
      throw new Error('Nobody can go on from here.');
    },
    { onGap: (error) => refusals.push(error) },
  );
  feed.subscribe(kept.at(-5)!, ({ sequence }) => {
    told.push(sequence);
  });
  await waitUntil(async () => refusals.length > 0 && told.length === 4);
  await feed.stop();
  expect(refusals).toEqual([new ChangeLogGapError(kept.at(-6)!, kept.at(-5)!)]);
  expect(told).toEqual(kept.slice(-4));

  // A new consumer starts with the remaining changes, and the last sequence outlives its change.
  expect(await pruneChanges(database.prisma, later, [])).toBe(4);
  expect(await database.changes.getLastSequence()).toBe(kept.at(-1));
  await append(2);
  const instance = openDatabase(database.connection, 5);
  start(instance, noting('newcomer'));
  await waitUntil(async () => (await done('newcomer')).length === 2);
  await instance.close();
  expect(await done('newcomer')).toEqual(await all());
});
