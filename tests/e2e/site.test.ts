import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { buildSite, SITE, SiteProcess } from '../support/site-process.js';
import { waitUntil } from '../support/until.js';

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
if (!executablePath) console.warn('Skipped: Chromium is not installed.');
const describeSite = executablePath && buildSite() ? describe : describe.skip;

const ARTICLE = '/science/climate/first-caisson-is-sunk';
/** An article that is published and unpublished before the tests. */
const DELETED = '/withdrawn-report';
const PAGES: [string, string][] = [
  ['the front page', '/'],
  ['a section', '/science'],
  ['a tag', '/tags/ferry-strike'],
  ['an author', '/authors/zoe-okafor'],
  ['an article', ARTICLE],
  ['a page', '/about'],
  ['a search', '/search?q=ferry'],
  ['the archive', '/archive?section=science'],
  ['the live list', '/live'],
  ['a search with a cursor that was changed', '/search?q=ferry&after=changed'],
  ['the newsletters', '/newsletters'],
  ['a missing page', '/science/climate/first-caison-is-sunk'],
  ['a deleted page', DELETED],
  ['the sign-up page of a newsletter', '/newsletter/harbour-weekly'],
  ['the list of newsletters', '/newsletter/'],
  ['a link of a mail that is not valid', '/newsletter/confirm?token=unknown'],
];
/** What a build of Next.js writes as a name of a script. */
const SCRIPTS = /\/_next\/static\/[^"'\\ ]+\.js/g;
const MAX_SCRIPT_BYTES = 170_000;
const MAX_LINES = 900;
const UPDATE =
  'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }';
const CREATE_LINK = `mutation ($input: CreatePreviewLinkInput!) { createPreviewLink(input: $input) {
  url userErrors { message }
} }`;
const REVOKE_LINKS =
  'mutation ($id: ID!) { revokePreviewLinks(input: { id: $id }) { userErrors { message } } }';
const CREATE_FRONT =
  'mutation ($input: CreateFrontInput!) { createFront(input: $input) { front { id } userErrors { message } } }';
const DELETE_FRONT = 'mutation ($id: ID!) { deleteFront(input: { id: $id }) { userErrors { message } } }';
const PUBLISH_FRONT = 'mutation ($id: ID!) { publishFront(input: { id: $id }) { userErrors { message } } }';
const UNPUBLISH_FRONT =
  'mutation ($id: ID!) { unpublishFront(input: { id: $id }) { userErrors { message } } }';
const UNPUBLISH = 'mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }';

test('The site has less than 900 lines of TypeScript', async () => {
  const paths = await readdir(SITE, { recursive: true });
  const own = paths.filter(
    (path) => /\.tsx?$/.test(path) && !/node_modules|\.next|next-env|generated/.test(path),
  );
  const texts = await Promise.all(own.map((path) => readFile(join(SITE, path), 'utf8')));
  const lines = texts
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '');
  console.log(`${lines.length} lines in ${own.length} files`);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.length).toBeLessThan(MAX_LINES);
});

describeSite('Site', () => {
  const folders = new DataFolderFixture();
  let site: SiteProcess;
  let browser: Browser;

  beforeAll(async () => {
    site = await SiteProcess.start(await folders.createFolder());
    const { id, path } = await site.create('Withdrawn report');
    expect(path).toBe(DELETED);
    await site.mutate(UNPUBLISH, { id });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  }, 360_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    DatelineProcess.killAll();
    await folders.remove();
  });

  test.each(PAGES)(
    'axe finds nothing on %s, in light and dark, on a phone and a desk',
    async (_name, path) => {
      const axe = await readFile(join(SITE, 'node_modules/axe-core/axe.min.js'), 'utf8');
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [390, 1280]) {
          const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
          const failures: string[] = [];
          page.on('pageerror', ({ message }) => failures.push(message));
          await page.goto(site.url + path, { waitUntil: 'load' });
          await page.evaluate(axe);
          const violations = await page.evaluate(async () => {
            const results = await (globalThis as any).axe.run();
            return results.violations.map(({ id, nodes }: any) => [id, nodes[0].html]);
          });
          const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
          expect({ colorScheme, width, violations, failures, overflow }).toEqual({
            ...{ colorScheme, width, violations: [], failures: [], overflow: false },
          });
          await page.close();
        }
      }
    },
    120_000,
  );

  test.each([
    ['the front page', '/', '.lead li:first-child img'],
    ['an article', ARTICLE, '.story > figure img'],
  ])(
    'The largest picture of %s is loaded immediately, and those below it when they come near',
    async (_name, path, selector) => {
      for (const width of [390, 1280]) {
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        const largest = page.evaluate.bind(
          page,
          `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).element?.outerHTML))
          .observe({ type: 'largest-contentful-paint', buffered: true }))`,
        );
        await page.goto(site.url + path, { waitUntil: 'load' });
        const html = await page.locator(selector).evaluate((image) => image.outerHTML);
        expect(html).toContain('fetchpriority="high"');
        expect(html).not.toContain('loading=');
        // On a phone, the headline of an article can be larger than what is seen of the picture.
        if (width > 390) expect(await largest()).toBe(html);
        expect(await page.locator('img[fetchpriority]').count()).toBe(1);
        await page.close();
      }
    },
  );

  test('An article is printed without menus, forms and lists, and with the addresses of its links', async () => {
    const page = await browser.newPage();
    await page.goto(site.url + ARTICLE);
    await page.emulateMedia({ media: 'print' });
    const isVisible = (selector: string) => page.locator(selector).first().isVisible();
    for (const selector of ['.story h1', '.story > figure', '.body > p']) {
      expect([selector, await isVisible(selector)]).toEqual([selector, true]);
    }
    for (const selector of [
      '.masthead nav',
      '.masthead search',
      '.page > aside',
      '[data-newsletter]',
      '.foot nav',
    ]) {
      expect([selector, await isVisible(selector)]).toEqual([selector, false]);
    }
    const link = page.locator('.body a[href]').first();
    const after = await link.evaluate((element) => getComputedStyle(element, '::after').content);
    expect(after).toContain(await link.getAttribute('href'));
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    await page.close();
  });

  test('An article ships at most 170 kB of script, compressed', async () => {
    const html = await site.read(ARTICLE);
    const noModules = [...html.matchAll(/<script[^>]+noModule[^>]*>/gi)].join(' ');
    const paths = [...new Set(html.match(SCRIPTS))].filter((path) => !noModules.includes(path));
    const sizes = await Promise.all(paths.map(async (path) => gzipSync(await site.read(path)).length));
    const size = sizes.reduce((sum, each) => sum + each, 0);
    console.log(`${size} bytes of script in ${paths.length} files`);
    expect(size).toBeGreaterThan(10_000);
    expect(size).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
  });

  test('An article can be read, and the search used, without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.url + ARTICLE);
    expect(await page.locator('.body > p').first().isVisible()).toBe(true);
    expect(await page.locator('.story h1').textContent()).toContain('8,200-tonne');
    await page.fill('input[name=q]', 'ferry');
    await page.click('search button');
    expect(page.url()).toBe(`${site.url}/search?q=ferry`);
    await page.locator('[data-results] li').nth(3).waitFor();
    await context.close();
  });

  test('A search keeps its words, is narrowed by a section, and has pictures and further results', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.url}/search?q=ferry+OR+harbour+OR+city+OR+water+OR+council`);
    const field = page.getByRole('combobox');
    expect(await field.inputValue()).toBe('ferry OR harbour OR city OR water OR council');
    expect(await page.locator('[data-results] img').count()).toBeGreaterThan(5);
    await page.getByRole('link', { name: 'More results' }).click();
    await page.waitForURL(/after=/);
    await page.getByRole('link', { name: 'First results' }).click();
    const facet = page.getByRole('navigation', { name: 'Sections of the results' }).getByRole('link').first();
    const [, name, count] = /^(.*) \((\d+)\)$/.exec((await facet.textContent())!)!;
    await facet.click();
    await page.waitForURL(/section=/);
    expect(await page.getByRole('status').textContent()).toBe(`${count} results`);
    expect(await page.locator('[aria-current=true]').textContent()).toBe(`${name} (${count})`);
    expect(await field.inputValue()).toBe('ferry OR harbour OR city OR water OR council');
    await page.close();
  });

  test('A query that the gateway refuses, and a path, have the page for missing content, without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const refused = ['/search?q=%00', '/archive?page=10000', '/updates?story=none'];
    for (const path of [...refused, '/%F0%9F']) {
      await page.goto(site.url + path);
      expect([path, await page.locator('h1').textContent()]).toEqual([path, 'There is no such page']);
      expect(await page.locator('meta[name=robots]').first().getAttribute('content')).toBe('noindex');
    }
    await context.close();
  });

  test('A month of the archive that does not exist is ignored', async () => {
    const count = async (path: string) => (await site.read(path)).match(/<article/g)?.length;
    expect(await count('/archive')).toBeGreaterThan(5);
    expect(await count('/archive?month=2026-99')).toBe(await count('/archive'));
  });

  test('A table that is wider than a phone scrolls by itself, with a tab stop', async () => {
    const row = (text: string) => `|${` ${text} |`.repeat(12)}`;
    const bodyMarkdown = [row('Constituency'), row('---'), row('12,345')].join('\n');
    const { path } = await site.create('Votes by ward', true, { bodyMarkdown });
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    await page.goto(site.url + path);
    const box = page.locator('[data-table]');
    expect(await box.evaluate((element: any) => element.scrollWidth > element.clientWidth)).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.evaluate(await readFile(join(SITE, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    expect(await page.evaluate(async () => (await (globalThis as any).axe.run()).violations)).toEqual([]);
    await box.focus();
    await page.keyboard.press('ArrowRight');
    await waitUntil(async () => (await box.evaluate((element: any) => element.scrollLeft)) > 0);
    await page.close();
  });

  test('A search with a cursor that was changed shows the first results', async () => {
    const titles = async (path: string) => (await site.read(path)).match(/<h2[^>]*>.*?<\/h2>/g);
    const first = await titles('/search?q=ferry');
    expect(first!.length).toBeGreaterThan(5);
    expect(await titles('/search?q=ferry&after=changed')).toEqual(first);
  });

  test('Each page of content names feeds in its head', async () => {
    for (const [path, feeds] of [
      ['/', '/feeds'],
      [ARTICLE, '/feeds'],
      ['/science', '/feeds/science'],
    ]) {
      const link = `<link rel="alternate" type="application/rss+xml" href="${site.url}${feeds}/rss.xml"/>`;
      expect((await site.read(path!)).includes(link) || path).toBe(true);
    }
  });

  test('The focus stays at a sign-up form that was sent with the keyboard', async () => {
    const page = await browser.newPage();
    await page.goto(site.url + ARTICLE, { waitUntil: 'networkidle' });
    const field = page.locator('input[name=email]:visible').first();
    await field.fill('reader@courier.example');
    await field.press('Enter');
    await page.locator('[role=status]:focus').waitFor();
    await page.close();
  });

  test.each(['/', ARTICLE, '/authors/zoe-okafor', '/search?q=ferry'])(
    'Texts of twice the size fit the width of a phone at %s',
    async (path) => {
      const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
      await page.goto(site.url + path);
      const top = () => page.locator('search button').evaluate((button: any) => button.offsetTop);
      const before = await top();
      await page.evaluate("document.documentElement.style.fontSize = '200%'");
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      expect(before).toBeLessThan(await top());
      await page.close();
    },
  );

  test('The archive of a series has its parts and no other article', async () => {
    const count = async (slug: string) =>
      (await site.read(`/archive?series=${slug}`)).match(/<article/g)?.length ?? 0;
    expect([await count('a-new-conductor'), await count('unknown')]).toEqual([3, 0]);
  });

  test('A long article has a column next to it down to its end, and related articles with pictures below it', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(site.url + ARTICLE);
    expect(await page.locator('main > [data-list] li img').count()).toBeGreaterThan(1);
    await page.locator('.story > footer').scrollIntoViewIfNeeded();
    const popular = await page.locator('.page > aside > :last-child').boundingBox();
    expect(popular!.y).toBeGreaterThanOrEqual(0);
    expect(popular!.y).toBeLessThan(900);
    await page.close();
  });

  test('A title next to a picture fills the remaining width', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    await page.goto(site.url);
    const overlaps = await page.locator('[data-articles] article:has(figure)').evaluateAll((articles) =>
      articles.filter((article) => {
        const figure = article.querySelector('figure')!.getBoundingClientRect();
        const title = article.querySelector('h2, h3')!.getBoundingClientRect();
        // Lists of small cards hide their pictures.
        return figure.width > 0 && figure.width < 200 && title.right > figure.left;
      }),
    );
    expect(overlaps).toEqual([]);
    await page.close();
  });

  test('The newsletter pages of the gateway have the look of the site', async () => {
    const page = await browser.newPage();
    const readLook = async (path: string) => {
      await page.goto(site.url + path);
      return page.evaluate(() => {
        const { backgroundColor, color, fontFamily } = getComputedStyle(document.body);
        const title = getComputedStyle(document.querySelector('h1')!).fontFamily;
        return { backgroundColor, color, fontFamily, title };
      });
    };
    const look = await readLook('/about');
    expect(look.fontFamily).toContain('Charter');
    for (const path of ['/newsletter/harbour-weekly', '/newsletter/unsubscribe?token=unknown'])
      expect({ path, look: await readLook(path) }).toEqual({ path, look });
    await page.close();
  });

  test('The search completes titles with a script', async () => {
    const page = await browser.newPage();
    await page.goto(site.url, { waitUntil: 'load' });
    await page.getByRole('combobox').pressSequentially('electric');
    await page.getByRole('option').first().click();
    await page.waitForURL('**/first-electric-ferry-ties-up');
    await page.close();
  });

  test('The search completes what was typed before the scripts had loaded', async () => {
    const page = await browser.newPage();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/*.js', (route) => released.then(() => route.continue()));
    await page.goto(site.url, { waitUntil: 'commit' });
    await page.getByRole('combobox').fill('electric');
    release();
    await page.getByRole('option').first().waitFor();
    await page.close();
  });

  test('A published or changed article appears on its page, the front page and in the archive', async () => {
    const before = await Promise.all(['/', '/archive', '/science/late-ferry'].map((path) => site.read(path)));
    expect(before.join()).not.toContain('Late ferry');
    const { id, path } = await site.create('Late ferry', true, { section: 'science' });
    const start = Date.now();
    for (const each of ['/', '/archive', path]) {
      await waitUntil(async () => (await site.read(each)).includes('Late ferry'));
    }
    console.log(`Fresh after ${Date.now() - start} ms`);
    await site.mutate(UPDATE, { input: { id, title: 'Later ferry', publish: {} } });
    for (const each of ['/', path]) {
      await waitUntil(async () => (await site.read(each)).includes('Later ferry'));
    }
  });

  test('The front of a section is its page once it is published, and draft mode shows its draft and its holes', async () => {
    const front = await site.mutate(CREATE_FRONT, {
      input: {
        path: '/culture',
        title: 'All of culture',
        containers: [
          {
            layout: 'FEATURE',
            cards: [
              { article: 'kwarteng-opens-the-windows', kicker: 'First night' },
              { article: 'winter-book-fair-preview' },
            ],
          },
        ],
      },
    });
    const { cookie } = await site.openPreview('/culture');
    const hole = 'Six things to see at the Winter Book Fair: The article of the card is not published';
    const draft = await site.read('/culture', { headers: { cookie } });
    expect(draft).toContain('First night');
    expect(draft).toContain(hole);
    expect(await site.read('/culture')).not.toContain('First night');
    await site.mutate(PUBLISH_FRONT, { id: front.front.id });
    await waitUntil(async () => (await site.read('/culture')).includes('First night'));
    expect(await site.read('/culture')).toMatch(/<h1[^>]*>All of culture</);
    expect(await site.read('/culture')).not.toContain(hole);
    await site.mutate(UNPUBLISH_FRONT, { id: front.front.id });
    await waitUntil(async () => !(await site.read('/culture')).includes('First night'));
  });

  test('A page that was rendered is served from the cache, and a preview never is', async () => {
    // STALE after a minute, which renders it again.
    await waitUntil(async () => (await site.get(ARTICLE)).headers.get('x-nextjs-cache') === 'HIT');
    const { path } = await site.create('Unfinished business', false);
    expect((await site.get(path)).status).toBe(404);
    const { response, cookie } = await site.openPreview(path);
    expect([response.status, response.headers.get('location')]).toEqual([307, path]);
    const preview = await site.get(path, { headers: { cookie } });
    expect(preview.status).toBe(200);
    expect(preview.headers.get('cache-control')).toContain('no-store');
    const html = await preview.text();
    expect(html).toContain('Unfinished business');
    expect(html).toContain('End the preview');
    expect(await site.read('/', { headers: { cookie } })).toContain('End the preview');
    expect(await site.read('/')).not.toContain('End the preview');
    expect((await site.get(path)).status).toBe(404);
    expect((await site.get('/draft?secret=wrong&path=/')).status).toBe(401);
  });

  test('A preview shows a draft as it is saved', async () => {
    const { id, path } = await site.create('Half a story', false);
    const page = await browser.newPage();
    await page.goto(`${site.url}/draft?secret=${site.secrets.DRAFT_SECRET}&path=${path}`);
    expect(await page.locator('.story h1').textContent()).toBe('Half a story');
    const followed = page.waitForResponse(/draft\/events/);
    await page.reload();
    expect((await followed).status()).toBe(200);
    await waitUntil(async () => {
      await site.mutate(UPDATE, { input: { id, title: `A whole story ${Date.now()}` } });
      return (await page.locator('.story h1').textContent())!.startsWith('A whole story');
    });
    await page.getByRole('button', { name: 'End the preview' }).click();
    await page.waitForURL(`${site.url}/`);
    expect((await site.get('/draft/events?path=/')).status).toBe(403);
    expect(site.readOutput()).not.toContain('Error');
    await page.close();
  });

  test('In a preview, a click or Enter on a text leads to where it is edited, and computed texts say why not', async () => {
    const { id, path } = await site.create('A sentence to be mended', false);
    const page = await browser.newPage();
    await page.goto(`${site.url}/draft?secret=${site.secrets.DRAFT_SECRET}&path=${path}`);
    const button = page.getByRole('button', { name: 'Click to edit' });
    await button.click();
    const title = page.locator('.story h1');
    const [opened] = await Promise.all([page.waitForEvent('popup'), title.click()]);
    const { hash, pathname } = new URL(opened.url());
    const link = new URLSearchParams(hash.slice(1));
    expect([pathname, link.get('query')]).toEqual([
      '/graphql',
      expect.stringContaining('updateArticle(input: $input)'),
    ]);
    expect(JSON.parse(link.get('variables')!).input).toEqual({
      id,
      expectedRevision: 1,
      title: 'A sentence to be mended',
    });
    await opened.locator('.graphiql-query-editor .view-line').getByText('UpdateArticle').first().waitFor();
    await opened.close();
    await title.focus();
    const [again] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await again.close();
    await page.locator('[data-edit="Article readingTime"]').click();
    expect(await page.getByRole('status').allTextContents()).toContain(
      'Article readingTime: It follows from other fields or objects.',
    );
    await page.keyboard.press('Escape');
    expect([await button.getAttribute('aria-pressed'), await title.getAttribute('tabindex')]).toEqual([
      'false',
      null,
    ]);
    await page.close();
    expect(await site.read('/')).not.toContain('data-edit');
  });

  test('A preview link shows its draft as it is saved, no other one, and nothing once it is revoked', async () => {
    const { id, path } = await site.create('For one reader', false);
    const other = await site.create('For nobody', false);
    const { url } = await site.mutate(CREATE_LINK, { input: { id, name: 'Ann' } });
    expect(url.startsWith(`${site.url}/draft?link=dl_link_`)).toBe(true);
    const { response, cookie } = await site.openDraft(url.slice(site.url.length));
    expect([response.status, response.headers.get('location')]).toEqual([307, path]);
    const shown = await site.get(path, { headers: { cookie } });
    expect([shown.status, shown.headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('no-store'),
    ]);
    expect(await shown.text()).toContain('For one reader');
    expect(await site.read(other.path, { headers: { cookie } })).not.toContain('For nobody');
    // The cookie of the draft mode alone shows no draft.
    const draftMode = cookie
      .split('; ')
      .filter((each) => each.startsWith('__prerender_bypass'))
      .join();
    for (const forged of [draftMode, `${draftMode}; dateline-draft=guessed`]) {
      expect(await site.read(path, { headers: { cookie: forged } })).not.toContain('For one reader');
    }
    expect((await site.get(path)).status).toBe(404);

    const page = await browser.newPage();
    const followed = page.waitForResponse(/draft\/events/);
    await page.goto(url);
    expect((await followed).status()).toBe(200);
    await waitUntil(async () => {
      await site.mutate(UPDATE, { input: { id, title: `Changed ${Date.now()}` } });
      return (await page.locator('.story h1').textContent())!.startsWith('Changed');
    });
    await page.close();
    await site.mutate(REVOKE_LINKS, { id });
    expect((await site.get(url.slice(site.url.length))).status).toBe(401);
    expect(await site.read(path, { headers: { cookie } })).not.toContain('Changed');
    expect((await site.get('/draft/events?path=/', { headers: { cookie } })).status).toBe(403);
  });

  test('A preview link to a front shows its draft on the site, and no card of an article that is not public', async () => {
    const hidden = await site.create('Not for Ann', false);
    const story = await site.create('For everybody');
    const cards = [
      { article: story.id, headline: 'The headline of the draft' },
      { article: hidden.id, headline: 'Not for Ann either' },
    ];
    const input = { path: '/for-ann', title: 'A front for Ann', containers: [{ cards }] };
    const { front } = await site.mutate(CREATE_FRONT, { input });
    const { url } = await site.mutate(CREATE_LINK, { input: { id: front.id, name: 'Ann' } });
    const { response, cookie } = await site.openDraft(url.slice(site.url.length));
    expect([response.status, response.headers.get('location')]).toEqual([307, '/for-ann']);
    const text = await site.read('/for-ann', { headers: { cookie } });
    expect(text).toContain('A front for Ann');
    expect(text).toContain('The headline of the draft');
    expect(text).not.toContain('Not for Ann');
    expect((await site.get('/for-ann')).status).toBe(404);
    await site.mutate(REVOKE_LINKS, { id: front.id });
    expect(await site.read('/for-ann', { headers: { cookie } })).not.toContain('A front for Ann');
    await site.mutate(DELETE_FRONT, front);
  });

  test('Paths that moved, were deleted or never existed have the status of the gateway', async () => {
    const { id, path } = await site.create('Short notice');
    await waitUntil(async () => (await site.get(path)).status === 200);
    await site.mutate(UPDATE, { input: { id, path: '/long-notice', publish: {} } });
    await waitUntil(async () => (await site.get(path)).status === 301);
    expect((await site.get(path)).headers.get('location')).toMatch(/\/long-notice$/);
    await site.mutate(UNPUBLISH, { id });
    await waitUntil(async () => (await site.get('/long-notice')).status === 410);
    expect(await site.read('/long-notice')).toContain('This page was taken down');
    const missing = await site.get('/science/climate/first-caison-is-sunk');
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain(`href="${ARTICLE}"`);
    const icon = await site.get('/icon.svg');
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    for (const path of ['/~content/science', '/~missing', '/logo.png', '/a'.repeat(2_000)]) {
      expect([path.slice(0, 20), (await site.get(path)).status]).toEqual([path.slice(0, 20), 404]);
    }
  });

  test('Feeds, sitemaps, files and newsletter pages of the gateway are forwarded', async () => {
    for (const [path, type] of [
      ['/feeds/rss.xml', 'application/rss+xml'],
      ['/sitemap.xml', 'application/xml'],
      ['/media/author-ruth-calloway.webp', 'image/webp'],
      ['/newsletter/harbour-weekly', 'text/html'],
    ] as const) {
      const response = await site.get(path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-type')).toContain(type);
    }
    expect(await site.read('/sitemap.xml')).toContain(site.url);
    expect(await site.read(ARTICLE)).toContain('application/ld+json');
  });

  test('Clients that prefer Markdown get it at the address of the page, and no shared cache stores it', async () => {
    for (const path of [ARTICLE, '/science', '/']) {
      const markdown = await fetch(site.url + path, { headers: { accept: 'text/markdown, text/html, */*' } });
      expect([path, markdown.status, markdown.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/markdown; charset=utf-8',
      ]);
      expect(markdown.headers.get('vary')).toMatch(/^Accept\b/);
      expect(markdown.headers.get('cache-control')).toBe('no-store');
      expect(Number(markdown.headers.get('x-markdown-tokens'))).toBeGreaterThan(100);
      const page = await fetch(site.url + path);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      const withSuffix = await fetch(`${site.url}${path === '/' ? '/index' : path}.md`);
      expect(await withSuffix.text()).toBe(await markdown.text());
    }
  });

  test('The page that the project was founded on is rebuilt whole from its saved text', async () => {
    const file = join(CHECKOUT, 'tests/unit/importers/pages/founding-page.txt');
    const imported = await runCommand(['import', 'page', file], { DATA_DIR: site.folder });
    expect([imported.code, imported.output]).toEqual([0, expect.stringContaining('1 created')]);
    const headline =
      'Blinken opens second day of talks in Beijing on mission to ease soaring US-China tensions';
    const found = await fetch(`${site.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ search(query: "Blinken Beijing") { nodes { id path } } }' }),
    });
    const { id, path } = ((await found.json()) as any).data.search.nodes[0];
    // An editor shortens the standfirst that the import found.
    const standfirst = 'Blinken engaged in discussions with Wang Yi for approximately three hours.';
    await site.mutate(UPDATE, { input: { id, standfirst, publish: {} } });
    // Related articles are computed after the import, and the webhook revalidates the page.
    await waitUntil(async () => {
      const html = await site.read(path);
      return html.includes('<h2>Related posts</h2>') && html.includes(standfirst);
    });
    const page = await browser.newPage();
    await page.goto(site.url + path);
    const texts = async (selector: string) =>
      (await page.locator(selector).allTextContents()).map((text) => text.trim());
    expect(await texts('.story h1')).toEqual([headline]);
    expect((await texts('.story > header time'))[0]).toBe('June 19, 2024');
    expect(await texts('.story > header [data-standfirst]')).toEqual([standfirst]);
    expect(await texts('.body > h2')).toEqual([
      'Key points of the talks:',
      'What to expect from the discussions:',
      'Benefits of easing US-China tensions:',
      'Practical tips for improving US-China relations:',
    ]);
    expect(await texts('.body li')).toHaveLength(9);
    expect((await texts('.page > aside ol li')).length).toBeGreaterThan(2);
    expect((await texts('main > [data-list]:has(h2:text("Related posts")) h3')).length).toBeGreaterThan(0);
    expect(await texts('.page > aside h2')).toEqual(['The port in your inbox', 'Most popular']);
    expect(await page.locator('.page > aside [data-newsletter] input[type=email]').isVisible()).toBe(true);
    expect(await page.getByRole('combobox').isVisible()).toBe(true);
    // An editor renames the boxes, and removes that of the search.
    const boxes = [
      { key: 'NEWSLETTER', title: 'Our week', text: 'Every Friday.' },
      { key: 'MOST_POPULAR', title: 'Most read' },
      { key: 'RELATED', title: 'Read on' },
    ];
    await site.mutate(
      'mutation ($input: UpdateSiteInput!) { updateSite(input: $input) { userErrors { message } } }',
      { input: { boxes } },
    );
    await waitUntil(async () => (await site.read(path)).includes('<h2>Most read</h2>'));
    await page.reload();
    expect(await texts('.page > aside h2')).toEqual(['Our week', 'Most read']);
    expect(await texts('.page > aside [data-newsletter] > p')).toEqual(['Every Friday.']);
    expect(await texts('main > [data-list] > h2')).toContain('Read on');
    expect(await page.getByRole('combobox').count()).toBe(0);
    await page.close();
  });
});
