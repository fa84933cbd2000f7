import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertSeedViews } from '../../../src/modules/popular/views/seed-views.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createSampleQueries } from '../../support/sample-queries.js';

/** Words that every text of a language has, and no text of the other. */
const WORDS: Record<string, string> = { en: 'enword', de: 'deword' };
const NOW = new Date('2026-11-24T12:30:00Z');
const STORIES = 8;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(
    { SITE_LANGUAGES: 'de', CACHE_MB: '16', READ_SECONDS: '60' },
    { clock: () => NOW },
  );
  const write = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
  const run = async (name: string, input: object) => {
    const Input = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const data = await write(
      `mutation ($input: ${Input}!) { ${name}(input: $input) { userErrors { message } } }`,
      { input },
    );
    expect(data[name].userErrors).toEqual([]);
  };
  const name = (text: string) => ({
    name: `${text} enword`,
    translations: [{ language: 'de', name: `${text} deword`, seoTitle: 'deword' }],
    seoTitle: 'enword',
  });
  await run('createSection', { slug: 'world', ...name('World') });
  for (const slug of ['asia', 'sport', 'europe'])
    await run('createSection', { slug, parent: slug === 'sport' ? null : 'world', ...name(slug) });
  for (let i = 0; i < 5; i++) {
    await run('createTag', { slug: `tag-${i}`, ...name(`Tag ${i}`) });
    await run('createAuthor', { slug: `author-${i}`, ...name(`Author ${i}`), bio: 'enword' });
  }
  await run('createSeries', {
    slug: 'tides',
    title: 'Tides enword',
    translations: [{ language: 'de', title: 'Tides deword' }],
  });
  for (let i = 0; i < 5; i++) {
    const { author } = await write(
      `{ author(by: { slug: "author-${i}" }) { id } }`,
      {},
      {
        'x-perspective': 'preview',
      },
    );
    await run('updateAuthor', { id: author.id, translations: [{ language: 'de', bio: 'deword' }] });
  }
  for (let i = 1; i <= STORIES; i++)
    for (const language of ['en', 'de'])
      await run('createArticle', {
        slug: `story-${i}`,
        language: language === 'en' ? null : language,
        title: `Story ${i} ${WORDS[language]}`,
        standfirst: WORDS[language],
        sections: [['asia', 'sport', 'europe'][i % 3]],
        tags: [`tag-${i % 3}`, `tag-${3 + (i % 2)}`],
        authors: [`author-${i % 5}`],
        series: i < 4 ? { series: 'tides', part: i } : null,
        body: { markdown: `The harbour and the ferry, ${WORDS[language]} ${i} times by word${i % 4}.` },
        publish: {},
      });
  await run('updateSite', {
    title: 'Courier enword',
    description: 'enword',
    translations: [{ language: 'de', title: 'Kurier deword', description: 'deword' }],
    boxes: [{ key: 'SEARCH', title: 'enword', translations: [{ language: 'de', title: 'deword' }] }],
  });
  await run('setMenu', {
    location: 'primary',
    items: [
      {
        text: 'World enword',
        url: '/world',
        translations: [{ language: 'de', text: 'Welt deword', url: '/de/world' }],
      },
    ],
  });
  const { pool } = gateway.database;
  const views = Object.fromEntries(Array.from({ length: STORIES }, (_, i) => [`story-${i + 1}`, 3 * i + 1]));
  await insertSeedViews(pool, new Map([[1, views]]), NOW);
  await new RelatedService(pool, 'en').rebuild(() => undefined);
});
afterAll(() => gateway.close());

const MORE = [
  '{ site { seo { title description jsonLd alternates { language url } openGraph { property content } } feeds { url } } }',
  '{ articles(first: 20) { nodes { seo { title description jsonLd alternates { language url } openGraph { property content } } sections { name } image { alt } } } }',
  '{ sections { seo { title description jsonLd } boxes { title } } tags { nodes { seo { title jsonLd } } } authors { nodes { seo { title jsonLd } } } }',
  '{ newsletters { name description issues { nodes { subject } } } fronts(first: 5) { nodes { title } } front(path: "/") { title } }',
  '{ site { title description boxes { title } menu(location: "primary") { items { text url route { node { id ... on Section { name } } } } } } }',
  '{ suggest(prefix: "story", first: 10) { text path } }',
  '{ suggest(prefix: "deword", first: 10) { text } }',
  '{ suggest(prefix: "enword", first: 10) { text } }',
  '{ suggest(prefix: "tag", first: 10) { text path } }',
  '{ search(query: "story", first: 20) { totalCount facets { sections { section { name } } tags { tag { name } } } edges { titleHighlight node { title } } } }',
  '{ search(query: "enwrod", first: 20) { didYouMean } }',
  '{ search(query: "dewrod", first: 20) { didYouMean } }',
  '{ articles(first: 20) { totalCount nodes { title language isFallback path previous { title } next { title } related(first: 5) { article { title } } seriesPart { series { title } previous { title } next { title } } seo { title } } } }',
  '{ archive { articleCount } popular(first: 10) { article { title } } trending: popular(first: 5, window: DAY) { article { title } } }',
  '{ authors { nodes { name bio articles { nodes { title } } } } seriesList { nodes { title articles { nodes { title } } } } }',
];

/** Number of articles, per language, that all answers together must name, so that the walk reads something. */
const LEAST = 100;

test.each([
  ['en', 'deword'],
  ['de', 'enword'],
])('No answer to a query in %s has the word %s of the other language', async (language, foreign) => {
  const found: string[] = [];
  let own = 0;
  // The second answer comes from the caches, the third of another operation with the entities of the first.
  const queries = [...createSampleQueries(), ...MORE];
  for (const query of queries)
    for (const document of [query, query, `query Again ${query}`]) {
      const text = JSON.stringify(await gateway.query(document, {}, { 'x-language': language }));
      if (text.includes(foreign)) found.push(`${document}\n${text.slice(0, 1_000)}`);
      own += text.split(WORDS[language]!).length - 1;
    }
  expect(found).toEqual([]);
  expect(own).toBeGreaterThan(LEAST);
});

test.each([
  ['en', 'deword'],
  ['de', 'enword'],
])('No feed or sitemap in %s has the word %s of the other language', async (language, foreign) => {
  const { site, sections, tags, authors } = await gateway.query(
    `{ site { feeds { url } } sections { feeds { url } children { feeds { url } } }
       tags { nodes { feeds { url } } } authors { nodes { feeds { url } } } }`,
    {},
    { 'x-language': language },
  );
  const lists = [
    site,
    ...sections,
    ...sections.flatMap(({ children }: any) => children),
    ...tags.nodes,
    ...authors.nodes,
  ];
  const urls = lists.flatMap(({ feeds }: any) => feeds.map(({ url }: any) => url) as string[]);
  const index = await (await fetch(`${gateway.address}/sitemap.xml`)).text();
  const sitemaps = [...index.matchAll(/<loc>([^<]+)</g)].map(([, url]) => url!);
  const own = sitemaps.filter((url) => url.includes('/sitemaps/de/') === (language === 'de'));
  expect(own.length).toBeGreaterThan(1);
  let words = 0;
  for (const url of [...urls, ...own]) {
    const response = await fetch(gateway.address + new URL(url).pathname);
    const text = await response.text();
    expect([url, response.status, text.includes(foreign)]).toEqual([url, 200, false]);
    words += text.split(WORDS[language]!).length - 1;
  }
  expect(words).toBeGreaterThan(LEAST);
});

test('Lists of a language have all of its articles, and none of the other', async () => {
  for (const language of ['en', 'de']) {
    const { articles, archive } = await gateway.query(
      '{ articles(first: 50) { totalCount nodes { language isFallback } } archive { articleCount } }',
      {},
      { 'x-language': language },
    );
    expect(articles.totalCount).toBe(STORIES);
    expect(
      archive.reduce((sum: number, { articleCount }: { articleCount: number }) => sum + articleCount, 0),
    ).toBe(STORIES);
    for (const article of articles.nodes) expect(article).toEqual({ language, isFallback: false });
  }
});
