import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { parseArticle } from '../../support/import-files.js';

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  gateway = await startGateway({ SITE_LANGUAGE: 'en-GB' });
  desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  await gateway.save({ slug: 'english', publishedAt: new Date(Date.now() - 2_000) });
  await gateway.save({ slug: 'irish', language: 'ga', publishedAt: new Date(Date.now() - 1_000) });
});
afterAll(() => gateway.close());

const READ = '{ articles { nodes { slug language seo { jsonLd openGraph { property content } } } } }';

test('An article has its own language or that of the site, also in its metadata', async () => {
  const { articles } = await gateway.query(READ);
  const found = articles.nodes.map(({ slug, language, seo }: any) => [
    slug,
    language,
    JSON.parse(seo.jsonLd).inLanguage,
    seo.openGraph.find(({ property }: any) => property === 'og:locale').content,
  ]);
  expect(found).toEqual([
    ['irish', 'ga', 'ga', 'ga_IE'],
    ['english', 'en-GB', 'en-GB', 'en_GB'],
  ]);
});

test('Feeds and the news sitemap name the language of an article', async () => {
  const get = async (path: string) => (await fetch(`${gateway.address}${path}`)).text();
  const { language, items } = JSON.parse(await get('/feeds/feed.json'));
  expect([language, ...items.map((item: any) => item.language)]).toEqual(['en-GB', 'ga', undefined]);
  expect(await get('/feeds/atom.xml')).toContain('<entry xml:lang="ga">');
  const news = await get('/sitemaps/news.xml');
  expect(news.match(/<news:language>[^<]+/g)).toEqual(['<news:language>ga', '<news:language>en']);
});

test('Editors set and clear the language; invalid language tags are refused', async () => {
  const create = async (language: string) => {
    const { createArticle } = await desk(
      `mutation ($language: String!) { createArticle(input: { title: "T", language: $language }) {
        article { id language } userErrors { field code message } } }`,
      { language },
    );
    return createArticle;
  };
  const { article, userErrors } = await create('pt-BR');
  expect([article.language, userErrors]).toEqual(['pt-BR', []]);
  expect((await create('portuguese!')).userErrors).toMatchObject([{ field: ['language'], code: 'INVALID' }]);
  expect((await create('PT-br')).userErrors[0].message).toContain('pt-BR');
  const { updateArticle } = await desk(
    `mutation ($id: ID!) { updateArticle(input: { id: $id, language: null }) { article { language } } }`,
    { id: article.id },
  );
  expect(updateArticle.article.language).toBe('en-GB');
});

test('Front matter has the language under language or lang', () => {
  const read = (line: string) => parseArticle(`---\ntitle: T\ndate: 2026-01-01\n${line}\n---\nText.\n`);
  expect(read('language: PT_br').article.language).toBe('pt-BR');
  expect(read('lang: ga').article.language).toBe('ga');
  const { article, warnings } = read('lang: not a language');
  expect([article.language, warnings]).toEqual([null, [expect.stringContaining('no language tag')]]);
});
