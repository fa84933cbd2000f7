import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertSeedViews, readSeedViews } from '../../../src/modules/popular/views/seed-views.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';
import { createSeededDatabase, type TestDatabase } from '../../support/test-database.js';

const FRONT_PAGE = `query ($first: Int!, $related: Int!, $popular: Int!) {
  articles(first: $first) {
    nodes {
      title path publishedAt standfirst
      authors { name path } section { name path } tags { name path } image { url alt }
      related(first: $related) { article { title path } reasons { kind evidence } }
    }
  }
  popular(first: $popular) { rank views article { title path } }
  sections { name path children { name path } }
}`;

let database: TestDatabase;
let gateway: Gateway;
beforeAll(async () => {
  database = await createSeededDatabase();
  gateway = await startGateway({}, { database });
  await insertSeedViews(gateway.database.pool, await readSeedViews(), new Date());
  await new RelatedService(gateway.database.pool, 'en').rebuild(() => undefined);
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

test('A front page needs at most ten statements for any list lengths', async () => {
  const page = (first: number, related: number, popular: number) =>
    gateway.query(FRONT_PAGE, { first, related, popular });
  const { articles, popular, sections } = await page(20, 3, 5);
  expect([articles.nodes.length, popular.length]).toEqual([20, 5]);
  expect(articles.nodes.every(({ related }: { related: unknown[] }) => related.length === 3)).toBe(true);
  expect(sections.length).toBeGreaterThan(2);
  // One per kind of entity; articles for two lists at once, and for the related ones.
  for (const [first, related, popular] of [
    [2, 1, 1],
    [20, 3, 5],
    [20, 6, 10],
    [40, 6, 10],
  ] as const) {
    const statements = await recordStatements(() => page(first, related, popular));
    expect(statements.length).toBeLessThanOrEqual(10);
  }
});
