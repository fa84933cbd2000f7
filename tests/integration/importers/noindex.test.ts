import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importPages } from '../../../src/importers/page/page-import.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { createArticleItem } from '../../../src/importers/wordpress/article.js';
import { parsePost } from '../../../src/importers/wordpress/rest/rest-item.js';
import { WordPressSite } from '../../../src/importers/wordpress/site.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles as importGhostFiles } from '../../support/ghost.js';
import { buildMarkdown, createFolder, parseArticle } from '../../support/import-files.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/until.js';
import { renderWxr, type WxrItem } from '../../support/wordpress.js';

let gateway: Gateway;
let site: Receiver;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' });
  site = await startReceiver();
});
afterAll(async () => {
  await site.close();
  await gateway.close();
});

function collectResults() {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  return { results, report };
}

async function importExport(items: WxrItem[]) {
  const { results, report } = collectResults();
  const folder = await createFolder({ 'export.xml': renderWxr(items) });
  await importWordPress([`${folder}/export.xml`], gateway.importService, { report });
  return results;
}

/** Lists the paths of articles in a sitemap. */
async function listSitemap(file = 'articles-1.xml') {
  const response = await fetch(`${gateway.address}/sitemaps/${file}`);
  if (response.status === 404) return [];
  const locations = (await response.text()).matchAll(/<loc>([^<]*)<\/loc>/g);
  return [...locations].map(([, url]) => new URL(url!).pathname);
}

const PLUGINS: [plugin: string, key: string, value: string][] = [
  ['Yoast SEO', '_yoast_wpseo_meta-robots-noindex', '1'],
  ['Rank Math', 'rank_math_robots', 'a:2:{i:0;s:8:"nofollow";i:1;s:7:"noindex";}'],
  ['All in One SEO', '_aioseop_noindex', 'on'],
  ['SEOPress', '_seopress_robots_index', 'yes'],
  ['The SEO Framework', '_genesis_noindex', '1'],
  ['Jetpack', 'jetpack_seo_noindex', '1'],
  ['Slim SEO', 'slim_seo', 'a:1:{s:7:"noindex";i:1;}'],
];

test('A post that a plugin of WordPress keeps out of search engines is public and in no sitemap', async () => {
  const items = PLUGINS.map(([, key, value], i): WxrItem => {
    return { id: 100 + i, slug: `hidden-${i}`, content: '<p>Words.</p>', meta: { [key]: value } };
  });
  const open: [string, string][] = [
    ['_yoast_wpseo_meta-robots-noindex', '2'],
    ['_yoast_wpseo_meta-robots-nofollow', '1'],
    ['rank_math_robots', 'a:1:{i:0;s:5:"index";}'],
    ['_genesis_noindex', '-1'],
  ];
  const others = open.map(([key, value], i): WxrItem => {
    return { id: 200 + i, slug: `open-${i}`, content: '<p>Words.</p>', meta: { [key]: value } };
  });
  const results = await importExport([...items, ...others]);
  const reasons = results.map(({ reasons: [reason] }) => reason);
  expect(reasons.slice(0, items.length)).toEqual(
    items.map(() => 'noindex in WordPress: left out of sitemaps'),
  );
  expect(reasons.slice(items.length)).toEqual(others.map(() => undefined));
  expect(await listSitemap()).toEqual(others.map(({ slug }) => `/${slug}`));
  const { article } = await gateway.query('{ article(by: { slug: "hidden-0" }) { path } }');
  expect(article).toEqual({ path: '/hidden-0' });
});

test('An import that lifts noindex brings the article back into the sitemap', async () => {
  const build = (meta: Record<string, string>): WxrItem[] => [
    { id: 300, slug: 'lifted', content: '<p>Words.</p>', meta },
  ];
  await importExport(build({ '_yoast_wpseo_meta-robots-noindex': '1' }));
  expect(await listSitemap()).not.toContain('/lifted');
  // The gateway's cache follows an import by the change log.
  await importExport(build({ '_yoast_wpseo_meta-robots-noindex': '0' }));
  await waitUntil(async () => (await listSitemap()).includes('/lifted'));
  await importExport(build({ '_yoast_wpseo_meta-robots-noindex': '1' }));
  await waitUntil(async () => !(await listSitemap()).includes('/lifted'));
});

test('A draft stays out of sitemaps when it is published, until an editor lets search engines in', async () => {
  const meta = { rank_math_robots: 'a:1:{i:0;s:7:"noindex";}' };
  await importExport([{ id: 310, slug: 'in-the-drawer', status: 'draft', content: '<p>Words.</p>', meta }]);
  const key = await gateway.createKey('write', 'publish', 'preview');
  const { article } = await gateway.queryAs(
    key,
    'preview',
  )('{ article(by: { slug: "in-the-drawer" }) { id } }');
  const desk = gateway.queryAs(key);
  const publish = 'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }';
  await desk(publish, article);
  expect(await listSitemap()).not.toContain('/in-the-drawer');
  expect(await listSitemap('news.xml')).not.toContain('/in-the-drawer');
  await desk(
    `mutation ($id: ID!) { updateArticle(input: { id: $id, noindex: false, publish: {} }) { userErrors { message } } }`,
    article,
  );
  expect(await listSitemap()).toContain('/in-the-drawer');
  expect(await listSitemap('news.xml')).toContain('/in-the-drawer');
});

test.each([
  ['Yoast SEO', { yoast_head_json: { robots: { index: 'noindex', follow: 'follow' } } }, true],
  ['Yoast SEO', { yoast_head_json: { robots: { index: 'index', 'max-image-preview': 'none' } } }, null],
  ['All in One SEO', { aioseo_head_json: { robots: 'noindex, max-image-preview:large' } }, true],
  ['All in One SEO', { aioseo_head_json: { robots: 'max-image-preview:none' } }, null],
  ['nothing', {}, null],
])('The REST API says by the head of %s if a post is noindex: %j', async (_plugin, head, noindex) => {
  const post = { id: 1, type: 'post', status: 'publish', slug: 'a', content: { rendered: '<p>Words.</p>' } };
  const wordpress = new WordPressSite();
  const read = async (json: object) => createArticleItem(parsePost(json, wordpress), wordpress);
  expect(await read({ ...post, ...head })).toMatchObject({ article: { noindex } });
  expect(await read({ ...post, ...head, status: 'draft' })).toMatchObject({ article: { noindex: null } });
});

test('A page with a robots tag or header against its index is in no sitemap', async () => {
  const words = 'The fog came in from the sea and stayed until the evening, as it does in May. '.repeat(4);
  const build = (title: string, head = '') =>
    `<title>${title}</title>${head}<main><h1>${title}</h1><p>${words}</p><p>${words}</p></main>`;
  site.respond = (response, { path }) =>
    response
      .writeHead(200, {
        'content-type': 'text/html',
        ...(path === '/by-header' && { 'x-robots-tag': 'none' }),
      })
      .end(
        path === '/by-tag'
          ? build('Fog by a tag', '<meta name="robots" content="follow, NOINDEX">')
          : build(
              path === '/by-header' ? 'Fog by a header' : 'Fog for all',
              '<meta name="robots" content="max-image-preview:none">',
            ),
      );
  const { results, report } = collectResults();
  const addresses = ['/by-tag', '/by-header', '/for-all'].map((path) => site.address + path);
  const deps = { importService: gateway.importService, fetcher: new Fetcher({ allowPrivate: true }) };
  await importPages(addresses, deps, { report });
  const notes = results
    .slice(0, addresses.length)
    .map(({ reasons }) => reasons.includes('noindex on the page: left out of sitemaps'));
  expect(notes).toEqual([true, true, false]);
  const paths = await listSitemap();
  expect(addresses.map((address) => paths.includes(new URL(address).pathname))).toEqual([false, false, true]);
});

test('A post of Ghost with a robots tag in its code is in no sitemap', async () => {
  const posts = [
    createGhostPost('1', { slug: 'coded', codeinjection_head: '<meta content="noindex" name="robots">' }),
    createGhostPost('2', { slug: 'uncoded', codeinjection_head: '<meta name="theme" content="noindex">' }),
  ];
  const { reasonsOf } = await importGhostFiles(gateway, { 'export.json': createGhostExport({ posts }) });
  expect(reasonsOf('post 1')).toContain('noindex in Ghost: left out of sitemaps');
  const paths = await listSitemap();
  expect(['/coded', '/uncoded'].map((path) => paths.includes(path))).toEqual([false, true]);
});

test.each([
  ['noindex: true', true],
  ['noindex: false', null],
  ['seo:\n  noindex: true', true],
  ['robots: noindex, nofollow', true],
  ['robots: index', null],
  ['robots: nofollow', null],
  ['robotsNoIndex: true', true],
  ['sitemap: false', true],
  ['sitemap:\n  disable: true', true],
  ['sitemap:\n  priority: 0.3', null],
])('A Markdown file with "%s" has noindex %s', (fields, noindex) => {
  const { article, warnings } = parseArticle(buildMarkdown(fields));
  expect(article.noindex).toBe(noindex);
  expect(warnings.includes('noindex in the front matter: left out of sitemaps')).toBe(noindex === true);
});

test.each([
  ['nofollow: true', true],
  ['robots: noindex, nofollow', true],
  ['robots: none', true],
  ['robots: noindex', null],
  ['seo:\n  nofollow: true', true],
])('A Markdown file with "%s" has nofollow %s', (fields, nofollow) => {
  expect(parseArticle(buildMarkdown(fields)).article.nofollow).toBe(nofollow);
});

test('The mark against following links is taken from WordPress, Ghost and pages too', async () => {
  await importExport([
    {
      id: 400,
      slug: 'unfollowed',
      content: '<p>Words.</p>',
      meta: { '_yoast_wpseo_meta-robots-nofollow': '1' },
    },
    {
      id: 401,
      slug: 'followed',
      content: '<p>Words.</p>',
      meta: { '_yoast_wpseo_meta-robots-nofollow': '0' },
    },
  ]);
  const posts = [
    createGhostPost('9', {
      slug: 'coded-too',
      codeinjection_head: '<meta name="robots" content="nofollow">',
    }),
  ];
  await importGhostFiles(gateway, { 'export.json': createGhostExport({ posts }) });
  const { articles } = await gateway.query(
    '{ articles(filter: { robots: { isFollowed: false } }) { nodes { slug robots { isIndexed } } } }',
  );
  const found = articles.nodes.map(({ slug, robots }: any) => `${slug} ${robots.isIndexed}`);
  expect(found).toEqual(expect.arrayContaining(['unfollowed true', 'coded-too true']));
  expect(found).not.toContain('followed true');
});

test('A sitemap of noindex articles only is in no index', async () => {
  await gateway.save({ slug: 'alone', id: 9_000_001, noindex: true });
  const read = async () => (await fetch(`${gateway.address}/sitemap.xml`)).text();
  expect(await read()).not.toContain('articles-4501.xml');
  await gateway.save({ slug: 'beside-it', id: 9_000_002 });
  expect(await read()).toContain('articles-4501.xml');
  expect(await listSitemap('articles-4501.xml')).toEqual(['/beside-it']);
});
