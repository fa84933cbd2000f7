import { afterEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/database/database.js';
import { ReadClient } from '../../../src/database/read/read-client.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { startServer, type TestServer } from '../../support/test-server.js';

const SECRETS = /secret|SELECT|published|\/srv|at .+:\d+|prisma/i;
const FAULT = 'SELECT secret FROM "published"."section" failed at /srv/dateline/database.ts:12';

let gateway: TestServer;
let database: TestDatabase;
afterEach(async () => {
  await gateway.close();
  await database.close();
});

/** Starts a gateway whose reads of sections fail with an error. */
async function serveFaulty(reason: unknown, settings?: NodeJS.ProcessEnv) {
  database = await createTestDatabase();
  const published = new ReadClient(database.pool, 'published', 60_000);
  published.query = () => Promise.reject(reason);
  published.withDependencies = () => published;
  gateway = await startServer({
    database: { ...database, readClients: { ...database.readClients, published } },
    ...settings,
  });
}

const faults = () => gateway.logs.filter(({ level }) => level >= 50);

describe('Error masking', () => {
  test.each<[string, unknown]>([
    ['an Error', new Error(FAULT)],
    ['an Error with a cause', new Error(FAULT, { cause: new Error(FAULT) })],
    ['a thrown string', FAULT],
  ])('hides an unexpected error from the client and logs it once: %s', async (_what, reason) => {
    await serveFaulty(reason);
    const query = 'query Sections { sections { name } again: sections { name } site { title } }';
    const response = await gateway.post({ query }, { 'x-request-id': 'the-request' });
    const text = await response.text();
    expect(text).not.toMatch(SECRETS);
    expect(JSON.parse(text).errors[0]).toMatchObject({
      path: ['sections'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(response.headers.get('x-request-id')).toBe('the-request');
    expect(faults()).toHaveLength(1);
    expect(faults()[0]).toMatchObject({ requestId: 'the-request', operationName: 'Sections' });
    expect(JSON.stringify(faults()[0])).toContain('secret');
  });

  test('hides the error of a failed readiness check', async () => {
    await serveFaulty(new Error(FAULT));
    gateway.database.pool.query = (() => Promise.reject(new Error(FAULT))) as any;
    const response = await gateway.get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.text()).not.toMatch(SECRETS);
  });

  test('hides an error thrown while the request context is created', async () => {
    database = await createTestDatabase();
    let isBroken = false;
    const { readClients: readers } = database;
    const broken = {
      ...database,
      get readClients(): Database['readClients'] {
        if (isBroken) throw new Error(FAULT);
        return readers;
      },
    };
    gateway = await startServer({ database: broken });
    isBroken = true;
    const response = await gateway.post({ query: '{ site { title } }' });
    const text = await response.text();
    expect([response.status, text.match(SECRETS)]).toEqual([500, null]);
    expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(faults()).toHaveLength(1);
    expect(faults()[0]).toMatchObject({ requestId: response.headers.get('x-request-id') });
  });
});
