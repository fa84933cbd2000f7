import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/database/database.js';
import { type Collector, startCollector } from '../../support/collector.js';
import { createWebSocketClient, recordSubscription } from '../../support/live-clients.js';
import { createTestDatabase } from '../../support/test-database.js';
import { startServer } from '../../support/test-server.js';
import { waitUntil } from '../../support/until.js';

let collector: Collector;
let database: Database;
beforeAll(async () => {
  [collector, database] = await Promise.all([startCollector(), createTestDatabase()]);
});
beforeEach(() => {
  collector.spans.length = 0;
});
afterAll(async () => {
  collector.close();
  await database.close();
});

const QUERY = { query: 'query FrontPage { articles(first: 2) { totalCount nodes { title } } }' };

/** Runs `work` on a traced gateway and returns its spans. Closing the gateway flushes them. */
async function traced(
  work: (gateway: Awaited<ReturnType<typeof startServer>>) => Promise<unknown>,
  settings = {},
) {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address };
  const gateway = await startServer({ database, settings: { ...endpoint, ...settings } });
  await work(gateway);
  await gateway.app.close();
  return collector.spans;
}

describe('Traces', () => {
  test("export an operation with its statements under the client's traceparent", async () => {
    const [traceId, parentSpanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const traceparent = `00-${traceId}-${parentSpanId}-01`;
    const spans = await traced((gateway) => gateway.post(QUERY, { traceparent }));
    const operation = spans.find(({ name }) => name === 'query FrontPage')!;
    expect(operation).toMatchObject({
      ...{ traceId, parentSpanId, kind: 2 },
      attributes: { 'graphql.operation.name': 'FrontPage', 'dateline.transport': 'http' },
    });
    const statements = spans.filter((span) => span.parentSpanId === operation.spanId);
    expect(statements.map(({ name, kind }) => [name, kind])).toEqual([
      ['SELECT', 3],
      ['SELECT', 3],
    ]);
    for (const { traceId: trace, attributes, startTimeUnixNano, endTimeUnixNano } of statements) {
      expect(trace).toBe(traceId);
      expect(attributes['db.query.text']).toMatch(/"published"\."article(_count)?"/);
      expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(operation.startTimeUnixNano));
      expect(BigInt(endTimeUnixNano)).toBeLessThanOrEqual(BigInt(operation.endTimeUnixNano));
    }
    expect([...collector.services]).toEqual(['dateline']);
  });

  test('mark a rejected operation with its error code', async () => {
    const [span] = await traced((gateway) => gateway.post({ query: 'query Wrong { nothing }' }));
    expect(span).toMatchObject({
      attributes: { 'error.type': 'GRAPHQL_VALIDATION_FAILED' },
      status: { code: 2 },
    });
  });

  test('include a span per field with TRACE_FIELDS', async () => {
    const spans = await traced((gateway) => gateway.post(QUERY), { TRACE_FIELDS: 'true' });
    const fields = spans.filter(({ attributes }) => attributes['graphql.field.path']);
    expect(fields.map(({ name, attributes }) => [name, attributes['graphql.field.path']])).toContainEqual([
      'ArticleConnection.totalCount',
      'articles.totalCount',
    ]);
  });

  test('include operations over WebSocket', async () => {
    const spans = await traced(async ({ address }) => {
      const heard = recordSubscription(
        createWebSocketClient(address),
        {},
        'query OverSocket { articles { totalCount } }',
      );
      await waitUntil(() => heard.events.length > 0);
      heard.stop();
    });
    const operation = spans.find(({ name }) => name === 'query OverSocket')!;
    expect(operation.attributes['dateline.transport']).toBe('live');
    expect(spans.some(({ parentSpanId }) => parentSpanId === operation.spanId)).toBe(true);
  });

  test('omit unsampled traceparents and operations outside TRACE_SHARE', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    expect(await traced((gateway) => gateway.post(QUERY, { traceparent }))).toEqual([]);
    expect(await traced((gateway) => gateway.post(QUERY), { TRACE_SHARE: '0' })).toEqual([]);
  });

  test('do not affect responses when the collector is unreachable', async () => {
    process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '500'; // milliseconds in which the exporter repeats a request
    const nowhere = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
    await traced(async (gateway) => expect((await gateway.post(QUERY)).status).toBe(200), nowhere);
  });
});

describe('Slow operation log', () => {
  test('logs a slow operation with its statements but no parameter values', async () => {
    const gateway = await startServer({ database, settings: { SLOW_MS: '1' } });
    const holder = await database.pool.connect();
    await holder.query('BEGIN; LOCK TABLE public.article IN ACCESS EXCLUSIVE MODE');
    const answer = gateway.post({ query: 'query Slow { article(by: { slug: "secret-slug" }) { title } }' });
    const isWaiting =
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    await waitUntil(async () => (await database.pool.query(isWaiting)).rowCount === 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await holder.query('ROLLBACK');
    holder.release();
    await answer;
    const line = () =>
      gateway.logs.find(({ msg, operation }) => msg === 'slow operation' && operation === 'Slow');
    await waitUntil(() => line() !== undefined);
    expect(line()).toMatchObject({ type: 'query', outcome: 'OK' });
    expect(line()!.statements).toEqual([
      { ms: expect.any(Number), text: expect.stringMatching(/^SELECT .*"article"/) },
    ]);
    expect(JSON.stringify(line())).not.toContain('secret-slug');
    await gateway.app.close();
  });

  test('logs no operation faster than SLOW_MS', async () => {
    const gateway = await startServer({ database, settings: { SLOW_MS: '60000' } });
    await gateway.post(QUERY);
    await gateway.app.close();
    expect(gateway.logs.filter(({ msg }) => msg === 'slow operation')).toEqual([]);
  });

  test('logs the statements of a slow mutation', async () => {
    const gateway = await startServer({ database, settings: { SLOW_MS: '1' } });
    await gateway.post({
      query:
        'mutation Sign { subscribeToNewsletter(input: { newsletter: "a", email: "a@b.example" }) { accepted } }',
    });
    await gateway.app.close();
    const line = gateway.logs.find(({ msg, operation }) => msg === 'slow operation' && operation === 'Sign');
    expect(line!.statements.length).toBeGreaterThan(0);
    expect(JSON.stringify(line)).not.toContain('a@b.example');
  });
});
