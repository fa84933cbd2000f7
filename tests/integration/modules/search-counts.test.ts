import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureSearchLanguage } from '../../../src/database/migrations/search-language.js';
import { ReadClient } from '../../../src/database/read/read-client.js';
import { loadQueryAnalysis } from '../../../src/modules/search/query/query-analysis.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

/** Articles with a word, more than are counted. */
const MANY = 1_200;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ SITE_LANGUAGE: 'fr' });
  await ensureSearchLanguage(gateway.database.connection, 'fr');
  const articles = Array.from({ length: MANY * 2 }, (_, i) => ({
    slug: `a-${i}`,
    title: `Nummer ${i}`,
    body: { format: 'markdown' as const, text: i % 2 ? 'Une élection.' : 'Une lettre.' },
    language: 'fr',
  }));
  await gateway.saveMany(articles);
});
afterAll(() => gateway.close());

async function countArticles(word: string): Promise<number | undefined> {
  const texts = { text: word, verbatim: '', parts: [word], words: [word] };
  const reader = new ReadClient(gateway.database.pool, 'published', 60_000);
  const { terms } = await loadQueryAnalysis(reader, texts);
  return terms.find(({ stem }) => stem.startsWith('elect'))?.articles;
}

test('Articles with a word that accents change are counted up to 1,000, and estimated where PostgreSQL has statistics', async () => {
  expect(await countArticles('élection')).toBe(1_000);
  await gateway.database.pool.query('ANALYZE article_search');
  const estimate = await countArticles('élection');
  expect(estimate).toBeGreaterThan(MANY * 0.9);
  expect(estimate).toBeLessThan(MANY * 1.1);
});
