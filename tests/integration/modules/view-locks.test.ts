import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const NOW = new Date('2026-12-01T12:00:00Z');
const RENAME = 'UPDATE draft SET slug = $2 WHERE id = $1';

let gateway: Gateway;
let writer: pg.Client;
beforeAll(async () => {
  gateway = await startGateway();
  writer = new pg.Client(gateway.database.connection);
  await writer.connect();
  // The views find that both wait for each other, not the writer.
  await writer.query("SET deadlock_timeout = '30s'");
});
afterAll(async () => {
  await writer.end();
  await gateway.close();
});

const isWaiting = async () => {
  const { rows } = await gateway.database.pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ 'article_views'",
  );
  return rows.length > 0;
};

test('Views give way to a writer that locks articles in another order, and are counted later', async () => {
  const [first, second] = await gateway.saveMany([{ slug: 'ebb' }, { slug: 'flow' }]);
  const views = new Map([
    [NOW.getTime() - 60_000, new Map([[1n, { articleId: first!, network: 1n }]])],
    [NOW.getTime(), new Map([[2n, { articleId: second!, network: 2n }]])],
  ]);
  const store = new ViewStore(gateway.database.pool);
  await writer.query('BEGIN');
  await writer.query(RENAME, [second, 'flood']);
  const adding = store.add(views, NOW).catch((error: pg.DatabaseError) => error.code);
  while (!(await isWaiting())) await gateway.database.pool.query('SELECT pg_sleep(0.01)');
  const renaming = writer.query(RENAME, [first, 'low-tide']);
  expect(await adding).toBe('55P03'); // lock_not_available, not deadlock_detected
  await renaming;
  await writer.query('COMMIT');
  await store.add(views, NOW);
  const { rows } = await gateway.database.pool.query(
    'SELECT article_id AS id, total FROM article_views ORDER BY 1',
  );
  expect(rows).toEqual([
    { id: first, total: 1 },
    { id: second, total: 1 },
  ]);
});
