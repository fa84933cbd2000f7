import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IDS_PER_SITEMAP } from '../../../src/modules/sitemap/sitemap-rows.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { waitUntil } from '../../support/until.js';
import { findChildren, findText, parseXml } from '../../support/xml.js';

const S = '{http://www.sitemaps.org/schemas/sitemap/0.9}';
const NEWS = '{http://www.google.com/schemas/sitemap-news/0.9}';
const IMAGE = '{http://www.google.com/schemas/sitemap-image/1.1}';
const SITE = 'https://courier.example';
const HOUR = 3_600_000;

let gateway: Gateway;
const beginning = new Date().toISOString();

beforeAll(async () => {
  gateway = await startGateway({
    CACHE_MB: '16',
    FEEDS_URL: SITE,
    SITE_LANGUAGE: 'pt-BR',
    SITE_TITLE: 'A & B',
  });
  await gateway.save({
    slug: 'old',
    path: '/odd & path/ß',
    section: ['World', 'Asia'],
    authors: ['Ada'],
    updatedAt: new Date('2026-02-03T04:05:06.007Z'),
    image: {
      ...{ url: '/media/a.png', alt: '', caption: null, credit: null },
      ...{ width: null, height: null, focalX: null, focalY: null },
    },
  });
  await gateway.save({ slug: 'far', id: 3 * IDS_PER_SITEMAP + 1, tags: ['Ferries'] });
  await gateway.save({ slug: 'draft', draft: true, tags: ['Secret'], authors: ['Nobody'] });
});
afterAll(() => gateway.close());

async function read(path: string) {
  const response = await fetch(`${gateway.address}${path}`);
  expect([path, response.status, response.headers.get('content-type')]).toEqual([
    ...[path, 200, 'application/xml; charset=utf-8'],
  ]);
  return parseXml(await response.text());
}
const locations = async (path: string) =>
  (await read(path)).children.map((each) => findText(each, `${S}loc`)!);
const sitemaps = () => locations('/sitemap.xml');

describe('Sitemaps', () => {
  test('The sitemap index lists every sitemap, and robots.txt names the index', async () => {
    const robots = await fetch(`${gateway.address}/robots.txt`);
    expect(await robots.text()).toBe(`Sitemap: ${SITE}/sitemap.xml\n\nUser-agent: *\nDisallow: /graphql\n`);
    const index = await read('/sitemap.xml');
    expect(index.name).toBe(`${S}sitemapindex`);
    expect(index.children.map((each) => findText(each, `${S}loc`))).toEqual(
      ['sections', 'articles-1', 'articles-4', 'authors-1', 'tags-1'].map(
        (name) => `${SITE}/sitemaps/${name}.xml`,
      ),
    );
    const isKnown = index.children.map((each) => findText(each, `${S}lastmod`) !== undefined);
    expect(isKnown).toEqual([false, true, true, false, false]);
  });

  test('lastmod advances when articles are published, saved or moved with their section', async () => {
    const lastmods = async () => {
      const parts = (await read('/sitemap.xml')).children.filter((each) =>
        findText(each, `${S}loc`)!.includes('/articles-'),
      );
      return parts.map((each) => findText(each, `${S}lastmod`)!);
    };
    const published = await lastmods();
    // Independent of when the articles were written and saved.
    for (const lastmod of published) expect(lastmod >= beginning).toBe(true);
    const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
    const { section } = await gateway.query('{ section(by: { slug: "asia" }) { id } }');
    const move = (id: string, parent: string | null) =>
      desk(
        'mutation ($input: UpdateSectionInput!) { updateSection(input: $input) { userErrors { message } } }',
        { input: { id, parent } },
      );
    await gateway.save({ slug: 'moving', section: ['World', 'Asia'] });
    let before = await lastmods();
    for (const parent of [null, 'world']) {
      expect((await move(section.id, parent)).updateSection.userErrors).toEqual([]);
      const [other, moved] = await lastmods();
      expect([other, moved! > before[1]!]).toEqual([published[0], true]);
      before = [other!, moved!];
    }
    await gateway.save({ slug: 'moving', draft: true });
    const updatedAt = new Date(Date.now() + 86_400_000);
    await gateway.save({ slug: 'far', id: 3 * IDS_PER_SITEMAP + 1, tags: ['Ferries'], updatedAt });
    expect(await lastmods()).toEqual([before[0], updatedAt.toISOString()]);
  });

  test('The sitemaps list every public page once and no drafts', async () => {
    const all: string[] = [];
    for (const sitemap of await sitemaps()) all.push(...(await locations(sitemap.slice(SITE.length))));
    expect(all.sort()).toEqual(
      [
        ...['/', '/odd%20&%20path/%C3%9F', '/far', '/world', '/world/asia'],
        ...['/authors/ada', '/tags/ferries'],
      ]
        .map((path) => SITE + path)
        .sort(),
    );
    const [article] = (await read('/sitemaps/articles-1.xml')).children;
    expect(findText(findChildren(article!, `${IMAGE}image`)[0]!, `${IMAGE}loc`)).toBe(`${SITE}/media/a.png`);
  });

  test('An article stays in its sitemap after it is unpublished and republished', async () => {
    const { article } = await gateway.query('{ article(by: { slug: "old" }) { id } }');
    const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
    await desk(
      'mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }',
      article,
    );
    expect(await sitemaps()).not.toContain(`${SITE}/sitemaps/articles-1.xml`);
    const withdrawn = new Date().toISOString();
    expect((await fetch(`${gateway.address}/sitemaps/articles-1.xml`)).status).toBe(404);
    expect(await locations('/sitemaps/articles-4.xml')).toEqual([`${SITE}/far`]);
    await desk(
      'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }',
      article,
    );
    expect(await sitemaps()).toContain(`${SITE}/sitemaps/articles-1.xml`);
    const [, first] = (await read('/sitemap.xml')).children;
    expect(findText(first!, `${S}lastmod`)! >= withdrawn).toBe(true);
  });

  test.each(['other.xml', 'articles-0.xml', 'articles-2.xml', 'articles-999999.xml', 'tags-1'])(
    'An unknown sitemap returns 404: %s',
    async (file) => {
      expect((await fetch(`${gateway.address}/sitemaps/${file}`)).status).toBe(404);
    },
  );
});

test('The index gives the news sitemap the latest change among its current articles', async () => {
  const lastmod = async () => {
    const { children } = await read('/sitemap.xml');
    const news = children.find((each) => findText(each, `${S}loc`)?.endsWith('news.xml'));
    return findText(news!, `${S}lastmod`);
  };
  const anHourAgo = new Date(Date.now() - HOUR);
  await gateway.save({ slug: 'newer', publishedAt: anHourAgo, updatedAt: anHourAgo });
  const [twoDaysAgo, aMinuteAgo] = [48 * HOUR - 4_000, HOUR / 60].map((ago) => new Date(Date.now() - ago));
  await gateway.save({ slug: 'about-to-be-old', publishedAt: twoDaysAgo, updatedAt: aMinuteAgo });
  expect(await lastmod()).toBe(aMinuteAgo!.toISOString());
  await waitUntil(async () => (await lastmod()) === anHourAgo.toISOString());
  for (const slug of ['about-to-be-old', 'newer']) await gateway.save({ slug, draft: true });
});

test("The news sitemap lists articles of the last two days in Google's format", async () => {
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR);
  const before = await read('/sitemaps/news.xml');
  expect(before.children).toEqual([]);
  const news = { title: 'New <b> & ]]>\u0001', publishedAt: ago(47) };
  await gateway.save({ slug: 'news', ...news });
  await gateway.save({ slug: 'no-news', publishedAt: ago(49) });
  expect(await sitemaps()).toContain(`${SITE}/sitemaps/news.xml`);
  const { name, children } = await read('/sitemaps/news.xml');
  expect([name, children.length]).toEqual([`${S}urlset`, 1]);
  expect(findText(children[0]!, `${S}loc`)).toBe(`${SITE}/news`);
  const [said] = findChildren(children[0]!, `${NEWS}news`);
  const [publication] = findChildren(said!, `${NEWS}publication`);
  expect([findText(publication!, `${NEWS}name`), findText(publication!, `${NEWS}language`)]).toEqual([
    'A & B',
    'pt',
  ]);
  expect(findText(said!, `${NEWS}title`)).toBe('New <b> & ]]>');
  expect(findText(said!, `${NEWS}publication_date`)).toBe(news.publishedAt.toISOString());
});
