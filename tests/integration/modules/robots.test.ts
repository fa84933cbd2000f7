import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16' });
  desk = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
  await gateway.save({ slug: 'open', section: ['World'], tags: ['Tides'], authors: ['Ann Marsh'] });
  await gateway.save({ slug: 'closed', section: ['World', 'Asia'], tags: ['Ice'], authors: ['Ben Brook'] });
});
afterAll(() => gateway.close());

async function edit(mutation: string, input: object) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { userErrors { code field message } } }`;
  const { payload } = await desk(document, { input });
  await gateway.app.cacheInvalidator.waitForSync();
  return payload.userErrors;
}

const ROBOTS = 'robots { isIndexed isFollowed } seo { robots }';
const ALL = { robots: { isIndexed: true, isFollowed: true } };
const INDEXED = { ...ALL, seo: { robots: 'index, follow, max-image-preview:large' } };

async function find(type: string, slug: string, from = gateway) {
  const { node } = await from.query(`{ node: ${type}(by: { slug: "${slug}" }) { id ${ROBOTS} } }`);
  return node;
}

async function listSitemap(file: string, from = gateway) {
  const response = await fetch(`${from.address}/sitemaps/${file}`);
  if (response.status === 404) return [];
  return [...(await response.text()).matchAll(/<loc>([^<]*)<\/loc>/g)].map(
    ([, url]) => new URL(url!).pathname,
  );
}

async function listSlugs(filter: object): Promise<string[]> {
  const document = 'query ($filter: ArticleFilter) { articles(filter: $filter) { nodes { slug } } }';
  const { articles } = await gateway.query(document, { filter });
  return articles.nodes.map(({ slug }: { slug: string }) => slug).sort();
}

test('An article that search engines are not to show is in no sitemap, and the head of its page says so', async () => {
  const { id, ...before } = await find('article', 'closed');
  expect(before).toEqual(INDEXED);
  expect(await listSlugs({ robots: { isIndexed: false } })).toEqual([]);
  expect(await edit('updateArticle', { id, robots: { isIndexed: false }, publish: {} })).toEqual([]);
  expect(await find('article', 'closed')).toEqual({
    id,
    robots: { isIndexed: false, isFollowed: true },
    seo: { robots: 'noindex, follow' },
  });
  expect(await listSitemap('articles-1.xml')).toEqual(['/world/open']);
  expect(await listSitemap('news.xml')).not.toContain('/world/asia/closed');
});

test('Readers find it in lists, feeds and the search of the site; a filter leaves it out', async () => {
  expect(await listSlugs({})).toEqual(['closed', 'open']);
  expect(await listSlugs({ robots: { isIndexed: false } })).toEqual(['closed']);
  expect(await listSlugs({ robots: { isIndexed: true } })).toEqual(['open']);
  expect(await listSlugs({ robots: { isIndexed: false, isFollowed: false } })).toEqual([]);
  const { search, rest } = await gateway.query(
    `{ search(query: "closed") { totalCount }
       rest: search(query: "closed", filter: { robots: { isIndexed: true } }) { totalCount } }`,
  );
  expect([search.totalCount, rest.totalCount]).toEqual([1, 0]);
  const readFeed = async (address: string) =>
    (await (await fetch(`${gateway.address}${address}`)).json()).items.map(({ url }: { url: string }) => url);
  expect(await readFeed('/feeds/feed.json')).toHaveLength(2);
  const filter = encodeURIComponent('{"robots":{"isIndexed":true}}');
  expect(await readFeed(`/feeds/feed.json?filter=${filter}`)).toEqual(['https://courier.example/world/open']);
});

test('An omitted field of robots stays, and null allows everything', async () => {
  const { id } = await find('article', 'closed');
  expect(await edit('updateArticle', { id, robots: { isFollowed: false }, publish: {} })).toEqual([]);
  expect(await find('article', 'closed')).toMatchObject({ seo: { robots: 'noindex, nofollow' } });
  expect(await edit('updateArticle', { id, robots: { isIndexed: true }, publish: {} })).toEqual([]);
  expect(await find('article', 'closed')).toMatchObject({
    robots: { isIndexed: true, isFollowed: false },
    seo: { robots: 'index, nofollow, max-image-preview:large' },
  });
  expect(await edit('updateArticle', { id, title: 'Closed again', publish: {} })).toEqual([]);
  expect(await find('article', 'closed')).toMatchObject({ robots: { isFollowed: false } });
  expect(await edit('updateArticle', { id, robots: null, publish: {} })).toEqual([]);
  expect(await find('article', 'closed')).toEqual({ id, ...INDEXED });
});

test('The former input noindex works alone, and is refused beside robots', async () => {
  const { id } = await find('article', 'closed');
  expect(await edit('updateArticle', { id, noindex: true, robots: { isIndexed: true } })).toEqual([
    { code: 'INVALID', field: ['noindex'], message: 'Give robots without noindex, which it replaces.' },
  ]);
  expect(await edit('updateArticle', { id, noindex: true, publish: {} })).toEqual([]);
  expect(await find('article', 'closed')).toMatchObject({ robots: { isIndexed: false, isFollowed: true } });
  expect(await edit('updateArticle', { id, noindex: false, publish: {} })).toEqual([]);
  expect(await find('article', 'closed')).toEqual({ id, ...INDEXED });
});

test.each([
  ['section', 'asia', 'sections.xml', '/world/asia'],
  ['tag', 'ice', 'tags-1.xml', '/tags/ice'],
  ['author', 'ben-brook', 'authors-1.xml', '/authors/ben-brook'],
])(
  'A %s that search engines are not to show is in no sitemap, and its feeds say so',
  async (type, slug, file, path) => {
    const readHeader = async () =>
      (await fetch(`${gateway.address}/feeds${path}/rss.xml`)).headers.get('x-robots-tag');
    const { id, ...before } = await find(type, slug);
    expect(before).toEqual(INDEXED);
    expect(await listSitemap(file)).toContain(path);
    expect(await readHeader()).toBeNull();

    const mutation = `update${type[0]!.toUpperCase()}${type.slice(1)}`;
    expect(await edit(mutation, { id, robots: { isIndexed: false, isFollowed: false } })).toEqual([]);
    expect(await find(type, slug)).toEqual({
      id,
      robots: { isIndexed: false, isFollowed: false },
      seo: { robots: 'noindex, nofollow' },
    });
    expect(await listSitemap(file)).not.toContain(path);
    expect(await readHeader()).toBe('noindex');
    // Its articles are pages of their own.
    expect(await find('article', 'closed')).toMatchObject(INDEXED);

    expect(await edit(mutation, { id, robots: { isFollowed: null } })).toEqual([]);
    expect(await find(type, slug)).toMatchObject({ seo: { robots: 'noindex, follow' } });
  },
);

test('A site that search engines are not to show says so everywhere, and has no sitemap', async () => {
  const copy = await startGateway({ SITE_NOINDEX: 'true' });
  await copy.save({ slug: 'open', section: ['World'] });
  const robots = 'noindex, nofollow';
  const { site, article, section } = await copy.query(`{
    site { robots { isIndexed isFollowed } seo { robots } }
    article(by: { slug: "open" }) { ${ROBOTS} }
    section(by: { slug: "world" }) { ${ROBOTS} }
  }`);
  expect(site).toEqual({ robots: { isIndexed: false, isFollowed: false }, seo: { robots } });
  // What editors set stays, so that a copy of the database on another site is indexed.
  expect([article, section]).toEqual(Array(2).fill({ ...ALL, seo: { robots } }));
  for (const path of ['/sitemap.xml', '/sitemaps/articles-1.xml', '/sitemaps/news.xml'])
    expect((await fetch(`${copy.address}${path}`)).status).toBe(404);
  expect(await (await fetch(`${copy.address}/robots.txt`)).text()).toBe(
    'User-agent: *\nDisallow: /graphql\n',
  );
  for (const path of ['/feeds/rss.xml', '/media/none.jpg', '/healthz'])
    expect((await fetch(`${copy.address}${path}`)).headers.get('x-robots-tag')).toBe(robots);
  await copy.close();
  const { site: open } = await gateway.query('{ site { robots { isIndexed isFollowed } seo { robots } } }');
  expect(open).toEqual(INDEXED);
});

test('Exported to Markdown and imported elsewhere, pages have the same robots', async () => {
  const { id } = await find('article', 'closed');
  await edit('updateArticle', { id, robots: { isIndexed: false, isFollowed: false }, publish: {} });
  const other = await startGateway();
  const folder = await mkdtemp(join(tmpdir(), 'dateline-robots-'));
  await exportMarkdown(folder, gateway.database.prisma);
  await importMarkdown(folder, other.importService);
  for (const [type, slug] of [
    ['article', 'closed'],
    ['article', 'open'],
    ['section', 'asia'],
    ['section', 'world'],
    ['tag', 'ice'],
    ['author', 'ben-brook'],
  ] as const)
    expect(await find(type, slug, other)).toEqual(await find(type, slug));
  await other.close();
  await rm(folder, { recursive: true });
});
