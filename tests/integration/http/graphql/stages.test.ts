import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CacheInvalidator } from '../../../../src/cache/cache-invalidator.js';
import { ResponseCache } from '../../../../src/cache/response-cache.js';
import { ResponseStore } from '../../../../src/cache/response-cache-store.js';
import { GraphQLExecutor } from '../../../../src/graphql/graphql-executor.js';
import { ClientQueues } from '../../../../src/rate-limit/concurrency/client-queues.js';
import { RateLimiter } from '../../../../src/rate-limit/rate-limiter.js';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { waysToAsk } from '../../../support/transports.js';
import { waitUntil } from '../../../support/until.js';

let gateway: Gateway;
let ways: ReturnType<typeof waysToAsk>;
/** The stages that a request passed, in order. */
let log: string[];
const restores: (() => void)[] = [];

beforeAll(async () => {
  record(ResponseCache.prototype, 'find', 'look-up');
  record(ResponseStore.prototype, 'get', 'read of the cache');
  record(RateLimiter.prototype, 'admit', 'admission');
  record(ClientQueues.prototype, 'run', 'turn');
  record(GraphQLExecutor.prototype, 'executeValidated', 'execution');
  record(CacheInvalidator.prototype, 'waitForSync', 'wait for caches');
  const hooks = {
    onRequest: () => void log.push('onRequest'),
    onResponse: () => void log.push('onResponse'),
  };
  log = [];
  gateway = await startGateway({ CACHE_MB: '16' }, { siteConfig: { hooks } });
  await gateway.save({ slug: 'story', title: 'A story' });
  ways = waysToAsk(gateway.address);
  for (const way of ways.names) await ways.ask(way, 'text', '{ site { language } }'); // connects
});
afterAll(async () => {
  await ways.close();
  await gateway.close();
  for (const restore of restores) restore();
});
beforeEach(() => {
  log = [];
});

/** Records the calls of a method. */
function record(target: object, method: string, stage: string): void {
  const methods = target as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[method]!;
  methods[method] = function (this: unknown, ...args) {
    log.push(stage);
    return original.apply(this, args);
  };
  restores.push(() => {
    methods[method] = original;
  });
}

async function listStages(way: (typeof ways.names)[number], query: string): Promise<string[]> {
  log = [];
  await ways.ask(way, 'text', query);
  await waitUntil(() => log.includes('onResponse'));
  // A WebSocket is admitted when it connects, too.
  return way === 'WebSocket' ? log.slice(log.indexOf('onRequest')) : log;
}

const UNCACHED = ['onRequest', 'admission', 'turn', 'execution', 'onResponse'];
const READ = 'query Read { article(by: { slug: "story" }) { title } }';
const WRITE = 'mutation { recordView(input: { article: "story" }) { recorded } }';

test.each(['POST', 'GET'] as const)(
  'A query that comes by %s for the first time is looked up once, and passes each stage',
  async (way) => {
    const query = `query By${way} { article(by: { slug: "story" }) { title path } }`;
    const stages = await listStages(way, query);
    // A GET is executed through Apollo, which applies its CSRF prevention.
    const expected = way === 'GET' ? UNCACHED.filter((stage) => stage !== 'execution') : UNCACHED;
    expect(stages).toEqual(['look-up', ...expected]);
  },
);

test.each(['POST', 'GET'] as const)(
  'A cached query by %s is looked up once, and passes the same hooks',
  async (way) => {
    await listStages(way, READ);
    await listStages(way, READ);
    expect(await listStages(way, READ)).toEqual(['look-up', 'read of the cache', 'onRequest', 'onResponse']);
  },
);

test('A query that was executed with other variables is looked up once, by its operation', async () => {
  const query = 'query Of($slug: String!) { article(by: { slug: $slug }) { title } }';
  for (const slug of ['one', 'two', 'three']) {
    log = [];
    await ways.ask('POST', 'text', query, { slug });
    await waitUntil(() => log.includes('onResponse'));
  }
  expect(log).toEqual(['look-up', 'read of the cache', ...UNCACHED]);
});

test.each(['WebSocket', 'event stream'] as const)('A query over %s passes each stage', async (way) => {
  for (const _ of [1, 2]) expect(await listStages(way, READ)).toEqual(UNCACHED);
});

test.each(['POST', 'WebSocket'] as const)('A mutation over %s waits for the caches', async (way) => {
  const stages = await listStages(way, WRITE);
  expect(stages.filter((stage) => stage !== 'look-up')).toEqual([
    'onRequest',
    'admission',
    'turn',
    'execution',
    'wait for caches',
    'onResponse',
  ]);
});
