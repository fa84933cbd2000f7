import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMoveGateway } from '../../../src/cli/check-move.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { type AddressResult, checkMove } from '../../../src/importers/move/check-move.js';
import { MoveReport } from '../../../src/importers/move/move-report.js';
import { listOldAddresses } from '../../../src/importers/move/old-addresses.js';
import { PageComparer } from '../../../src/importers/move/page-comparer.js';
import { RobotsRules } from '../../../src/importers/move/robots.js';
import { RedirectService } from '../../../src/modules/redirect/redirect.service.js';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';

let gateway: Gateway;
let server: Server;
let site: string;
let pages: Record<string, string | Buffer> = {};
let requested: string[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  server = createServer((request, response) => {
    requested.push(request.url!);
    const page = pages[request.url!];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  pages = {};
  requested = [];
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await gateway.close();
});

const SENTENCE = 'The harbour council met on the quay and counted every boat that had come home by noon.';
const TEXT = [1, 2, 3, 4, 5].map((n) => `<p>Part ${n}. ${SENTENCE} ${SENTENCE}</p>`).join('\n');

const renderPage = (title: string, body: string, date = '2026-01-01') => `<!doctype html><html><head>
  <title>${title}</title><meta property="article:published_time" content="${date}T10:00:00Z"></head>
  <body><nav><a href="/">Home</a></nav><main><article><h1>${title}</h1>${body}</article></main></body></html>`;

const createDeps = () => {
  const fetcher = new Fetcher({ allowPrivate: true });
  return { fetcher, robots: new RobotsRules(fetcher) };
};

async function check(addresses: string[], { maxPages = 100, oldSite = site } = {}) {
  const lookup = createMoveGateway(gateway.database, 'https://courier.example');
  const comparer = new PageComparer({ gateway: lookup, ...createDeps(), oldSite });
  const report = new MoveReport();
  const results: AddressResult[] = [];
  for await (const result of checkMove(addresses, lookup, comparer, { maxPages })) {
    report.add(result);
    results.push(result);
  }
  return { report, results };
}

const html = (text: string) => ({ format: 'html' as const, text });

describe('Old addresses', () => {
  test('are found, moved, gone or lost as the query `route` says', async () => {
    await gateway.save({ slug: 'kept', path: '/2020/kept', aliases: ['/?p=12'], body: html(TEXT) });
    await gateway.save({ slug: 'moved', path: '/news/moved', aliases: ['/2020/moved'], section: ['News'] });
    await gateway.save({ slug: 'gone', path: '/2020/gone' });
    await gateway.importService.unpublishMissing([{ source: 'test', sourceId: 'gone' }]);
    const redirects = new RedirectService(gateway.database.prisma, {
      url: 'https://courier.example',
      languageUrls: {},
    });
    await redirects.import([
      { from: '/elsewhere', to: 'https://other.example/', isPermanent: true },
      { from: '/dead-end', to: '/nowhere', isPermanent: true },
    ]);
    const addresses = ['/2020/kept/', '/2020/moved', '/2020/gone', '/2020/never', '/news', '/elsewhere'];
    const { report, results } = await check([...addresses, '/dead-end', '/?s=7', '/?p=7', '/?p=12', '/'], {
      maxPages: 0,
    });
    expect(results.map(({ status, type, redirectTo, reason }) => [status, type, redirectTo, reason])).toEqual(
      [
        ['FOUND', 'Article', null, null],
        ['MOVED', 'Article', '/news/moved', null],
        ['GONE', null, null, null],
        ['LOST', null, null, null],
        ['FOUND', 'Section', null, null],
        ['MOVED', null, 'https://other.example/', null],
        ['LOST', null, '/nowhere', 'it redirects to /nowhere, which leads nowhere'],
        ['LOST', null, null, 'it has a query, or is no path that a site can have'],
        ['LOST', null, null, null],
        ['MOVED', 'Article', '/2020/kept', null],
      ],
    );
    expect(report.exitCode).toBe(1);
    expect(report.format()).toContain('LOST       4   40.0 %  leads nowhere: 404');
    expect(requested).toEqual([]);
  });

  test('of articles that are no more than drafts are named as such', async () => {
    await gateway.save({ slug: 'secret', title: 'For some', path: '/2020/secret', draft: true });
    const { report, results } = await check(['/2020/secret/', '/2020/kept'], { maxPages: 0 });
    expect(results.map(({ status, reason }) => [status, reason])).toEqual([
      ['DRAFT', '"For some"'],
      ['FOUND', null],
    ]);
    expect([report.exitCode, report.redirectCount]).toEqual([2, 0]);
    expect(report.format()).toContain('DRAFT      1  50.0 %  is a draft here, which no reader sees: 404');
    expect(report.format()).toContain('Drafts\n  /2020/secret/: "For some"');
  });

  test('that are lost get a redirect to the article with the most similar slug or title', async () => {
    await gateway.save({ slug: 'ferry-fares-rise', title: 'Ferry fares rise', section: ['News'] });
    pages['/p/17'] = renderPage('Ferry fares rise', TEXT);
    const { report, results } = await check(['/old/ferry-fares-rise.html', `${site}/p/17`, '/zzz']);
    expect(results.map(({ similar }) => similar?.path ?? null)).toEqual([
      '/news/ferry-fares-rise',
      '/news/ferry-fares-rise',
      null,
    ]);
    expect([...report.formatRedirects()].join('')).toBe(
      [
        'from,to,status,note',
        '/old/ferry-fares-rise.html,/news/ferry-fares-rise,301,"similar: /news/ferry-fares-rise ""Ferry fares rise"" (1.00)"',
        '/p/17,/news/ferry-fares-rise,301,"similar: /news/ferry-fares-rise ""Ferry fares rise"" (1.00)"',
        '/zzz,,301,nothing similar',
        '',
      ].join('\r\n'),
    );
  });
});

describe('Pages of the old site', () => {
  const PICTURES = '<p><img src="/files/boat-300x200.jpg"><img src="/files/quay.png"></p>';

  test('are the same as the articles here, whatever the sizes of pictures and the hosts of links', async () => {
    await gateway.save({ slug: 'target', path: '/new/target', aliases: ['/old-target'] });
    const links = `<p>See <a href="/old-target/">this</a> and <a href="https://other.example/?ref=x">that</a>.</p>`;
    pages['/a'] = renderPage('Page&nbsp;“A”', TEXT + links + PICTURES);
    await gateway.save({
      slug: 'page-a',
      path: '/a',
      title: 'Page "A"',
      publishedAt: new Date('2026-01-01T23:00:00Z'),
      body: html(
        `${TEXT}<p>See <a href="/new/target">this</a> and <a href="https://other.example/">that</a>.</p>
         <p><img src="https://cdn.example/boat.jpg"></p><p><img src="${site}/files/quay.png"></p>`,
      ),
    });
    const { report, results } = await check(['/a']);
    expect(results[0]!.page).toEqual({ differences: [], brokenLinks: [] });
    expect(report.exitCode).toBe(0);
  });

  test('differ by title, date, words, pictures and links, and by links here that lead nowhere', async () => {
    pages['/b'] = renderPage('Page B', `${TEXT}<p><a href="/elsewhere-b">There</a></p>${PICTURES}`);
    await gateway.save({
      slug: 'page-b',
      path: '/b',
      title: 'Another title',
      publishedAt: new Date('2026-02-01T00:00:00Z'),
      body: html(`<p>${SENTENCE} <a href="/broken-b">x</a></p>`),
    });
    const { report, results } = await check(['/b']);
    expect(results[0]!.page).toMatchObject({
      differences: [
        { field: 'title', there: 'Page B', here: 'Another title' },
        { field: 'date', there: '2026-01-01', here: '2026-02-01' },
        { field: 'words' },
        { field: 'pictures', there: '2', here: '0' },
        { field: 'links', missing: ['/elsewhere-b'] },
      ],
      brokenLinks: ['/broken-b'],
    });
    expect(report.exitCode).toBe(2);
    expect(report.format()).toContain('links that lead nowhere: /broken-b');
  });

  test('that list articles differ by those that the section, tag or author here does not have', async () => {
    await gateway.save({ slug: 'l1', path: '/l/one', section: ['Quays', 'North'], tags: ['Rope'] });
    await gateway.save({ slug: 'l2', path: '/l/two', section: ['Elsewhere'], tags: ['Rope'] });
    await gateway.save({ slug: 'l3', path: '/l/three', section: ['Elsewhere'] });
    const link = (path: string) => `<article><header><h2><a href="${path}">It</a></h2></header></article>`;
    const page = (list: string) =>
      `<nav>${link('/l/three')}</nav><main>${list}<aside>${link('/l/three')}</aside>
       <div class="sidebar-widget">${link('/l/three')}</div></main><footer>${link('/l/three')}</footer>`;
    pages['/quays'] = page(link('/l/one/') + link('/l/two') + link('/quays/page/2'));
    pages['/tags/rope'] = page(link('/l/one') + link('/l/two#comments'));
    pages['/elsewhere'] = page('<p>Nothing yet</p>');
    const { report, results } = await check(['/quays', '/tags/rope', '/elsewhere']);
    expect(results.map(({ page: each }) => each)).toEqual([
      {
        brokenLinks: [],
        differences: [{ field: 'articles', there: '2 listed', here: '1 in the list', missing: ['/l/two'] }],
      },
      { brokenLinks: [], differences: [] },
      { notCompared: 'the old page lists no article that is here' },
    ]);
    expect(report.exitCode).toBe(2);
    expect(report.format()).toContain('articles: 2 listed there, 1 in the list here; missing: /l/two');
  });

  test('that robots.txt forbids, that are missing or have no article are counted with the reason', async () => {
    pages['/robots.txt'] = 'User-agent: *\nDisallow: /private/';
    pages['/empty'] = '<html><body></body></html>';
    for (const path of ['/private/c', '/missing', '/empty'])
      await gateway.save({ slug: `not-compared-${path.slice(1, 6).replace('/', '-')}`, path });
    const { report, results } = await check(['/private/c', '/missing', '/empty']);
    expect(results.map(({ page }) => page)).toEqual([
      { notCompared: 'robots.txt forbids to fetch it' },
      { notCompared: 'the old site responded with status 404' },
      { notCompared: 'no article was found on the old page' },
    ]);
    expect(requested).not.toContain('/private/c');
    expect(report.exitCode).toBe(0);
  });

  test("are found however short they are, and without the picture that is the site's own", async () => {
    const image = '<meta property="og:image" content="/files/site.png">';
    pages['/'] = `<html><head>${image}</head><body></body></html>`;
    pages['/short'] = renderPage(
      'Short',
      '<p>Few words.</p><p><a href="/files/plan.pdf">Plan</a></p>',
    ).replace('</head>', `${image}</head>`);
    const body = html(`<p>Few words.</p><p><a href="${site}/files/plan.pdf">Plan</a></p>`);
    const publishedAt = new Date('2026-01-01T10:00:00Z');
    await gateway.save({ slug: 'short', path: '/short', title: 'Short', publishedAt, body });
    const { results } = await check(['/short']);
    expect(results[0]!.page).toEqual({ differences: [], brokenLinks: [] });
  });

  test('of articles for members are compared by title and date', async () => {
    pages['/wall'] = renderPage('Wall', `${TEXT}<p>Subscribe to read the rest.</p>`);
    const publishedAt = new Date('2026-01-01T10:00:00Z');
    const wall = { slug: 'wall', path: '/wall', title: 'Wall', publishedAt, access: AccessLevel.PAID };
    await gateway.save({ ...wall, body: html('<p>Free.</p><!--members-only--><p>Rest.</p>') });
    const { results } = await check(['/wall']);
    expect(results[0]!.page).toEqual({ differences: [], brokenLinks: [] });
  });

  test('are compared up to a maximum, spread over all addresses', async () => {
    const paths = Array.from({ length: 10 }, (_, i) => `/many/${i}`);
    for (const path of paths) await gateway.save({ slug: path.replaceAll('/', '-').slice(1), path });
    const { results } = await check(paths, { maxPages: 3 });
    expect(results.filter(({ page }) => page !== null).map(({ path }) => path)).toEqual([
      '/many/3',
      '/many/6',
      '/many/9',
    ]);
  });
});

describe('Sources of old addresses', () => {
  const sitemap = (...urls: string[]) =>
    `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">${urls
        .map((url) => `<url><loc>${url}</loc><image:image><image:loc>/x.jpg</image:loc></image:image></url>`)
        .join('')}</urlset>`;
  const index = (...urls: string[]) =>
    `<sitemapindex>${urls.map((url) => `<sitemap><loc>\n${url}\n</loc></sitemap>`).join('')}</sitemapindex>`;

  test('are a sitemap, an index of sitemaps that name each other, a list and a site', async () => {
    pages['/'] = '<!doctype html><html></html>';
    pages['/robots.txt'] = `Sitemap: ${site}/index.xml`;
    pages['/index.xml'] = index(`${site}/posts.xml`, `${site}/index.xml`);
    pages['/posts.xml'] = sitemap(`${site}/a`, `${site}/b?x=1&amp;y=2`, `${site}/a`);
    const folder = await createFolder({
      'sitemap.xml': sitemap('https://old.example/c'),
      'list.csv': '\ufeffurl,title\n"/d",D\n\n# note\nhttps://old.example/e,E\n',
    });
    const expected = [`${site}/a`, `${site}/b?x=1&y=2`];
    expect(await listOldAddresses(`${site}/`, createDeps())).toEqual(expected);
    expect(await listOldAddresses(`${site}/index.xml`, createDeps())).toEqual(expected);
    expect(await listOldAddresses(join(folder, 'sitemap.xml'), createDeps())).toEqual([
      'https://old.example/c',
    ]);
    expect(await listOldAddresses(join(folder, 'list.csv'), createDeps())).toEqual([
      '/d',
      'https://old.example/e',
    ]);
  });

  test('may be compressed with gzip, up to a size', async () => {
    const compressed = gzipSync(sitemap('https://old.example/c'));
    const folder = await createFolder({});
    await writeFile(join(folder, 'sitemap.xml.gz'), compressed);
    await writeFile(join(folder, 'damaged.xml.gz'), compressed.subarray(0, 30));
    expect(await listOldAddresses(join(folder, 'sitemap.xml.gz'), createDeps())).toEqual([
      'https://old.example/c',
    ]);
    await expect(listOldAddresses(join(folder, 'damaged.xml.gz'), createDeps())).rejects.toThrow(
      /is compressed with gzip, but damaged/,
    );
    pages['/index.xml'] = index(`${site}/posts.xml.gz`);
    pages['/posts.xml.gz'] = compressed;
    expect(await listOldAddresses(`${site}/index.xml`, createDeps())).toEqual(['https://old.example/c']);
    pages['/posts.xml.gz'] = gzipSync(sitemap(...Array.from({ length: 100 }, (_, i) => `${site}/${i}`)));
    const fetcher = new Fetcher({ allowPrivate: true, maxBytes: 5_000 });
    const deps = { fetcher, robots: new RobotsRules(fetcher) };
    await expect(listOldAddresses(`${site}/index.xml`, deps)).rejects.toThrow(
      /larger than 5000 bytes when it is decompressed/,
    );
  });

  test('without addresses, or with invalid lines, are refused with advice', async () => {
    pages['/'] = '<!doctype html><html></html>';
    const folder = await createFolder({ 'bad.txt': '/a\nsomething else\n', 'none.txt': '\n' });
    await expect(listOldAddresses(`${site}/`, createDeps())).rejects.toThrow(/Give the URL of its sitemap/);
    await expect(listOldAddresses(join(folder, 'bad.txt'), createDeps())).rejects.toThrow(
      /bad\.txt:2: "something else" is neither a URL/,
    );
    await expect(listOldAddresses(join(folder, 'none.txt'), createDeps())).rejects.toThrow(
      /lists no addresses/,
    );
    await expect(listOldAddresses(join(folder, 'missing.txt'), createDeps())).rejects.toThrow(
      /file not found/,
    );
  });
});
