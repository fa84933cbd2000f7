import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureSearchLanguage } from '../../../src/database/migrations/search-language.js';
import { reindexOutdated } from '../../../src/modules/search/index/reindex-outdated.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const { words }: { words: Record<string, string[]> } = JSON.parse(
  readFileSync(new URL('../../support/inflected-words.json', import.meta.url), 'utf8'),
);
/** Languages with rules for what PostgreSQL does not stem. */
const LANGUAGES =
  'ar bg bn ca cs da de el en es et fa fi fr he hr it ko lt lv nb nl pl pt ro ru sk sl sv tr uk'.split(' ');
/** Words that no rule reduces to the form in the text; `most` and `by` are stop words of English, the site's language. */
const NOT_FOUND: Record<string, string[]> = {
  ca: ['perdut perdre'],
  cs: ['mosty most'],
  he: ['בתי־הספר ספר', 'ברכבת רכבת', 'בתי בית', 'בתים בית'],
  nb: ['byene by'],
  pl: ['mostów most'],
  sk: ['mostov most'],
  sl: ['mostovi most'],
};
const SEARCH = `query ($query: String!) {
  search(query: $query, mode: ALL_WORDS, first: 50) { edges { titleHighlight bodyHighlight node { slug } } }
}`;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  // A word in three: the benchmark search-words has all.
  const articles = LANGUAGES.flatMap((language) =>
    words[language]!.map((pair, i) => ({
      slug: `${language}-${i}`,
      title: `Report ${i}`,
      body: { format: 'markdown' as const, text: pair.split(' ')[0]! },
      language,
    })).filter((_, i) => i % 3 === 0),
  );
  await gateway.saveMany(articles);
});
afterAll(() => gateway.close());

async function findEdges(query: string): Promise<any[]> {
  return (await gateway.query(SEARCH, { query })).search.edges;
}

test.each(LANGUAGES)('A word in another form finds its article in %s', async (language) => {
  const pairs = words[language]!.map((pair, i) => [pair, i] as const).filter(([, i]) => i % 3 === 0);
  const missing: string[] = [];
  for (const [pair, i] of pairs) {
    const edges = await findEdges(pair.split(' ')[1]!);
    if (!edges.some(({ node }) => node.slug === `${language}-${i}`)) missing.push(pair);
  }
  expect(missing).toEqual(NOT_FOUND[language] ?? []);
});

test('A highlight marks the form in the text, whatever ending or prefix it has', async () => {
  const text = 'Vláda otevřela nové nemocnice ve dvou městech.';
  await gateway.save({
    slug: 'town',
    title: 'Pražské nemocnice',
    body: { format: 'markdown', text },
    language: 'cs',
  });
  const edge = (await findEdges('město nemocnicích')).find(({ node }) => node.slug === 'town');
  expect(edge.titleHighlight).toBe('Pražské <mark>nemocnice</mark>');
  expect(edge.bodyHighlight).toContain('<mark>nemocnice</mark> ve dvou <mark>městech</mark>');
  await gateway.save({
    slug: 'book',
    title: 'הספר בעיר',
    body: { format: 'markdown', text: 'הממשלה' },
    language: 'he',
  });
  const hebrew = (await findEdges('ספר')).find(({ node }) => node.slug === 'book');
  expect(hebrew.titleHighlight).toBe('<mark>הספר</mark> בעיר');
});

test.each([
  ['pt', 'Decisões dos hospitais federais', 'decisão hospital federal', 'Decisões hospitais federais'],
  ['fr', 'Les premières photos des élus', 'premier photo élu', 'premières photos élus'],
  ['es', 'Los jueces y los gobiernos', 'juez gobierno', 'jueces gobiernos'],
  ['fi', 'Hallituksen päätökset', 'hallitus päätös', 'Hallituksen päätökset'],
  ['sv', 'Sjukhuset vid kyrkan', 'sjukhus kyrka', 'Sjukhuset kyrkan'],
  ['es', 'Los casos de la casa', 'caso', 'casos'],
  ['en', 'Women and children of color', 'woman child colour', 'Women children color'],
  ['en', 'The universities of the north', 'the university of north', 'universities north'],
  ['de', 'Die Museen der Stadt', 'die museum der stadt', 'Museen Stadt'],
  ['en', 'Important imports of organic goods', 'import good', 'imports goods'],
])('A highlight in %s marks the forms in "%s" of "%s"', async (language, title, query, marked) => {
  const slug = `marked-${title.replace(/\W/g, '')}`.toLowerCase();
  await gateway.save({ slug, title, language });
  const edge = (await findEdges(query)).find(({ node }) => node.slug === slug);
  const found = edge.titleHighlight.matchAll(/<mark>(.*?)<\/mark>/g);
  expect([...found].map(([, word]) => word).join(' ')).toBe(marked);
});

test('A phrase in quotes finds the words as they are written, and not their other forms', async () => {
  const find = async (query: string) => (await findEdges(query)).map(({ node }) => node.slug);
  expect(await find('"nové nemocnice"')).toContain('town');
  expect(await find('"nový nemocnice"')).not.toContain('town');
  expect(await find('nemocnicím -městům')).not.toContain('town');
});

test('A word of one language is not found by the endings of another', async () => {
  await gateway.save({
    slug: 'most',
    title: 'Most voters stayed at home',
    body: { format: 'markdown', text: 'Few came.' },
    language: 'en',
  });
  expect((await findEdges('mosty')).map(({ node }) => node.slug)).not.toContain('most');
});

test.each([
  ['da', 'venlige', 'venlighed', 'ven'],
  ['nb', 'vennlige', 'vennligheten', 'venn'],
  ['sv', 'vänliga', 'vänlighet', 'vän'],
])(
  'An adjective in -lig is found by its forms and not by its noun in %s',
  async (language, text, form, noun) => {
    const slug = `adjective-${language}`;
    await gateway.save({ slug, title: 'Report', body: { format: 'markdown', text }, language });
    const find = async (query: string) => (await findEdges(query)).map(({ node }) => node.slug);
    expect(await find(form)).toContain(slug);
    expect(await find(noun)).not.toContain(slug);
  },
);

test.each([
  ['en', 'Businesses of the university', 'business universities', 'busy'],
  ['en', 'Imports of the universe', 'import', 'important'],
  ['en', 'An international newspaper', 'international', 'intern'],
  ['en', 'An internal memo', 'internal', 'international'],
  ['en', 'Businessmen and policemen', 'businessman', 'busy'],
  ['es', 'Los casos de la universidad', 'caso universidades', 'casa'],
  ['es', 'Una casa en el puerto', 'casas puertos', 'caso'],
  ['it', 'I casi della banca', 'caso banche', 'banco'],
  ['pt', 'Os livros do porto', 'livro portos', 'livres'],
  ['fr', 'La mère et le département', 'mères départements', 'mer'],
  ['de', 'Eine Marke aus Holz', 'Marken', 'Mark'],
])(
  'In %s, "%s" is found by "%s" and not by "%s", which has its stem',
  async (language, title, query, other) => {
    const slug = `separated-${title.replace(/\W/g, '')}`.toLowerCase();
    await gateway.save({ slug, title, language });
    const find = async (query: string) => (await findEdges(query)).map(({ node }) => node.slug);
    expect(await find(query)).toContain(slug);
    expect(await find(other)).not.toContain(slug);
  },
);

test.each([
  ['The organisation of the harbour', 'organization harbor'],
  ['Organized labor at the center', 'organised labour centres'],
])('"%s" is found by "%s", another spelling of English', async (title, query) => {
  const slug = title.replaceAll(' ', '-').toLowerCase();
  await gateway.save({ slug, title, language: 'en' });
  expect((await findEdges(query)).map(({ node }) => node.slug)).toEqual([slug]);
});

test('A word is found by its former stem until articles of an earlier release are indexed again', async () => {
  const { pool } = gateway.database;
  await gateway.save({ slug: 'former', title: 'Observatories of universities', language: 'en' });
  await pool.query(
    `UPDATE article_search s SET version = 8, document = to_tsvector('public.site_english', a.title)
     FROM article a WHERE a.id = s.article_id AND a.slug = 'former'`,
  );
  const find = async (query: string) => (await findEdges(query)).map(({ node }) => node.slug);
  expect(await find('observatory university')).toEqual(['former']);
  while (await reindexOutdated(pool));
  expect(await find('university observatories')).toEqual(['former']);
  expect(await find('universal observatory')).toEqual([]);
});

test('A site in a language without a stemmer in PostgreSQL searches in it', async () => {
  const czech = await startGateway({ SITE_LANGUAGE: 'cs' });
  try {
    await ensureSearchLanguage(czech.database.connection, 'cs');
    await czech.save({ slug: 'vlak', title: 'Vlaky', body: { format: 'markdown', text: 'Krátce.' } });
    const { search } = await czech.query(SEARCH, { query: 'vlakem' });
    expect(search.edges.map(({ node }: any) => node.slug)).toEqual(['vlak']);
  } finally {
    await czech.close();
  }
});
