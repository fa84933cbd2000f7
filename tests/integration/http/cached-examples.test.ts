import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PLAYGROUND_TABS } from '../../../src/app/playground-tabs.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { needsNoKey } from '../../support/playground-examples.js';
import { createSampleQueries } from '../../support/sample-queries.js';
import { createSeededDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
let gateway: Gateway;
beforeAll(async () => {
  database = await createSeededDatabase();
  gateway = await startGateway({ CACHE_MB: '16' }, { database });
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

/** Sends a query, and returns the header `x-cache` of the response. */
async function post(query: string): Promise<string | null> {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined();
  return response.headers.get('x-cache');
}

const nameOf = (text: string) => /^(?:query|mutation|subscription) (\w+)/m.exec(text)?.[1] ?? text;
const queries = [
  ...PLAYGROUND_TABS.filter((text) => /^query/m.test(text) && needsNoKey(text)),
  ...createSampleQueries(),
];

test.each(queries.map((query) => [nameOf(query), query]))(
  'The response of %s is cached',
  async (_name, query) => {
    expect([await post(query), await post(query)]).toEqual(['MISS', 'HIT']);
  },
);
