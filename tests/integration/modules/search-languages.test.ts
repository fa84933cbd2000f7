import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

interface LanguageWords {
  language: string;
  title: string;
  text: string;
  /** Words that find the article. */
  found: string[];
  /** Words of other meanings, which do not. */
  others: string[];
}

/** Words that the stemmer of their language does not reduce to the form in the text. */
const NOT_FOUND = new Set(['sanoa', 'kutuphanesi', 'innbygger']);
const ARTICLES: LanguageWords[] = JSON.parse(
  readFileSync(new URL('../../support/words-by-language.json', import.meta.url), 'utf8'),
);

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  for (const [i, { language, title, text }] of ARTICLES.entries()) {
    const named = i % 2 === 0 ? { language } : {};
    await gateway.save({ slug: `words-${i}`, title, body: { format: 'markdown', text }, ...named });
  }
});
afterAll(() => gateway.close());

const SEARCH = `query ($query: String!) { search(query: $query, mode: ALL_WORDS, first: 50) { nodes { slug } } }`;

async function slugsFor(query: string): Promise<string[]> {
  return (await gateway.query(SEARCH, { query })).search.nodes.map(({ slug }: { slug: string }) => slug);
}

async function getStemmers(): Promise<string[]> {
  const { rows } = await gateway.database.pool.query(
    'SELECT s.language FROM article_search s JOIN article a ON a.id = s.article_id ORDER BY a.id',
  );
  return rows.map((row) => row.language);
}

test.each(ARTICLES.map((article, i) => [article.language, i, article] as const))(
  'An archive of many languages is searched in %s',
  async (_, i, { found, others }) => {
    for (const word of found.filter((each) => !NOT_FOUND.has(each))) {
      expect([word, await slugsFor(word)]).toEqual([word, expect.arrayContaining([`words-${i}`])]);
    }
    for (const word of others) {
      expect([word, await slugsFor(word)]).toEqual([word, expect.not.arrayContaining([`words-${i}`])]);
    }
  },
);

test('A highlight marks inflected forms and compounds of the language of the article', async () => {
  const highlight = `query ($query: String!) { search(query: $query) { edges { titleHighlight node { slug } } } }`;
  const titlesFor = async (query: string) => {
    const { search } = await gateway.query(highlight, { query });
    return search.edges.map((edge: { titleHighlight: string }) => edge.titleHighlight);
  };
  expect(await titlesFor('Brücken')).toContain('Die neue <mark>Hängebrücke</mark> über die Donau');
  expect(await titlesFor('bibliothèque')).toContain('Les <mark>bibliothèques</mark> municipales ferment');
});

test('An article is stemmed in its own language, else in that of its text, else in that of the site', async () => {
  const stemmers = await getStemmers();
  expect(stemmers.slice(0, 3)).toEqual(['english', 'german', 'german']);
  expect(stemmers.at(-1)).toBe('korean');
  const text = 'Kürzlich.';
  const title = 'Bibliotheken';
  await gateway.save({ slug: 'short', title, body: { format: 'markdown', text } });
  expect((await getStemmers()).at(-1)).toBe('english');
  await gateway.save({ slug: 'short', title, body: { format: 'markdown', text }, language: 'de-AT' });
  expect((await getStemmers()).at(-1)).toBe('german');
  expect(await slugsFor('Bibliothek')).toContain('short');
});

test('A query has the stop words of the language of the request, not those of the site', async () => {
  const site = await startGateway({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'cs,ja' });
  try {
    const text = 'Starý kamenný most v Praze.';
    await site.saveMany([
      { slug: 'praha', title: 'Praha', language: 'cs', body: { format: 'markdown', text } },
      { slug: 'prague', title: 'Prague', language: 'en', body: { format: 'markdown', text } },
      { slug: 'praha-ja', title: 'プラハ', language: 'ja', body: { format: 'markdown', text } },
    ]);
    const find = async (language: string, query: string) => {
      const { search } = await site.query(SEARCH, { query }, { 'x-language': language });
      return search.nodes.map(({ slug }: { slug: string }) => slug);
    };
    expect(await find('cs', 'most')).toEqual(['praha']);
    expect(await find('cs', 'mosty')).toEqual(['praha']);
    expect(await find('en', 'most')).toEqual([]);
    expect(await find('ja', 'most')).toEqual(['praha-ja']);
    expect(await find('en', 'prague')).toEqual(['prague']);
  } finally {
    await site.close();
  }
});
