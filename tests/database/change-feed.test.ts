import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { openDatabase } from '../../src/database/database.js';
import { appendChange } from '../../src/modules/editing/change-log.js';
import { inTurn } from '../../src/modules/editing/turns.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const WRITERS = 4;
const CHANGES_EACH = 60;
const READERS = 4;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('Every reader sees every change once and in order, whatever is written at once and however often it is cut off', async () => {
  // Two instances, each with connections of its own.
  const instances = [openDatabase(database.connection, 5), openDatabase(database.connection, 5)];
  const feeds = instances.map(({ pool }) => new ChangeFeed(database.connection, pool));
  await Promise.all(feeds.map((feed) => feed.start()));
  const seen: bigint[][] = Array.from({ length: READERS }, () => []);
  seen.forEach((sequences, i) => {
    feeds[i % feeds.length]!.subscribe(0n, async ({ sequence }) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      sequences.push(sequence);
    });
  });

  let cuts = 0;
  const cutting = setInterval(async () => {
    // Listeners lose their connection from one moment to the next.
    const { rowCount } = await database.pool
      .query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
      )
      .catch(() => ({ rowCount: 0 }));
    cuts += rowCount ?? 0;
  }, 120);

  const write = async (writer: number) => {
    const prisma = instances[writer % instances.length]!.editorial;
    for (let i = 0; i < CHANGES_EACH; i++) {
      const change = {
        kind: 'UPDATED',
        nodeType: 'Article',
        nodeId: writer,
        keys: [`article:${i}`],
      } as const;
      const isGivenUp = Math.random() < 0.1;
      await inTurn(prisma, async (tx) => {
        await appendChange(tx, { ...change, keys: [...change.keys] });
        if (isGivenUp) throw new Error('given up');
      }).catch((error: Error) => {
        if (error.message !== 'given up') throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  clearInterval(cutting);

  const all = (await database.editorial.contentChange.findMany({ orderBy: { sequence: 'asc' } })).map(
    ({ sequence }) => sequence,
  );
  for (
    const end = Date.now() + 15_000;
    Date.now() < end && seen.some(({ length }) => length < all.length);
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await Promise.all(feeds.map((feed) => feed.stop()));
  await Promise.all(instances.map((instance) => instance.close()));

  expect(cuts).toBeGreaterThan(3);
  expect(all.length).toBeGreaterThan((WRITERS * CHANGES_EACH) / 2);
  for (const sequences of seen) expect(sequences).toEqual(all);
});

test('A reader that comes back goes on from the last number it saw', async () => {
  const feed = new ChangeFeed(database.connection, database.pool);
  await feed.start();
  const all = (await database.editorial.contentChange.findMany({ orderBy: { sequence: 'asc' } })).map(
    ({ sequence }) => sequence,
  );
  const seen: bigint[] = [];
  feed.subscribe(all[9]!, ({ sequence }) => {
    seen.push(sequence);
  });
  for (const end = Date.now() + 5_000; Date.now() < end && seen.length < all.length - 10; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await feed.stop();
  expect(seen).toEqual(all.slice(10));
});
