import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/database/database.js';
import { toGlobalId } from '../../src/shared/references/global-id.js';
import { startCuttingProxy } from '../support/cutting-proxy.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../support/live-clients.js';
import { startServer, type TestServer } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';

/** More with `LIVE_CUTS=100 LIVE_CHANGES=1000 npm run test:stress -- subscription-reconnects`. */
const CUTS = Number(process.env.LIVE_CUTS ?? 12);
const CHANGES = Number(process.env.LIVE_CHANGES ?? 100);
const CLIENTS_EACH = 3;
const ARTICLES = 10;
const CONTENT_EVENTS = 'subscription ($after: String) { contentEvents(after: $after) { cursor kind } }';
const LISTENERS =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()";

let first: Gateway;
let second: TestServer;
let closeSecond: () => Promise<void>;
beforeAll(async () => {
  first = await startGateway();
  const database = openDatabase(first.database.connection, 5);
  second = await startServer({ database });
  closeSecond = async () => {
    await second.close();
    await database.close();
  };
});
afterAll(async () => {
  await closeSecond();
  await first.close();
});

test(`No subscriber misses, repeats or reorders events over ${CUTS} disconnects and ${CHANGES} changes`, async () => {
  const ids: string[] = [];
  for (let i = 0; i < ARTICLES; i++) ids.push(toGlobalId('Article', await first.save({})));
  const key = await first.createKey('preview', 'write', 'publish');
  const authorization = `Bearer ${key}`;
  const readerLog = await openLog('content_change', 'change');
  const editorLog = await openLog('editor_change', 'edit');
  const { after } = readerLog;
  const proxy = await startCuttingProxy([first.address, second.address]);

  const patience = {
    retryAttempts: 1_000_000,
    retry: () => sleep(20),
    retryWait: () => sleep(20),
    shouldRetry: () => true,
  };
  const clients = Array.from({ length: CLIENTS_EACH }, () => [
    {
      over: 'WebSocket',
      heard: recordSubscription(createWebSocketClient(proxy.address, patience), { after }),
    },
    { over: 'event stream', heard: recordSubscription(createSseClient(proxy.address, patience), { after }) },
    {
      over: 'WebSocket of an editor',
      heard: recordSubscription(
        createWebSocketClient(proxy.address, { ...patience, connectionParams: { authorization } }),
        { after: editorLog.after },
        CONTENT_EVENTS,
      ),
    },
    {
      over: 'event stream of an editor',
      heard: recordSubscription(
        createSseClient(proxy.address, { ...patience, headers: { authorization } }),
        { after: editorLog.after },
        CONTENT_EVENTS,
      ),
    },
  ]).flat();

  const correct = async (address: string, i: number) => {
    const query =
      'mutation ($input: AddCorrectionInput!) { addCorrection(input: $input) { userErrors { message } } }';
    const input = { id: ids[i % ARTICLES], text: `Correction ${i}` };
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query, variables: { input } }),
    });
    expect(await response.json()).toEqual({ data: { addCorrection: { userErrors: [] } } });
  };
  let cuts = 0;
  let listenersLost = 0;
  const write = async (address: string, offset: number) => {
    for (let i = offset; i < CHANGES; i += 2) {
      await correct(address, i);
      while (cuts < (CUTS * (i + 1)) / CHANGES && proxy.cutConnection()) cuts += 1;
      if (i % Math.ceil(CHANGES / 10) === 0)
        listenersLost += (await first.database.pool.query(LISTENERS)).rowCount ?? 0;
    }
  };
  await Promise.all([write(first.address, 0), write(second.address, 1)]);
  while (cuts < CUTS)
    if (proxy.cutConnection()) cuts += 1;
    else await sleep(5);

  const written = { readers: await readerLog.readLater(), editors: await editorLog.readLater() };
  const getWritten = (over: string) => (over.endsWith('of an editor') ? written.editors : written.readers);
  await waitUntil(() =>
    clients.every(({ over, heard }) => sequencesOf(heard).at(-1) === getWritten(over).at(-1)),
  );
  const tallies = [...new Set(clients.map(({ over }) => over))].map((over) => ({
    over,
    ...tally(
      clients.filter((client) => client.over === over).map(({ heard }) => sequencesOf(heard)),
      getWritten(over),
    ),
  }));
  for (const { heard } of clients) heard.stop();
  await proxy.close();
  if (process.env.LIVE_CUTS)
    console.table([...tallies, { over: 'all', changes: CHANGES, cuts, listenersLost }]);

  expect(written.readers).toHaveLength(CHANGES);
  // Each correction is a revision too.
  expect(written.editors).toHaveLength(2 * CHANGES);
  expect(cuts).toBeGreaterThanOrEqual(CUTS);
  for (const { over, ...counts } of tallies) {
    const received = CLIENTS_EACH * getWritten(over).length;
    expect({ over, ...counts }).toEqual({ over, received, missed: 0, doubled: 0, outOfOrder: 0 });
  }
}, 600_000);

/** Returns the cursor of the end of a log, and a function that reads the sequences after it. */
async function openLog(table: string, prefix: string) {
  const { pool } = first.database;
  const [{ last }] = (await pool.query(`SELECT coalesce(max(sequence), 0)::int AS last FROM ${table}`)).rows;
  return {
    after: Buffer.from(`${prefix}:${last}`).toString('base64url'),
    readLater: async (): Promise<number[]> => {
      const later = `SELECT sequence::int FROM ${table} WHERE sequence > $1 ORDER BY sequence`;
      return (await pool.query(later, [last])).rows.map(({ sequence }) => sequence);
    },
  };
}

function sequencesOf({ events }: SubscriptionRecorder): number[] {
  return events.map(({ cursor }) => Number(Buffer.from(cursor, 'base64url').toString().split(':')[1]));
}

function tally(received: number[][], written: number[]) {
  const sum = (count: (sequences: number[]) => number) =>
    received.reduce((total, each) => total + count(each), 0);
  return {
    received: sum(({ length }) => length),
    missed: sum((sequences) => written.filter((sequence) => !sequences.includes(sequence)).length),
    doubled: sum((sequences) => sequences.length - new Set(sequences).size),
    outOfOrder: sum(
      (sequences) => sequences.filter((sequence, i) => i > 0 && sequence < sequences[i - 1]!).length,
    ),
  };
}
