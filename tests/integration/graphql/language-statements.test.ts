import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getSchemaName } from '../../../src/database/read/schema-name.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

const SEVERAL = { SITE_LANGUAGES: 'de,de-AT,fr', SITE_LANGUAGE_FALLBACKS: 'de-AT:de,en' };
const NAMES: Record<string, string> = { en: 'Story', de: 'Bericht' };
/** Number of English articles, and of those that a site with several languages has in German too. */
const [ARTICLES, TRANSLATED] = [12, 6];

/** Starts a site with articles that share a section, a tag and an author, also with their versions in German. */
async function startSite(settings: Record<string, string>): Promise<Gateway> {
  const gateway = await startGateway({ READ_SECONDS: '60', ...settings });
  const saveArticles = (language: string, count: number) =>
    gateway.saveMany(
      Array.from({ length: count }, (_, i) => ({
        slug: `${NAMES[language]}-${i + 1}`.toLowerCase(),
        title: `${NAMES[language]} ${i + 1}`,
        language,
        section: ['World'],
        tags: ['Sea'],
        authors: ['Ann'],
        image: {
          url: `/${language}-${i}.jpg`,
          alt: 'Sea',
          caption: null,
          credit: null,
          width: 1,
          height: 1,
          focalX: null,
          focalY: null,
        },
        publishedAt: new Date(Date.UTC(2026, 0, i + 1)),
      })),
    );
  await saveArticles(settings.SITE_LANGUAGE!, ARTICLES);
  const { pool } = gateway.database;
  if (settings.SITE_LANGUAGES) {
    await saveArticles('de', TRANSLATED);
    await pool.query(
      `UPDATE article t SET translation_group = s.id FROM article s
       WHERE s.language = 'en' AND t.slug IN (s.slug, replace(s.slug, 'story', 'bericht')) AND s.published_at <= $1`,
      [new Date(Date.UTC(2026, 0, TRANSLATED))],
    );
  }
  await new RelatedService(pool, settings.SITE_LANGUAGE!).rebuild(() => undefined);
  return gateway;
}

const RELATED = 'related(first: 3) { article { title path } }';
const HEAD = 'seo { title canonicalUrl jsonLd alternates { language url } openGraph { property content } }';

/** Pages by their names. `$slug` is that of an article of the language. */
const PAGES = {
  'a list with related articles': `{ articles(first: 6) { nodes { title image { url width } ${RELATED} } pageInfo { hasNextPage } } }`,
  'a list with its length':
    '{ articles(first: 3) { totalCount nodes { title path language tags { name path } authors { name path } section { name path } } } }',
  'an article page with its head': `query ($slug: String!) { article(by: { slug: $slug }) { title body { html } authors { name } tags { name } image { url } previous { title } next { title } ${RELATED} ${HEAD} } }`,
  'the head of an article at a path': `query ($path: String!) { route(path: $path) { status node { ... on Article { title ${HEAD} translations { language path } } } } }`,
  'an article with its versions':
    'query ($slug: String!) { article(by: { slug: $slug }) { translations { language title isOutdated } seo { jsonLd } } }',
  'a front page': `{ sections { name path articles(first: 2) { nodes { title ${RELATED} } } } popular(first: 3) { article { title } } site { title menu(location: "main") { items { text } } } front(path: "/") { title } }`,
  'the page of a tag': `{ tag(by: { slug: "sea" }) { name path articleCount articles(first: 2) { nodes { title } } } }`,
  'a search': '{ search(query: "WORD", first: 3) { totalCount nodes { title tags { name } } } }',
};

interface PageRequest {
  language: string;
  slug: string;
  path: string;
  word: string;
  /** Language of the site with one with which the request is compared. */
  like: 'en' | 'de';
}

/** Requests, for articles with related articles in several languages. */
const REQUESTS: PageRequest[] = [
  { language: 'en', slug: 'story-3', path: '/world/story-3', word: 'story', like: 'en' },
  { language: 'de', slug: 'bericht-3', path: '/de/world/bericht-3', word: 'bericht', like: 'de' },
  // Stands in for a missing version.
  { language: 'de-AT', slug: 'story-9', path: '/world/story-9', word: 'bericht', like: 'de' },
];

async function readPage(gateway: Gateway, page: string, { language, slug, path, word }: PageRequest) {
  const variables = page.includes('$slug') ? { slug } : page.includes('$path') ? { path } : {};
  let data: any;
  const statements = await recordStatements(async () => {
    data = await gateway.query(page.replace('WORD', word), variables, { 'x-language': language });
  });
  return { statements, data };
}

let one: Record<'en' | 'de', Gateway>;
let several: Gateway;
beforeAll(async () => {
  one = { en: await startSite({ SITE_LANGUAGE: 'en' }), de: await startSite({ SITE_LANGUAGE: 'de' }) };
  several = await startSite({ SITE_LANGUAGE: 'en', ...SEVERAL });
});
afterAll(() => Promise.all([one.en.close(), one.de.close(), several.close()]));

test('Pages of a site with several languages take the statements of a site with one, in the schemas of the language', async () => {
  for (const [name, page] of Object.entries(PAGES))
    for (const request of REQUESTS) {
      const { language, like } = request;
      const slug = `${NAMES[like]}-9`.toLowerCase();
      const alike = { ...request, language: like, slug, path: `/world/${slug}` };
      const ofOne = (await readPage(one[like], page, alike)).statements;
      for (const text of ofOne)
        expect(text).not.toMatch(/"(published|members|preview)_\w+"\.|translation_group/);
      const { statements } = await readPage(several, page, request);
      expect([name, language, statements.length]).toEqual([name, language, ofOne.length]);
      // Only the column with the versions of an article reads all languages.
      const others = statements.filter((text) => !text.includes('translation_group'));
      for (const text of others) expect(text).not.toMatch(/"published"\."/);
      const schema = `"${getSchemaName('published', language)}"`;
      const texts = others.map((text) => text.replaceAll(schema, '"published"'));
      // A search has a branch for each language of the archive, and only a site with one stores its numbers of articles.
      const alikeTexts = texts.filter((text) => !text.includes('count(*)::int'));
      if (!page.includes('search(')) expect(ofOne).toEqual(expect.arrayContaining(alikeTexts));
    }
});

test('Lists of related articles are whole, and heads have all versions, in a language with articles of others', async () => {
  for (const request of REQUESTS) {
    const { article } = (await readPage(several, PAGES['an article page with its head'], request)).data;
    expect(article.related).toHaveLength(3);
    if (request.language === 'de')
      for (const related of article.related) expect(related.article.path).toMatch(/^\/de\//);
    const languages = article.seo.alternates.map((alternate: { language: string }) => alternate.language);
    expect(languages).toEqual(request.language === 'de-AT' ? [] : ['en', 'de', 'x-default']);
  }
});

test('With caches, versions are read with the article and not again', async () => {
  const cached = await startSite({ SITE_LANGUAGE: 'en', ...SEVERAL, CACHE_MB: '16' });
  try {
    for (const request of REQUESTS) {
      const pages = Object.values(PAGES).filter((page) => page.includes('seo {'));
      const all = [];
      for (const page of pages) all.push(await readPage(cached, page, request));
      const statements = all.flatMap((each) => each.statements);
      const ofVersions = statements.filter((text) => text.includes('translation_group'));
      expect(ofVersions.length).toBeGreaterThan(0);
      for (const text of ofVersions) expect(text).toContain('"standfirst"');
    }
  } finally {
    await cached.close();
  }
});
