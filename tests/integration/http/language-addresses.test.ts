import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { findChildren, findText, parseXml } from '../../support/xml.js';

const S = '{http://www.sitemaps.org/schemas/sitemap/0.9}';
const NEWS = '{http://www.google.com/schemas/sitemap-news/0.9}';
const LINK = '{http://www.w3.org/1999/xhtml}link';
const SITE = 'https://courier.example';
const GERMAN_SITE = 'https://kurier.example';

const SETTINGS = {
  SITE_LANGUAGE: 'en',
  SITE_LANGUAGES: 'de,ar',
  SITE_URL: SITE,
  FEEDS_URL: SITE,
  CACHE_MB: '16',
};

/** Articles of a bilingual newsroom; those with the same `group` are versions of one. */
const ARTICLES = [
  {
    slug: 'ferry',
    title: 'Ferry',
    language: 'en',
    group: 1,
    section: ['World'],
    tags: ['Harbour'],
    authors: ['Ada'],
  },
  {
    slug: 'faehre',
    title: 'Fähre',
    language: 'de',
    group: 1,
    section: ['World'],
    tags: ['Harbour'],
    authors: ['Ada'],
  },
  { slug: 'abbara', title: 'عبّارة', language: 'ar', group: 1, section: ['World'], tags: ['Harbour'] },
  { slug: 'bridge', title: 'Bridge', language: null, group: 2, tags: ['Bridges'], authors: ['Noor'] },
  { slug: 'bruecke', title: 'Brücke', language: 'de-AT', group: 2 },
  { slug: 'eels', title: 'Eels', language: 'en', group: null },
  { slug: 'moewen', title: 'Möwen', language: 'de', group: null, tags: ['Birds'] },
  { slug: 'tides', title: 'Tides', language: 'en', group: 3 },
  { slug: 'gezeiten', title: 'Gezeiten', language: 'de', group: 3, noindex: true },
];

async function startSite(settings: NodeJS.ProcessEnv = {}): Promise<Gateway> {
  const gateway = await startGateway({ ...SETTINGS, ...settings });
  await gateway.saveMany(
    ARTICLES.map(({ group: _group, noindex: _noindex, ...article }) => ({
      ...article,
      publishedAt: new Date(),
    })),
  );
  const { pool } = gateway.database;
  for (const { slug, group, noindex = false } of ARTICLES)
    for (const table of ['article', 'draft'])
      await pool.query(`UPDATE ${table} SET translation_group = $2, noindex = $3 WHERE slug = $1`, [
        ...[slug, group, noindex || null],
      ]);
  await pool.query(
    `UPDATE section SET texts = '{"de": {"name": "Welt", "slug": "welt"}}'; UPDATE tag SET texts = '{"de": {"name": "Hafen", "slug": "hafen"}}' WHERE slug = 'harbour'`,
  );
  await pool.query(`UPDATE article SET path = '/de/welt/faehre' WHERE slug = 'faehre'`);
  await pool.query(
    `UPDATE address SET path = '/de/welt/faehre' WHERE article_id = (SELECT id FROM article WHERE slug = 'faehre')`,
  );
  const desk = gateway.queryAs(await gateway.createKey('publish'));
  await desk(
    `mutation { updateSite(input: { translations: [{ language: "de", title: "Hafenkurier" }] }) { userErrors { message } } }`,
  );
  return gateway;
}

interface SitemapEntry {
  url: string;
  /** URL by hreflang. */
  alternates: Map<string, string>;
}

const read = async ({ address }: Gateway, path: string) => {
  const response = await fetch(address + path);
  expect([path, response.status]).toEqual([path, 200]);
  return parseXml(await response.text());
};

/** Reads all pages of all sitemaps of the index, but for those of news. */
async function walkSitemap(gateway: Gateway): Promise<SitemapEntry[]> {
  const index = await read(gateway, '/sitemap.xml');
  const files = index.children.map((each) => new URL(findText(each, `${S}loc`)!).pathname);
  expect(new Set(files).size).toBe(files.length);
  const entries: SitemapEntry[] = [];
  for (const file of files.filter((each) => !each.endsWith('/news.xml')))
    for (const url of (await read(gateway, file)).children) {
      const links = findChildren(url, LINK).map(
        ({ attributes }) => [attributes.hreflang!, attributes.href!] as const,
      );
      const alternates = new Map(links);
      expect(alternates.size).toBe(links.length); // no language twice
      entries.push({ url: findText(url, `${S}loc`)!, alternates });
    }
  return entries;
}

const PAGE = `query ($path: String!) @inLanguage(path: $path) {
  route(path: $path) {
    status language isFrontPage
    node {
      __typename
      ... on Article { url seo { ...Head } }
      ... on Section { url seo { ...Head } feeds { url } }
      ... on Tag { url seo { ...Head } feeds { url } }
      ... on Author { url seo { ...Head } feeds { url } }
    }
  }
  site { feeds { url } seo { ...Head } }
}
fragment Head on Seo { canonicalUrl robots jsonLd alternates { language url } openGraph { property content } }`;

/** Reads the head of the page at a URL, as a front end does. */
async function readPage(gateway: Gateway, url: string) {
  const { host, pathname } = new URL(url);
  const headers: Record<string, string> = host === new URL(GERMAN_SITE).host ? { 'x-language': 'de' } : {};
  const { route, site } = await gateway.query(PAGE, { path: pathname }, headers);
  expect([url, route.status]).toEqual([url, 'FOUND']);
  const { seo, feeds = [] } = route.isFrontPage ? site : route.node;
  return { route, seo, feeds };
}

const listLocales = (seo: { openGraph: { property: string; content: string }[] }, name: string) =>
  seo.openGraph.flatMap(({ property, content }) => (property === name ? content : []));

describe.each([
  ['prefixes', {}],
  ['a host for German', { SITE_LANGUAGE_URLS: `de:${GERMAN_SITE}` }],
])('The addresses of a site with three languages and %s', (_name, settings) => {
  let gateway: Gateway;
  let entries: SitemapEntry[];
  let german: string;
  beforeAll(async () => {
    gateway = await startSite(settings);
    entries = await walkSitemap(gateway);
    german = 'SITE_LANGUAGE_URLS' in settings ? GERMAN_SITE : `${SITE}/de`;
  });
  afterAll(() => gateway.close());

  test('The sitemaps list the pages of each language once', () => {
    const urls = entries.map(({ url }) => url.replace(/\/$/, ''));
    expect(new Set(urls).size).toBe(urls.length);
    const expected = [
      ...['', '/world', '/world/ferry', '/bridge', '/eels', '/tides', '/tags/harbour', '/tags/bridges'].map(
        (path) => SITE + path,
      ),
      ...['/authors/ada', '/authors/noor', '/ar', '/ar/world', '/ar/world/abbara', '/ar/tags/harbour'].map(
        (path) => SITE + path,
      ),
      ...[
        '',
        '/welt',
        '/welt/faehre',
        '/bruecke',
        '/moewen',
        '/tags/hafen',
        '/tags/birds',
        '/authors/ada',
      ].map((path) => german + path),
    ];
    expect(urls.sort()).toEqual(expected.sort());
  });

  // https://developers.google.com/search/docs/specialty/international/localized-versions#guidelines
  test('Each version lists itself and all others, with absolute URLs, and these list it', () => {
    const byUrl = new Map(entries.map((entry) => [entry.url, entry]));
    const translated = entries.filter(({ alternates }) => alternates.size > 0);
    expect(translated.length).toBe(16);
    for (const { url, alternates } of translated) {
      expect([url, [...alternates.values()].includes(url)]).toEqual([url, true]);
      for (const other of alternates.values())
        expect([url, [...(byUrl.get(other)?.alternates ?? [])]]).toEqual([url, [...alternates]]);
    }
  });

  // The same, and https://www.rfc-editor.org/rfc/rfc5646: a language of ISO 639-1, perhaps with a script and a region.
  test('Languages are valid codes, and x-default is that of the primary language', () => {
    for (const { alternates } of entries) {
      if (alternates.size === 0) continue;
      const { 'x-default': fallback, ...languages } = Object.fromEntries(alternates);
      for (const tag of Object.keys(languages))
        expect(tag).toMatch(/^[a-z]{2}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/);
      expect(Object.keys(languages).length).toBeGreaterThan(1);
      expect(fallback).toBe(languages.en);
    }
  });

  test('An article that search engines are not to show is no version of its group', () => {
    expect(entries.find(({ url }) => url === `${SITE}/tides`)!.alternates.size).toBe(0);
    expect(entries.filter(({ url }) => url.endsWith('/gezeiten'))).toEqual([]);
  });

  test('Every address answers in its language, with itself as canonical URL and the versions of the sitemap', async () => {
    for (const { url, alternates } of entries) {
      const { route, seo } = await readPage(gateway, url);
      const language = url.startsWith(german) ? 'de' : url.startsWith(`${SITE}/ar`) ? 'ar' : 'en';
      if (!url.startsWith(GERMAN_SITE)) expect([url, route.language]).toEqual([url, language]);
      expect([url, seo.canonicalUrl, seo.robots]).toEqual([url, url, expect.not.stringContaining('noindex')]);
      const listed = seo.alternates.map((each: { language: string; url: string }) => [
        each.language,
        each.url,
      ]);
      expect([url, listed]).toEqual([url, [...alternates]]);
      // https://ogp.me/#optional: language_TERRITORY, the others as alternate.
      const [locale, ...more] = listLocales(seo, 'og:locale');
      expect([url, locale, more]).toEqual([
        url,
        expect.stringMatching(new RegExp(`^${language}_[A-Z]{2}$`)),
        [],
      ]);
      const others = listLocales(seo, 'og:locale:alternate').map((each) => each.slice(0, 2));
      const languages = [...alternates.keys()].filter((each) => each !== 'x-default' && each !== language);
      expect([url, others]).toEqual([url, languages]);
      expect([url, listLocales(seo, 'og:site_name')[0] === 'Hafenkurier']).toEqual([url, language === 'de']);
      const found = JSON.stringify(JSON.parse(seo.jsonLd)).match(/"inLanguage":"(\w+)/g) ?? [];
      expect([url, found[0]]).toEqual([url, `"inLanguage":"${language}`]);
    }
  });

  test('JSON-LD names the translations of the oldest article, and the original of the others', async () => {
    const readJsonLd = async (url: string) => JSON.parse((await readPage(gateway, url)).seo.jsonLd);
    const original = await readJsonLd(`${SITE}/world/ferry`);
    expect(original.workTranslation).toEqual([
      { '@type': 'NewsArticle', '@id': `${german}/welt/faehre`, inLanguage: 'de' },
      { '@type': 'NewsArticle', '@id': `${SITE}/ar/world/abbara`, inLanguage: 'ar' },
    ]);
    const translation = await readJsonLd(`${german}/welt/faehre`);
    expect(translation.translationOfWork).toEqual({
      '@type': 'NewsArticle',
      '@id': `${SITE}/world/ferry`,
      inLanguage: 'en',
    });
    expect(await readJsonLd(`${SITE}/eels`)).not.toHaveProperty('workTranslation');
  });

  test('Each page has the feeds of its language', async () => {
    const languages = new Map<string, number>();
    for (const { url } of entries) {
      const { feeds } = await readPage(gateway, url);
      const language = url.startsWith(german) ? 'de' : url.startsWith(`${SITE}/ar`) ? 'ar' : 'en';
      for (const feed of feeds) {
        const response = await fetch(gateway.address + new URL(feed.url).pathname);
        const text = await response.text();
        expect([feed.url, response.status]).toEqual([feed.url, 200]);
        const found = /<language>([^<]+)|xml:lang="([^"]+)|"language":\s*"([^"]+)/.exec(text)!;
        expect([feed.url, found.slice(1).find(Boolean)]).toEqual([feed.url, language]);
        expect([feed.url, text.includes('Hafenkurier')]).toEqual([feed.url, language === 'de']);
        const foreign = ARTICLES.filter((each) => (each.language ?? 'en').slice(0, 2) !== language);
        expect([feed.url, foreign.filter(({ title }) => text.includes(`>${title}<`))]).toEqual([
          feed.url,
          [],
        ]);
        languages.set(language, (languages.get(language) ?? 0) + 1);
      }
    }
    expect(Object.fromEntries(languages)).toEqual({ en: 18, de: 15, ar: 9 });
  });

  // https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
  test('The news sitemap of a language has its articles and its ISO 639 code', async () => {
    const readNews = async (file: string) =>
      (await read(gateway, file)).children.map((url) => {
        const [news] = findChildren(url, `${NEWS}news`);
        const [publication] = findChildren(news!, `${NEWS}publication`);
        return [findText(news!, `${NEWS}title`), findText(publication!, `${NEWS}language`)];
      });
    expect((await readNews('/sitemaps/de/news.xml')).sort()).toEqual([
      ['Brücke', 'de'],
      ['Fähre', 'de'],
      ['Möwen', 'de'],
    ]);
    expect((await readNews('/sitemaps/news.xml')).map(([title]) => title).sort()).toEqual([
      ...['Bridge', 'Eels', 'Ferry', 'Tides'],
    ]);
  });

  test('A sitemap of a language that the site does not have is not found', async () => {
    for (const path of ['/sitemaps/fr/sections.xml', '/sitemaps/de/sitemap.xml', '/feeds/fr/rss.xml'])
      expect([path, (await fetch(gateway.address + path)).status]).toEqual([path, 404]);
  });
});

test('Links, menu items and redirects to the host of a language lead to its pages', async () => {
  const gateway = await startSite({ SITE_LANGUAGE_URLS: `de:${GERMAN_SITE}` });
  try {
    const write = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
    const { articles } = await gateway.query(
      '{ articles(first: 50) { nodes { path } } }',
      {},
      { 'x-language': 'de' },
    );
    const path = articles.nodes[0].path.replace('/de/', '/');
    const url = GERMAN_SITE + path;
    const run = async (name: string, type: string, input: object) => {
      const document = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { field message } } }`;
      expect((await write(document, { input }))[name].userErrors).toEqual([]);
    };
    const links = [url, 'https://elsewhere.example/x', `/de${path}`, GERMAN_SITE].map(
      (each) => `[a](${each})`,
    );
    await run('createArticle', 'CreateArticleInput', {
      ...{ title: 'Links', slug: 'links', language: 'de', body: { markdown: links.join(' ') }, publish: {} },
    });
    await run('setMenu', 'SetMenuInput', { location: 'primary', items: [{ text: 'A', url }] });
    await run('createRedirect', 'CreateRedirectInput', { from: '/de/old', to: url });
    const data = await gateway.query(
      `{ site { menu(location: "primary") { items { url route { path status } } } }
         route(path: "/old") { status redirectTo }
         article(by: { slug: "links" }) { body { blocks { ... on ParagraphBlock { inlines { link { path route { status } } } } } } } }`,
      {},
      { 'x-language': 'de' },
    );
    expect(data.site.menu.items).toEqual([{ url, route: { path: `/de${path}`, status: 'FOUND' } }]);
    expect(data.route).toEqual({ status: 'MOVED', redirectTo: `/de${path}` });
    const found = data.article.body.blocks[0].inlines.flatMap(({ link }: any) => link ?? []);
    expect(found.map((link: any) => [link.path, link.route?.status ?? null])).toEqual([
      [`/de${path}`, 'FOUND'],
      [null, null],
      [`/de${path}`, 'FOUND'],
      ['/de', 'FOUND'],
    ]);
  } finally {
    await gateway.close();
  }
});

test('Sitemaps list the versions that follow a publication', async () => {
  const gateway = await startSite();
  const getVersions = async () =>
    (await walkSitemap(gateway)).find(({ url }) => url === `${SITE}/bridge`)!.alternates.size;
  expect(await getVersions()).toBe(3);
  const desk = gateway.queryAs(await gateway.createKey('publish', 'preview'), 'preview');
  const { article } = await desk('{ article(by: { slug: "bruecke" }) { id } }');
  await desk(`mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }`, {
    id: article.id,
  });
  expect(await getVersions()).toBe(0);
  await gateway.close();
});

test('A site with one language has no versions of pages, no further sitemaps and no statement for them', async () => {
  const gateway = await startGateway({ SITE_URL: SITE, FEEDS_URL: SITE });
  await gateway.save({ slug: 'ferry', section: ['World'] });
  const { seo } = await readPage(gateway, `${SITE}/world/ferry`);
  expect(seo.alternates).toEqual([]);
  expect(listLocales(seo, 'og:locale:alternate')).toEqual([]);
  expect((await fetch(`${gateway.address}/sitemaps/de/sections.xml`)).status).toBe(404);
  const text = await (await fetch(`${gateway.address}/sitemaps/articles-1.xml`)).text();
  expect(text).not.toContain('xhtml');
  await gateway.close();
});

test('Gateways of one process with different languages list the versions of their own', async () => {
  const listVersions = async (languages: string) => {
    const gateway = await startSite({ SITE_LANGUAGES: languages });
    const { seo } = await readPage(gateway, `${SITE}/tags/harbour`);
    await gateway.close();
    return seo.alternates.map(({ language }: { language: string }) => language);
  };
  expect(await listVersions('de')).toEqual(['en', 'de', 'x-default']);
  expect(await listVersions('de,ar')).toEqual(['en', 'de', 'ar', 'x-default']);
});
