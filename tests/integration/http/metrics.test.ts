import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWebSocketClient, recordSubscription } from '../../support/live-clients.js';
import { startServer, type TestServer } from '../../support/test-server.js';
import { waitUntil } from '../../support/until.js';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ settings: { CACHE_MB: '8' }, withSeeds: true });
});
afterAll(() => gateway.close());

/** Returns the value of a series, or 0 if it does not exist. */
async function measured(series: string): Promise<number> {
  const text = await (await gateway.get('/metrics')).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

async function operations(labels: string): Promise<number> {
  return measured(`dateline_operations_total{${labels},transport="http"}`);
}

test('Operations are counted by name, outcome and response source', async () => {
  await waitUntil(async () => (await measured('dateline_cache_current')) === 1);
  const front = { query: 'query FrontPage { articles(first: 2) { nodes { title } } }' };
  for (let i = 0; i < 3; i++) await gateway.post(front);
  expect(await operations('operation="FrontPage",type="query",outcome="OK",source="MISS"')).toBe(1);
  expect(await operations('operation="FrontPage",type="query",outcome="OK",source="HIT"')).toBe(2);
  const labels = 'operation="FrontPage",source="HIT"';
  expect(await measured(`dateline_operation_duration_seconds_count{${labels}}`)).toBe(2);
  expect(await measured('dateline_cache_entries{of="answers"}')).toBe(1);
  expect(await measured('dateline_cache_bytes{of="answers"}')).toBeGreaterThan(500);
});

test('A rejected operation is counted by its error code', async () => {
  await gateway.post({ query: '{' });
  const labels = 'operation="(unnamed)",type="none",outcome="GRAPHQL_PARSE_FAILED",source="MISS"';
  expect(await operations(labels)).toBe(1);
});

test('Operation names beyond the limit and of invalid operations add no series', async () => {
  for (let i = 0; i < 110; i++) await gateway.post({ query: `query Name${i} { __typename }` });
  for (let i = 0; i < 5; i++) await gateway.post({ query: `query Wrong${i} { nothing }` });
  const text = await (await gateway.get('/metrics')).text();
  const names = new Set(
    [...text.matchAll(/dateline_operations_total\{operation="([^"]+)"/g)].map((m) => m[1]),
  );
  expect(names).toContain('(other)');
  expect([...names].some((name) => name!.startsWith('Wrong'))).toBe(false);
  expect(names.size).toBeLessThanOrEqual(102);
});

test('Open WebSocket connections and their operations are counted', async () => {
  const heard = recordSubscription(createWebSocketClient(gateway.address), {});
  await waitUntil(async () => (await measured('dateline_live_connections{kind="websocket"}')) === 1);
  const text = await (await gateway.get('/metrics')).text();
  expect(text).toMatch(/dateline_operations_total\{.*type="subscription".*transport="live"\} 1\n/);
  heard.stop();
});

test('An unknown path is counted under the route none', async () => {
  await gateway.get('/made-up?secret=1');
  const none = 'dateline_http_request_duration_seconds_count{method="GET",route="none",status="404"}';
  expect(await measured(none)).toBe(1);
  expect(await (await gateway.get('/metrics')).text()).not.toContain('made-up');
});

test('Production serves no metrics by default', async () => {
  const production = await startServer({ settings: { NODE_ENV: 'production' }, database: gateway.database });
  expect((await production.get('/metrics')).status).toBe(404);
  await production.app.close();
});
