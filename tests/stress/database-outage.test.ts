import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../src/database/database.js';
import { acquireEmbeddedServer, type EmbeddedServer } from '../../src/database/embedded/server.js';
import { migrate } from '../../src/database/migrations/migrate.js';
import { ImportService } from '../../src/modules/import/import.service.js';
import { ARTICLE_DEFAULTS } from '../support/gateway.js';
import { createSseClient, createWebSocketClient, recordSubscription } from '../support/live-clients.js';
import { startServer, type TestServer } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';

const PATIENT = { retryAttempts: 1_000, retryWait: () => sleep(50), shouldRetry: () => true };
const QUERY = { query: '{ articles { totalCount } }' };

let folder: string;
let server: EmbeddedServer;
let database: Database;
let gateway: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-outage-'));
  server = await acquireEmbeddedServer(folder);
  await migrate(server.connection);
  database = openDatabase(server.connection, 5);
  gateway = await startServer({ database });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await database.close();
  await server.release();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function databaseReturns() {
  server = await acquireEmbeddedServer(folder);
  await waitUntil(async () => (await statusOf('/readyz')) === 200);
}

const statusOf = async (path: string) => (await gateway.get(path)).status;

test('An outage returns SERVICE_UNAVAILABLE until the database is back', async () => {
  expect((await gateway.post(QUERY)).status).toBe(200);
  expect(await statusOf('/readyz')).toBe(200);

  await server.release();
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const response = await gateway.post(QUERY, { accept });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    const text = await response.text();
    expect(text).not.toMatch(/ENOENT|connect|prisma|socket|\/tmp/);
    const { data, errors } = JSON.parse(text);
    expect(data).toBeNull();
    expect(errors[0].extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
  }
  const ready = await gateway.get('/readyz');
  expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await ready.json()).toEqual({ status: 'no database' });
  expect(await statusOf('/healthz')).toBe(200);
  expect(await (await gateway.get('/metrics')).text()).toContain('\ndateline_database_up 0\n');

  await databaseReturns();
  expect((await gateway.post(QUERY)).status).toBe(200);
}, 60_000);

test('A statement returns SERVICE_UNAVAILABLE when its connection is lost', async () => {
  await gateway.post(QUERY);
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE public.article IN ACCESS EXCLUSIVE MODE');
  let isWaiting = true;
  const waiting = gateway.post(QUERY).finally(() => {
    isWaiting = false;
  });
  // Other statements may wait too: those by which a gateway warms up.
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;
  while (isWaiting) {
    await database.pool.query(cut);
    await sleep(10);
  }
  await blocker.query('ROLLBACK');
  blocker.release();
  const response = await waiting;
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  expect((await gateway.post(QUERY)).status).toBe(200);
});

test('Fields resolved before an outage are returned with status 200', async () => {
  await server.release();
  const response = await gateway.post({ query: '{ site { title } article(by: { slug: "a" }) { title } }' });
  const { data, errors } = (await response.json()) as any;
  expect([response.status, data.article]).toEqual([200, null]);
  expect(data.site.title).toMatch(/./);
  expect(errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  expect((await gateway.post({ query: '{ article(by: { slug: "a" }) { title } }' })).status).toBe(503);
  await databaseReturns();
}, 60_000);

test('A cached feed is served stale during an outage and refreshed afterwards', async () => {
  const own = openDatabase(server.connection, 5);
  const remembering = await startServer({ database: own, settings: { CACHE_MB: '4' } });
  const get = async (path: string) => {
    const { status, headers } = await remembering.get(path);
    return [status, headers.get('x-cache'), headers.get('retry-after')];
  };
  await waitUntil(async () => (await get('/feeds/rss.xml'))[1] === 'HIT');
  await server.release();
  expect(await get('/feeds/rss.xml')).toEqual([200, 'STALE', null]);
  expect((await get('/feeds/atom.xml'))[2]).toBe('1');
  server = await acquireEmbeddedServer(folder);
  await waitUntil(async () => (await get('/feeds/rss.xml'))[1] === 'HIT');
  expect((await get('/feeds/atom.xml'))[0]).toBe(200);
  await remembering.close();
  await own.close();
}, 60_000);

test('Subscriptions survive a database outage without missing events', async () => {
  const editing = new ImportService(database.prisma);
  const publish = async (slug: string) => {
    const { outcome } = await editing.upsert({ ...ARTICLE_DEFAULTS, slug, sourceId: slug, title: slug });
    expect(outcome).toBe('created');
  };
  await publish('before');
  const from = Buffer.from('change:0').toString('base64url');
  const heard = [createWebSocketClient, createSseClient].map((connect) =>
    recordSubscription(connect(gateway.address), { after: from }),
  );
  await waitUntil(() => heard.every(({ events }) => events.length === 1));
  await server.release();
  const late = recordSubscription(createWebSocketClient(gateway.address, PATIENT), { after: from });
  await sleep(300);
  await databaseReturns();
  await publish('after');
  await waitUntil(() => [...heard, late].every(({ events }) => events.at(-1)?.article?.slug === 'after'));
  for (const { events, errors, stop } of [...heard, late]) {
    expect([events.length, errors]).toEqual([2, []]);
    stop();
  }
}, 60_000);
