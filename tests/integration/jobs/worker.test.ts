import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../src/database/database.js';
import { startWorker, type Tasks, type Worker } from '../../../src/jobs/queue.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type OutageProxy, startOutageProxy } from '../../support/outage-proxy.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { waitUntil } from '../../support/until.js';

/** Milliseconds; longer than the first attempts to record an outcome take. */
const OUTAGE = 1_000;

let direct: TestDatabase;
let proxy: OutageProxy;
let database: Database;
let worker: Worker | undefined;
const rejections: unknown[] = [];
const noteRejection = (reason: unknown) => rejections.push(reason);

beforeAll(() => void process.on('unhandledRejection', noteRejection));
afterAll(() => void process.off('unhandledRejection', noteRejection));
beforeEach(async () => {
  rejections.length = 0;
  direct = await createTestDatabase();
  proxy = await startOutageProxy(direct.connection);
  database = openDatabase(proxy.connection, 5, 60_000);
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await database.close();
  proxy.close();
  await direct.close();
});

async function start(tasks: Tasks): Promise<void> {
  worker = await startWorker(database.jobPool, tasks, noopLogger, { name: 'test', states: database.workers });
}

const add = (task: string, payload: object = {}) =>
  direct.pool.query('SELECT graphile_worker.add_job($1, $2::json)', [task, JSON.stringify(payload)]);

const jobs = async () =>
  (await direct.pool.query('SELECT attempts, locked_at, last_error FROM graphile_worker._private_jobs')).rows;

test('A job that finishes during a connection loss is recorded later and runs once', async () => {
  let acts = 0;
  await start({
    act: async () => {
      acts += 1;
      proxy.beOut(OUTAGE);
    },
  });
  await add('act');
  await waitUntil(async () => acts > 0 && (await jobs()).length === 0);
  expect(acts).toBe(1);
  expect(rejections).toEqual([]);
});

test('A job that fails during a connection loss is rescheduled later', async () => {
  await start({
    act: async () => {
      proxy.beOut(OUTAGE);
      throw new Error('not now');
    },
  });
  await add('act');
  await waitUntil(async () => (await jobs())[0]?.last_error !== null);
  expect(await jobs()).toEqual([{ attempts: 1, locked_at: null, last_error: 'not now' }]);
  expect(rejections).toEqual([]);
});

test('A job runs after the worker restarts if the reply to its claim was lost', async () => {
  const done: unknown[] = [];
  await start({ act: async (payload) => void done.push(payload) });
  proxy.loseAnswerWith('claimed in vain');
  await add('act', { note: 'claimed in vain' });
  await waitUntil(() => done.length > 0);
  await waitUntil(async () => (await jobs()).length === 0);
  expect(done).toEqual([{ note: 'claimed in vain' }]);
  expect(database.workers.entries()).toEqual([['test', { isUp: true, restarts: 1 }]]);
  expect(rejections).toEqual([]);
});

test('Jobs continue after a database outage', async () => {
  let acts = 0;
  await start({
    act: async () => {
      acts += 1;
    },
  });
  proxy.beOut(3 * OUTAGE);
  await add('act');
  await waitUntil(async () => acts > 0 && (await jobs()).length === 0);
  expect(acts).toBe(1);
  expect(database.workers.down).toEqual([]);
  expect(rejections).toEqual([]);
});
