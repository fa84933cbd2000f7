import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ChangeListener } from '../../../src/changes/change-listener.js';
import { openDatabase } from '../../../src/database/database.js';
import { appendChange } from '../../../src/mutations/append-change.js';
import { withWriteLock } from '../../../src/mutations/write-lock.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { withShiftedClock } from '../../support/shifted-clock.js';
import { startSilentProxy } from '../../support/silent-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { waitUntil } from '../../support/until.js';

const WRITERS = 4;
const CHANGES_EACH = 60;
const READERS = 4;
const CUTS = 4;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Listeners to stop after each test, even a failed one, so that none of them affects other tests. */
const feeds: ChangeListener[] = [];
afterEach(() => Promise.all(feeds.splice(0).map((feed) => feed.stop())));

function openFeed(connection = database.connection, pool = database.pool): ChangeListener {
  const feed = new ChangeListener(connection, pool);
  feeds.push(feed);
  return feed;
}

test('Every subscriber receives every change once and in order despite concurrent writes and disconnects', async () => {
  // Two instances with separate connections.
  const instances = [openDatabase(database.connection, 5), openDatabase(database.connection, 5)];
  const listening = instances.map(({ pool }) => openFeed(database.connection, pool));
  for (const feed of listening) feed.start();
  const seen: bigint[][] = Array.from({ length: READERS }, () => []);
  seen.forEach((sequences, i) => {
    listening[i % listening.length]!.subscribe(0n, async ({ sequence }) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      sequences.push(sequence);
    });
  });

  let cuts = 0;
  const cutting = setInterval(async () => {
    // Terminate the connections of all listeners.
    const { rowCount } = await database.pool
      .query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
      )
      .catch(() => ({ rowCount: 0 }));
    cuts += rowCount ?? 0;
  }, 120);

  const write = async (writer: number) => {
    const prisma = instances[writer % instances.length]!.prisma;
    // Writes until listeners were cut off that often, however fast the writes are.
    for (let i = 0; i < CHANGES_EACH || cuts < CUTS; i++) {
      const change = {
        kind: 'UPDATED',
        nodeType: 'Article',
        nodeId: writer,
        keys: [`article:${i}`],
      } as const;
      const isGivenUp = Math.random() < 0.1;
      await withWriteLock(prisma, async (tx) => {
        await appendChange(tx, { ...change, keys: [...change.keys] });
        if (isGivenUp) throw new Error('given up');
      }).catch((error: Error) => {
        if (error.message !== 'given up') throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  clearInterval(cutting);

  const all = (await database.prisma.contentChange.findMany({ orderBy: { sequence: 'asc' } })).map(
    ({ sequence }) => sequence,
  );
  await waitUntil(() => seen.every(({ length }) => length >= all.length));
  await Promise.all(listening.map((feed) => feed.stop()));
  await Promise.all(instances.map((instance) => instance.close()));

  expect(cuts).toBeGreaterThanOrEqual(CUTS);
  expect(all.length).toBeGreaterThan((WRITERS * CHANGES_EACH) / 2);
  for (const sequences of seen) expect(sequences).toEqual(all);
});

test('A subscriber resumes after the sequence that it saw last', async () => {
  const feed = openFeed();
  feed.start();
  const all = (await database.prisma.contentChange.findMany({ orderBy: { sequence: 'asc' } })).map(
    ({ sequence }) => sequence,
  );
  const seen: bigint[] = [];
  feed.subscribe(all[9]!, ({ sequence }) => {
    seen.push(sequence);
  });
  await waitUntil(() => seen.length >= all.length - 10);
  await feed.stop();
  expect(seen).toEqual(all.slice(10));
});

test('A failing subscriber receives the same change again without delaying the others', async () => {
  const feed = openFeed();
  feed.start();
  const from = await feed.getLastSequence();
  const [failing, sound]: [bigint[], bigint[]] = [[], []];
  feed.subscribe(from, ({ sequence }) => {
    failing.push(sequence);
    if (failing.length === 1) throw new Error('out of order');
  });
  feed.subscribe(from, ({ sequence }) => {
    sound.push(sequence);
  });
  await append(1);
  // The change may have been delivered again already: the listener polls once when it starts to listen.
  await waitUntil(() => failing.length > 0 && sound.length === 1);
  await append(1);
  await waitUntil(() => failing.length === 3 && sound.length === 2);
  await feed.stop();
  expect(failing).toEqual([sound[0], sound[0], sound[1]]);
});

test('A listener that starts during a database outage listens once the database is reachable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-feed-'));
  const feed = openFeed({ ...database.connection, host: folder });
  feed.start();
  const seen: bigint[] = [];
  feed.subscribe(await feed.getLastSequence(), ({ sequence }) => {
    seen.push(sequence);
  });
  const name = `.s.PGSQL.${database.connection.port}`;
  const door = createServer((reader) => {
    const server = connect(join(database.connection.host!, name));
    reader.pipe(server).pipe(reader);
    for (const socket of [reader, server]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => door.listen(join(folder, name), resolve));
  const listeners =
    "SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()";
  await waitUntil(async () => (await database.pool.query(listeners)).rowCount === 1);
  await append(2);
  await waitUntil(() => seen.length === 2);
  await feed.stop();
  await new Promise((resolve) => door.close(resolve));
  await rm(folder, { recursive: true });
});

async function append(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await withWriteLock(database.prisma, (tx) =>
      appendChange(tx, { kind: 'UPDATED', nodeType: 'Article', nodeId: 1, keys: ['article:1'] }),
    );
  }
}

test('A listener without incoming notifications reports isListening only once they arrive', async () => {
  const proxy = await startSilentProxy(database.connection);
  const feed = openFeed(proxy.connection);
  const warnings: string[] = [];
  feed.start({ ...noopLogger, warn: (_line, message) => warnings.push(message) });
  await waitUntil(() => warnings.length > 0);
  expect(feed.isListening).toBe(false);
  expect(warnings[0]).toMatch(/^notifications do not arrive/);
  proxy.isSilent = false;
  await waitUntil(() => feed.isListening);
  await feed.stop();
  proxy.close();
});

test('A change has the time of the database, whatever the clock of the instance says', async () => {
  const change = { kind: 'UPDATED', nodeType: 'Tag', nodeId: 1, keys: ['tag:1'] } as const;
  await withShiftedClock(3_600_000, () =>
    withWriteLock(database.prisma, (tx) => appendChange(tx, { ...change, keys: [...change.keys] })),
  );
  const { rows } = await database.pool.query(
    "SELECT at > now() - interval '1 minute' AND at <= now() AS is_now FROM content_change ORDER BY sequence DESC LIMIT 1",
  );
  expect(rows).toEqual([{ is_now: true }]);
});
