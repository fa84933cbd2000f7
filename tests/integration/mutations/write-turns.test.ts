import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withWriteLock } from '../../../src/mutations/write-lock.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { waitUntil } from '../../support/until.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

/** Occupies every connection of the read pool. Returns a function that releases them. */
async function occupyReaders(): Promise<() => Promise<unknown>> {
  const { pool } = gateway.database;
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  const asleep = clients.map((client) => client.query('SELECT pg_sleep(600)').catch(() => undefined));
  return async () => {
    await gateway.database.jobPool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'`,
    );
    await Promise.all(asleep);
    for (const client of clients) client.release(true);
  };
}

test('A publication gets a connection while readers hold the whole read pool', async () => {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const create = `mutation { createArticle(input: { title: "Flood" }) { article { id } userErrors { message } } }`;
  const { createArticle } = await desk(create);
  const release = await occupyReaders();
  try {
    const { id } = await gateway.database.prisma.draft.findFirstOrThrow();
    await withWriteLock(gateway.database.prisma, (tx) =>
      tx.draft.update({ where: { id }, data: { title: 'Now' } }),
    );
  } finally {
    await release();
  }
  expect(createArticle.userErrors).toEqual([]);
  expect((await gateway.database.prisma.draft.findFirstOrThrow()).title).toBe('Now');
});

test('Writers that wait for the write lock share one connection', async () => {
  const { prisma: editorial, writes } = gateway.database;
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const all = Array.from({ length: 20 }, () => withWriteLock(editorial, () => gate));
  const countHeld = () => writes.totalCount - writes.idleCount;
  await waitUntil(() => countHeld() > 0);
  expect(await editorial.draft.count()).toBe(1); // reads do not wait for the write lock
  const held = countHeld();
  go();
  await Promise.all(all);
  expect(held).toBe(1);
});
