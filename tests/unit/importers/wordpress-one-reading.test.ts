import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderRichText } from '../../../src/content/rich-text.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import type { ImportedArticle } from '../../../src/importers/run/imported-article.js';
import { SyncMark } from '../../../src/importers/run/sync-mark.js';
import { readSite } from '../../../src/importers/wordpress/export/read-site.js';
import { readExportItems } from '../../../src/importers/wordpress/items.js';
import { RestApi } from '../../../src/importers/wordpress/rest/rest-api.js';
import { parseMedia } from '../../../src/importers/wordpress/rest/rest-item.js';
import { WordPressSiteSync } from '../../../src/importers/wordpress/rest/sync-site.js';
import { WordPressSite } from '../../../src/importers/wordpress/site.js';

/** An export of a WordPress 6 that was filled for this, and what its REST API returned for the same posts. */
const FOLDER = fileURLToPath(new URL('wordpress/', import.meta.url));

let server: Server;
let address: string;

beforeAll(async () => {
  const { view, edit, ...recorded } = JSON.parse(await readFile(`${FOLDER}rest.json`, 'utf8'));
  const answer = (url: URL): unknown => {
    const ids = (name: string) => url.searchParams.get(name)?.split(',').map(Number) ?? null;
    const [, route = ''] = /^\/wp-json\/wp\/v2\/(\w+)$/.exec(url.pathname) ?? [];
    if (url.pathname === '/wp-json/')
      return { name: 'Old', home: 'https://old.example', namespaces: ['wp/v2'] };
    if (route === 'users' || url.pathname.endsWith('/users/me')) return {};
    if (route === 'types') return { post: { rest_base: 'posts' } };
    const all: any[] =
      route === 'posts' ? (url.searchParams.get('context') === 'edit' ? edit : view).posts : recorded[route];
    return all.filter(
      ({ id, post }) => (ids('include')?.includes(id) ?? true) && (ids('parent')?.includes(post) ?? true),
    );
  };
  server = createServer((request, response) => {
    const body = answer(new URL(request.url!, 'http://site.invalid'));
    const total = Array.isArray(body) ? body.length : 1;
    response
      .writeHead(200, { 'x-wp-totalpages': '1', 'x-wp-total': String(total) })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function readExport(): Promise<Map<string, ImportedArticle>> {
  const articles = new Map<string, ImportedArticle>();
  const site = await readSite([`${FOLDER}export.xml`]);
  for await (const item of readExportItems([`${FOLDER}export.xml`], site, ['post']))
    if ('article' in item && item.article.slug !== 'hello-world')
      articles.set(item.article.slug, item.article);
  return articles;
}

async function readRest(login?: string): Promise<Map<string, ImportedArticle>> {
  const api = await RestApi.connect(new Fetcher({ allowPrivate: true }), address, login);
  const site = new WordPressSite();
  site.url = api.site.url;
  for await (const page of api.fetchPages('categories', {}))
    for (const { id, slug, name, parent } of page as any[])
      site.sections.add({ id: String(id), slug, name, description: null, parent: parent ? 'world' : null });
  const known = {
    syncedTo: null,
    comparedAt: null,
    allIds: new Set<string>(),
    publicIds: new Set<string>(),
    scheduledIds: [],
    liveBlogIds: [],
    states: new Map(),
  };
  const mark = new SyncMark(known, api.clock);
  const sync = new WordPressSiteSync(api, site, await api.getRoutes(['post']), known, mark, 60);
  const articles = new Map<string, ImportedArticle>();
  for await (const item of sync.fetchItems())
    if ('article' in item) articles.set(item.article.slug, item.article);
  return articles;
}

/** Returns what readers get, without the layout of the HTML. */
function describeArticle({ body, comparison: _, ...article }: ImportedArticle): Record<string, unknown> {
  const html = renderRichText(body).html.replace(/>\s+</g, '><');
  return { ...article, html };
}

/** Undoes the typographic signs that WordPress makes of typed ones. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, each) =>
    typeof each === 'string'
      ? each
          .replace(/[“”″]/g, '"')
          .replace(/[‘’′]/g, "'")
          .replace(/…/g, '...')
          .replace(/[–—]/g, '--')
          // Thumbnails do not say how large the picture is.
          .replace(/ (?:width|height)="\d+"/g, '')
      : each,
  );
  return JSON.parse(text);
}

test('Posts read over REST with a login are the posts of an export', async () => {
  const [fromExport, fromRest] = [await readExport(), await readRest('admin:password')];
  expect(fromExport.size).toBe(11);
  expect([...fromRest.keys()].sort()).toEqual([...fromExport.keys()].sort());
  for (const [slug, article] of fromExport)
    expect(describeArticle(fromRest.get(slug)!)).toEqual(describeArticle(article));
});

test('Posts read over REST without a login are the posts of an export but for typographic signs', async () => {
  const [fromExport, fromRest] = [await readExport(), await readRest()];
  for (const [slug, article] of fromExport)
    expect(plain(describeArticle(fromRest.get(slug)!))).toEqual(plain(describeArticle(article)));
  // Typographic signs and the markup of a theme are no change.
  for (const [slug, { comparison }] of fromExport)
    expect([slug, fromRest.get(slug)!.comparison]).toEqual([slug, comparison]);
});

test('A caption that WordPress made of the title or the description of a file is ignored', () => {
  const read = (caption: object, description: string) => {
    const site = new WordPressSite();
    const file = { id: 1, source_url: 'https://old.example/a.jpg', caption };
    parseMedia({ ...file, description: { rendered: description } }, site);
    return site.attachments.markUsed('1')?.caption;
  };
  const attachment = `<p class="attachment"><a href='https://old.example/a.jpg'>A quay</a></p>`;
  expect(read({ rendered: '<p>A quay</p>' }, attachment)).toBe('');
  expect(
    read({ rendered: '<p>A quay At dawn the [&hellip;]</p>' }, `${attachment}<p>At dawn the boats.</p>`),
  ).toBe('');
  expect(read({ rendered: '<p>At dawn</p>' }, attachment)).toBe('At dawn');
  expect(read({ raw: 'A quay', rendered: '<p>A quay</p>' }, attachment)).toBe('A quay');
  expect(read({ rendered: '' }, '')).toBe('');
});
