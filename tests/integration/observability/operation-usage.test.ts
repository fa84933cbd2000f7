import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { OperationUsage } from '../../../src/observability/usage/operation-usage.js';
import { listUsage, pruneUsage, UsageStore } from '../../../src/observability/usage/usage-store.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createWebSocketClient } from '../../support/live-clients.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('DELETE FROM operation_usage');
  await database.pool.query('DELETE FROM operation_document');
});

/** Sends requests to a gateway, closes it, and returns what it has counted. */
async function countRequests(
  send: (gateway: Gateway) => Promise<unknown>,
  settings: NodeJS.ProcessEnv = { CACHE_MB: '8' },
) {
  const gateway = await startGateway(settings, { database });
  await send(gateway);
  await gateway.close();
  return summarize();
}

async function summarize() {
  const usage = await listUsage(database.pool, 30);
  return usage.map(({ operation, client, requests }) => [operation?.name ?? null, client, requests]);
}

async function post({ address }: Gateway, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  await response.text();
  return response.headers.get('x-cache');
}

test('Requests are counted by operation and client, also those served from the cache', async () => {
  const front = 'query Front { articles(first: 1) { nodes { title } } }';
  const counted = await countRequests(async (gateway) => {
    const sources = [];
    for (const client of ['web', 'web', 'web', 'app']) {
      sources.push(await post(gateway, front, { 'apollographql-client-name': client }));
    }
    expect(sources).toEqual(['MISS', 'HIT', 'HIT', 'HIT']);
    await post(gateway, front, { 'graphql-client-name': 'app' });
    await fetch(
      `${gateway.address}/graphql?query=${encodeURIComponent('query Tags { tags { nodes { name } } }')}`,
    );
    const socket = createWebSocketClient(gateway.address);
    await new Promise<void>((resolve, reject) => {
      socket.subscribe(
        { query: 'query Live { site { title } }' },
        { next: () => undefined, error: reject, complete: resolve },
      );
    });
    await socket.dispose();
  });
  expect(counted.sort()).toEqual(
    [
      ['Front', 'app', 2],
      ['Front', 'web', 3],
      ['Live', '', 1],
      ['Tags', '', 1],
    ].sort(),
  );
});

test('Stored operations have no strings and numbers, and documents that differ in them are one', async () => {
  const counted = await countRequests(async (gateway) => {
    await post(
      gateway,
      '{ article(by: { slug: "a-reader" }) { title } articles(first: 7, orderBy: OLDEST) { nodes { id } } }',
    );
    await post(
      gateway,
      '{ article(by: { slug: "another" }) { title } articles(first: 8, orderBy: OLDEST) { nodes { id } } }',
    );
  });
  expect(counted).toEqual([[null, '', 2]]);
  const [{ text }] = (await database.pool.query('SELECT text FROM operation_document')).rows;
  expect(text.replace(/\s+/g, ' ')).toBe(
    '{ article(by: {slug: ""}) { title } articles(first: 0, orderBy: OLDEST) { nodes { id } } }',
  );
});

test('Only the requested operation of a document is counted, with the fragments that it uses', async () => {
  const document =
    'query One { site { ...Title } } query Two { site { url } } fragment Title on Site { title }';
  await countRequests(async ({ address }) => {
    const body = JSON.stringify({ query: document, operationName: 'One' });
    await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  });
  const { rows } = await database.pool.query('SELECT operation_name, text FROM operation_document');
  expect(rows).toEqual([
    { operation_name: 'One', text: expect.stringMatching(/^query One \{[\s\S]*fragment Title on Site/) },
  ]);
});

test('Invalid documents are not counted', async () => {
  const counted = await countRequests(async (gateway) => {
    await post(gateway, 'query Wrong { nothing }');
    await post(gateway, 'query Broken {');
  });
  expect(counted).toEqual([]);
});

test('Nothing is counted when the setting is 0, and former counts are deleted', async () => {
  await new UsageStore(database.pool).add(
    [{ hash: 'a', name: 'Old', text: 'query Old { site { title } }', client: '', requests: 1 }],
    0,
  );
  const counted = await countRequests((gateway) => post(gateway, 'query New { site { title } }'), {
    OPERATION_USAGE_DAYS: '0',
  });
  expect(counted).toEqual([['Old', '', 1]]);
  await pruneUsage(database.pool, 0);
  expect(await summarize()).toEqual([]);
});

test('Counts add up over writes and instances, and a failed write is repeated', async () => {
  const store = new UsageStore(database.pool);
  let isDown = true;
  const failing = {
    add: (...counted: Parameters<UsageStore['add']>) =>
      isDown ? Promise.reject(new Error('down')) : store.add(...counted),
  };
  const log = { warn: () => undefined };
  const [one, other] = [failing, store].map((each) => new OperationUsage({ store: each, log }));
  const request = { documentHash: 'hash', name: 'Front' };
  const definition: any = { loc: { source: { body: 'query Front { site { title } }' } } };
  for (const usage of [one!, other!]) {
    usage.learn({ documentHash: 'hash', definition });
    usage.count(request, {});
    await usage.flush();
  }
  expect(await summarize()).toEqual([['Front', '', 1]]);
  isDown = false;
  one!.count(request, {});
  await one!.flush();
  await one!.flush();
  expect(await summarize()).toEqual([['Front', '', 3]]);
});

test('New documents beyond the maximum of a day are counted together, and known ones by themselves', async () => {
  const store = new UsageStore(database.pool);
  const build = (number: number) => ({
    ...{ hash: `hash ${number}`, name: `Query${number}`, text: `query Query${number} { site { title } }` },
    ...{ client: 'web', requests: 1 },
  });
  await store.add([build(0)], 0);
  await store.add(
    Array.from({ length: 250 }, (_, number) => build(number)),
    5,
  );
  const counted = await summarize();
  expect(counted.find(([name]) => name === 'Query0')).toEqual(['Query0', 'web', 2]);
  expect(counted.filter(([name]) => name !== null)).toHaveLength(200);
  expect(counted.find(([name]) => name === null)).toEqual([null, '', 55]);
});

test('Operations of front ends displace made-up ones, which are then counted together', async () => {
  const store = new UsageStore(database.pool);
  const build = (name: string, requests: number) => ({
    ...{ hash: name, name, text: `query ${name} { site { title } }`, client: '', requests },
  });
  const makeUp = (kind: string) => Array.from({ length: 200 }, (_, i) => build(`${kind}${i}`, 2));
  await store.add(makeUp('First'), 0);
  await store.add([build('First7', 30), build('Rare', 2), build('Front', 3), build('Page', 40)], 0);
  await store.add([build('Front', 1), ...makeUp('Second')], 0);
  const counted = await summarize();
  const find = (wanted: string | null) => counted.find(([name]) => name === wanted)?.[2];
  expect([find('Front'), find('Page'), find('First7')]).toEqual([4, 40, 32]);
  expect(counted.filter(([name]) => name !== null)).toHaveLength(200);
  // Two made-up operations lost their place, and Rare and the second 200 found none.
  expect(find(null)).toBe(2 * 2 + 2 + 400);
});

test('Old counts are pruned, with the documents that only they had', async () => {
  const store = new UsageStore(database.pool);
  const operation = { name: null, text: '{ site { title } }', client: '', requests: 1 };
  await store.add(
    [
      { ...operation, hash: 'old' },
      { ...operation, hash: 'new' },
    ],
    0,
  );
  await database.pool.query(`
    UPDATE operation_usage SET day = day - 60 WHERE document_hash = 'old'`);
  await database.pool.query('UPDATE operation_document SET first_seen_on = first_seen_on - 60');
  await pruneUsage(database.pool, 60);
  const { rows } = await database.pool.query('SELECT hash FROM operation_document');
  expect(rows).toEqual([{ hash: 'new' }]);
});

test('Requests are served between the documents that are written', async () => {
  const usage = new OperationUsage({ store: { add: async () => undefined }, log: { warn: () => undefined } });
  for (let i = 0; i < 50; i++) {
    const definition: any = { loc: { source: { body: `{ site { title } } # ${i}` } } };
    usage.learn({ documentHash: `${i}`, definition });
    usage.count({ documentHash: `${i}`, name: null }, {});
  }
  let turns = 0;
  const countTurn = () => {
    turns += 1;
    if (turns < 1_000) setImmediate(countTurn);
  };
  setImmediate(countTurn);
  await usage.flush();
  expect(turns).toBeGreaterThanOrEqual(50);
});

/** Creates the usage of one known operation, and the names of the clients that it counts. */
function createUsage() {
  const counted: string[] = [];
  const store = {
    add: async (operations: readonly { client: string }[]) => {
      counted.push(...operations.map(({ client }) => client));
    },
  };
  const usage = new OperationUsage({ store, log: { warn: () => undefined } });
  const definition: any = { loc: { source: { body: '{ site { title } }' } } };
  usage.learn({ documentHash: 'hash', definition });
  return { usage, counted };
}

test('Names of clients are cut and limited in number', async () => {
  const { usage, counted } = createUsage();
  usage.count({ documentHash: 'hash', name: null }, { 'graphql-client-name': `é${'x'.repeat(500)}` });
  for (let i = 0; i < 150; i++)
    usage.count({ documentHash: 'hash', name: null }, { 'graphql-client-name': `client ${i}` });
  await usage.flush();
  expect(counted).toHaveLength(101);
  expect(counted[0]).toBe('x'.repeat(100));
  expect(counted).toContain('other');
});

test('No client can name itself like a crawler with a valid signature', async () => {
  const { usage, counted } = createUsage();
  for (const end of [' (signed)', ' (signed) (signed)', ' (sig (signed)ned)', ' (signed) \u00e9'])
    usage.count({ documentHash: 'hash', name: null }, { 'graphql-client-name': `GPTBot${end}` });
  await usage.flush();
  expect(counted).toEqual(['GPTBot', 'GPTBot (sig (signed)ned)']);
});
