import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../../src/app/app.js';
import { seedModules } from '../../../src/app/seed.js';
import { readConfig } from '../../../src/config/env.js';
import type { PrismaClient } from '../../../src/database/generated/client.js';
import { runSilently } from '../../../src/database/setup-progress.js';
import { createSeededDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createSeededDatabase();
});
afterAll(() => database.close());

// Prisma loads its query engine, 50 MiB, for the first query that it sends.
test('The gateway starts and answers reads without a query of Prisma', async () => {
  const prisma = new Proxy({} as PrismaClient, {
    get: (_, name) => {
      throw new Error(`prisma.${String(name)} was used`);
    },
  });
  const untouched = { ...database, prisma };
  const config = readConfig({ LOG_LEVEL: 'silent' });
  // The first start writes the sample content, with Prisma; a later one finds it.
  await seedModules({ config, siteConfig: {}, database }, runSilently);
  await seedModules({ config, siteConfig: {}, database: untouched }, runSilently);
  const app = await createApp({ config, database: untouched, logger: pino({ level: 'silent' }) });
  try {
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: '{ articles(first: 2) { nodes { title related { article { title } } image { url } } } }',
      }),
    });
    const { data, errors } = (await response.json()) as { data: any; errors?: unknown };
    expect(errors).toBeUndefined();
    expect(data.articles.nodes).toHaveLength(2);
  } finally {
    await app.close();
  }
});
