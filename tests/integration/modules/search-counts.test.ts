import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureSearchLanguage } from '../../../src/database/migrations/search-language.js';
import { ReadClient } from '../../../src/database/read/read-client.js';
import { loadQueryAnalysis } from '../../../src/modules/search/query/query-analysis.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

/** Articles of each language, more than are counted. */
const ARTICLES = 1_200;
const WORDS = { fr: 'élection', es: 'elección' };

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ SITE_LANGUAGE: 'fr' });
  await ensureSearchLanguage(gateway.database.connection, 'fr');
  const articles = Object.entries(WORDS).flatMap(([language, text]) =>
    Array.from({ length: ARTICLES }, (_, i) => ({
      slug: `${language}-${i}`,
      title: `Nr ${i}`,
      body: { format: 'markdown' as const, text },
      language,
    })),
  );
  await gateway.saveMany(articles);
});
afterAll(() => gateway.close());

async function countArticles() {
  const reader = new ReadClient(gateway.database.pool, 'published', 60_000);
  const words = Object.values(WORDS);
  const texts = { text: words.join(' '), verbatim: '', parts: words, words };
  const { languages, languageArticles, terms } = await loadQueryAnalysis(reader, texts);
  const count = (word: string, language: string) =>
    terms.find((term) => term.word === word && languages[term.language] === language)?.articles;
  return {
    main: count(WORDS.fr, 'french'),
    other: count(WORDS.es, 'spanish'),
    language: languageArticles[languages.indexOf('spanish')],
  };
}

test('Articles are counted up to 1,000, and estimated beyond where PostgreSQL has statistics', async () => {
  expect(await countArticles()).toEqual({ main: 1_000, other: 1_000, language: 1_000 });
  await gateway.database.pool.query('ANALYZE article_search');
  const estimates = await countArticles();
  for (const estimate of Object.values(estimates)) expect(Math.abs(estimate! - ARTICLES)).toBeLessThan(60);
});
