import { Agent, get, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { healthPlugin } from '../../../src/http/health.js';
import { createTestDatabase } from '../../support/test-database.js';
import { startServer } from '../../support/test-server.js';
import { waitUntil } from '../../support/until.js';

test('A running gateway is healthy and ready', async () => {
  const gateway = await startServer();
  for (const [path, status] of [
    ['/healthz', 'ok'],
    ['/readyz', 'ready'],
  ] as const) {
    const response = await gateway.get(path);
    expect([response.status, await response.json()]).toEqual([200, { status }]);
    expect((await gateway.get(path, { method: 'HEAD' })).status).toBe(200);
  }
  await gateway.close();
});

test('Concurrent requests for the readiness send one statement', async () => {
  const database = await createTestDatabase();
  const { pool } = database;
  let statements = 0;
  const query = (...args: unknown[]) => {
    statements += 1;
    return (pool.query as (...args: unknown[]) => unknown)(...args);
  };
  const app = Fastify();
  await app.register(healthPlugin, {
    database: { ...database, pool: Object.create(pool, { query: { value: query } }) },
  });
  const responses = await Promise.all(Array.from({ length: 50 }, () => app.inject('/readyz')));
  expect(new Set(responses.map(({ body }) => body))).toEqual(new Set(['{"status":"ready"}']));
  expect(statements).toBe(1);
  await app.inject('/readyz');
  expect(statements).toBe(2);
  await app.close();
  await database.close();
});

test('A gateway reports that a newer release has taken over its writes, and serves readers', async () => {
  const database = await createTestDatabase();
  const gateway = await startServer({ database });
  await database.pool.query(
    "CREATE OR REPLACE FUNCTION public.oldest_writer() RETURNS text LANGUAGE sql IMMUTABLE RETURN '29990101000000'",
  );
  const response = await gateway.get('/readyz');
  expect([response.status, await response.json()]).toEqual([
    200,
    { status: 'degraded', writes: 'refused for a newer release' },
  ]);
  await gateway.close();
});

test('A gateway without notifications says so after a while, and serves readers', async () => {
  const database = await createTestDatabase();
  const app = Fastify();
  await app.register(healthPlugin, {
    database: { ...database, changes: Object.create(database.changes, { isDeaf: { value: true } }) },
  });
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'degraded', notifications: 'missing' });
  await app.close();
  await database.close();
});

test.concurrent('A closing gateway serves on, healthy but not ready, and then refuses connections', async () => {
  const gateway = await startServer({ settings: { CLOSING_SECONDS: '2' } });
  const closing = gateway.app.close();
  await waitUntil(async () => (await gateway.get('/readyz')).status === 503);
  const ready = await gateway.get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'closing' }]);
  expect((await gateway.get('/healthz')).status).toBe(200);
  expect((await gateway.post({ query: '{ articles { totalCount } }' })).status).toBe(200);
  await closing;
  await expect(gateway.get('/healthz')).rejects.toThrow();
  await gateway.database.close();
});

test.concurrent('A closing gateway serves kept-alive connections once more and then closes them', async () => {
  const gateway = await startServer({ settings: { CLOSING_SECONDS: '2' } });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () => headersOf(`${gateway.address}/healthz`, agent);
  expect((await ask()).connection).toBe('keep-alive');
  const closing = gateway.app.close();
  await waitUntil(async () => (await gateway.get('/readyz')).status === 503);
  expect((await ask()).connection).not.toBe('close');
  await waitUntil(() => !gateway.app.server.listening);
  expect((await ask()).connection).toBe('close');
  await expect(ask()).rejects.toThrow('ECONNREFUSED');
  await closing;
  await gateway.database.close();
});

test('A gateway finishes running requests before it closes', async () => {
  const database = await createTestDatabase();
  const gateway = await startServer({ database });
  await gateway.post({ query: '{ articles { totalCount } }' });
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE public.article IN ACCESS EXCLUSIVE MODE');
  const running = gateway.post({ query: '{ articles { totalCount } }' });
  const isWaiting =
    "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
  while ((await database.pool.query(isWaiting)).rowCount === 0) await sleep(10);

  let isClosed = false;
  const closing = gateway.app.close().then(() => {
    isClosed = true;
  });
  await sleep(100);
  expect(isClosed).toBe(false);
  await blocker.query('ROLLBACK');
  blocker.release();
  const response = await running;
  expect([response.status, await response.json()]).toEqual([200, { data: { articles: { totalCount: 0 } } }]);
  await closing;
  await database.close();
});

function headersOf(url: string, agent: Agent): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.headers));
    }).on('error', reject);
  });
}
