import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { waitUntil } from '../support/until.js';

const SITE = join(CHECKOUT, 'packages/site');
const SCRIPT = join(CHECKOUT, 'bin/site.mjs');
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
const install = spawnSync(process.execPath, [SCRIPT, '--install'], { cwd: CHECKOUT, encoding: 'utf8' });
if (install.status !== 0) {
  console.warn(`Skipped: the packages of packages/site cannot be installed.\n${install.stderr.slice(-500)}`);
} else if (!executablePath) {
  console.warn('Skipped: Chromium is not installed.');
}
const describeSite = install.status === 0 && executablePath ? describe : describe.skip;

const ARTICLE = '/science/climate/first-caisson-is-sunk';
const PAGES: [string, string][] = [
  ['the front page', '/'],
  ['a section', '/science'],
  ['a tag', '/tags/ferry-strike'],
  ['an author', '/authors/zoe-okafor'],
  ['an article', ARTICLE],
  ['a page', '/about'],
  ['a search', '/search?q=ferry'],
  ['the archive', '/archive?section=science'],
  ['the newsletters', '/newsletters'],
  ['a missing page', '/science/climate/first-caison-is-sunk'],
];
/** What a build of Next.js writes as a name of a script. */
const SCRIPTS = /\/_next\/static\/[^"'\\ ]+\.js/g;
const MAX_SCRIPT_BYTES = 170_000;

describeSite('Site', () => {
  const folders = new DataFolderFixture();
  let child: ReturnType<typeof spawn>;
  let output = '';
  let browser: Browser;
  let siteUrl = '';
  let gatewayUrl = '';
  let key = '';
  let secrets: Record<string, string> = {};

  beforeAll(async () => {
    const [port, sitePort] = await Promise.all([findPort(), findPort()]);
    siteUrl = `http://127.0.0.1:${sitePort}`;
    gatewayUrl = `http://127.0.0.1:${port}`;
    const folder = await folders.createFolder();
    const settings = { DATA_DIR: folder, PORT: `${port}`, SITE_PORT: `${sitePort}`, LOG_LEVEL: 'warn' };
    const { PATH = '', HOME = '' } = process.env;
    child = spawn(process.execPath, [SCRIPT, '--production'], {
      cwd: CHECKOUT,
      env: { PATH, HOME, ...settings },
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (output += text));
    await waitUntil(() => {
      if (child.exitCode !== null) throw new Error(`It ended:\n${output}`);
      return output.includes('The site is ready.');
    });
    secrets = JSON.parse(await readFile(join(folder, 'site.json'), 'utf8'));
    const created = await runCommand(['keys', 'create', '--name', 'Site', '--scope', 'admin'], {
      DATA_DIR: folder,
    });
    key = created.output.trim().split('\n').at(-1)!;
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  }, 360_000);

  afterAll(async () => {
    await browser?.close();
    if (child && child.exitCode === null) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    DatelineProcess.killAll();
    await folders.remove();
  });

  const get = (path: string, init?: RequestInit) => fetch(siteUrl + path, { redirect: 'manual', ...init });
  const readPage = async (path: string, init?: RequestInit) => (await get(path, init)).text();
  const mutate = async (document: string, variables: Record<string, unknown>) => {
    const response = await fetch(`${gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: document, variables }),
    });
    const { data, errors } = (await response.json()) as any;
    const payload = errors ? null : (Object.values(data)[0] as any);
    if (errors || payload.userErrors?.length > 0)
      throw new Error(JSON.stringify(errors ?? payload.userErrors));
    return payload;
  };
  const create = async (title: string, publish = true) =>
    (
      await mutate(
        `mutation ($title: String!, $publish: PublicationInput) {
          createArticle(input: { title: $title, bodyMarkdown: "One paragraph.", publish: $publish }) {
            article { id path } userErrors { message }
          }
        }`,
        { title, publish: publish ? {} : null },
      )
    ).article as { id: string; path: string };

  test.each(PAGES)(
    'axe finds nothing on %s, in light and dark, on a phone and a desk',
    async (_name, path) => {
      const axe = await readFile(join(SITE, 'node_modules/axe-core/axe.min.js'), 'utf8');
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [390, 1280]) {
          const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
          const failures: string[] = [];
          page.on('pageerror', ({ message }) => failures.push(message));
          await page.goto(siteUrl + path, { waitUntil: 'load' });
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

  test('An article ships at most 170 kB of script, compressed', async () => {
    const html = await readPage(ARTICLE);
    const noModules = [...html.matchAll(/<script[^>]+noModule[^>]*>/gi)].join(' ');
    const paths = [...new Set(html.match(SCRIPTS))].filter((path) => !noModules.includes(path));
    const sizes = await Promise.all(paths.map(async (path) => gzipSync(await readPage(path)).length));
    const size = sizes.reduce((sum, each) => sum + each, 0);
    console.log(`${size} bytes of script in ${paths.length} files`);
    expect(size).toBeGreaterThan(10_000);
    expect(size).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
  });

  test('An article can be read, and the search used, without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(siteUrl + ARTICLE);
    expect(await page.locator('.body > p').first().isVisible()).toBe(true);
    expect(await page.locator('.story h1').textContent()).toContain('8,200-tonne');
    await page.fill('input[name=q]', 'ferry');
    await page.click('search button');
    expect(page.url()).toBe(`${siteUrl}/search?q=ferry`);
    await page.locator('[data-results] li').nth(3).waitFor();
    await context.close();
  });

  test('The search completes titles with a script', async () => {
    const page = await browser.newPage();
    await page.goto(siteUrl, { waitUntil: 'load' });
    await page.getByRole('combobox').pressSequentially('electric');
    await page.getByRole('option').first().click();
    await page.waitForURL('**/first-electric-ferry-ties-up');
    await page.close();
  });

  test('What is published or changed appears on its page, the front page and in the archive', async () => {
    const before = await Promise.all(['/', '/archive', '/late-ferry'].map((path) => readPage(path)));
    expect(before.join()).not.toContain('Late ferry');
    const { id, path } = await create('Late ferry');
    const start = Date.now();
    for (const each of ['/', '/archive', path]) {
      await waitUntil(async () => (await readPage(each)).includes('Late ferry'));
    }
    console.log(`Fresh after ${Date.now() - start} ms`);
    await mutate(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Later ferry", publish: {} }) { userErrors { message } } }',
      { id },
    );
    for (const each of ['/', path]) {
      await waitUntil(async () => (await readPage(each)).includes('Later ferry'));
    }
  });

  test('A page that was rendered is served from the cache, and a preview never is', async () => {
    await readPage(ARTICLE);
    expect((await get(ARTICLE)).headers.get('x-nextjs-cache')).toBe('HIT');
    const { path } = await create('Unfinished business', false);
    expect((await get(path)).status).toBe(404);
    const opened = await get(`/draft?secret=${secrets.DRAFT_SECRET}&path=${path}`);
    expect([opened.status, opened.headers.get('location')]).toEqual([307, path]);
    const cookie = opened.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const preview = await get(path, { headers: { cookie } });
    expect(preview.status).toBe(200);
    expect(preview.headers.get('cache-control')).toContain('no-store');
    const html = await preview.text();
    expect(html).toContain('Unfinished business');
    expect(html).toContain('End the preview');
    expect(await readPage('/', { headers: { cookie } })).toContain('End the preview');
    expect(await readPage('/')).not.toContain('End the preview');
    expect((await get(path)).status).toBe(404);
    expect((await get('/draft?secret=wrong&path=/')).status).toBe(401);
  });

  test('Paths that moved, were deleted or never existed have the status of the gateway', async () => {
    const { id, path } = await create('Short notice');
    await waitUntil(async () => (await get(path)).status === 200);
    await mutate(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, path: "/long-notice", publish: {} }) { userErrors { message } } }',
      { id },
    );
    await waitUntil(async () => (await get(path)).status === 301);
    expect((await get(path)).headers.get('location')).toMatch(/\/long-notice$/);
    await mutate('mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }', {
      id,
    });
    await waitUntil(async () => (await get('/long-notice')).status === 410);
    expect(await readPage('/long-notice')).toContain('This page was taken down');
    const missing = await get('/science/climate/first-caison-is-sunk');
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain(`href="${ARTICLE}"`);
  });

  test('Feeds, sitemaps, files and newsletter pages of the gateway are forwarded', async () => {
    for (const [path, type] of [
      ['/feeds/rss.xml', 'application/rss+xml'],
      ['/sitemap.xml', 'application/xml'],
      ['/media/author-ruth-calloway.webp', 'image/webp'],
      ['/newsletter/harbour-weekly', 'text/html'],
    ] as const) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-type')).toContain(type);
    }
    expect(await readPage('/sitemap.xml')).toContain(siteUrl);
    expect(await readPage(ARTICLE)).toContain('application/ld+json');
  });

  test('A copy of the site has the client of this gateway, and is not written over other files', async () => {
    const folder = join(await folders.createFolder(), 'my-site');
    const copied = await runCommand(['new', 'site', folder], { LOG_LEVEL: 'warn' });
    expect([copied.code, copied.output]).toEqual([0, expect.stringContaining('npm install')]);
    const names = await readdir(folder);
    expect(names).toEqual(expect.arrayContaining(['app', 'package.json', 'queries.graphql']));
    expect(names).not.toContain('node_modules');
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect(existsSync(join(folder, manifest.dependencies['@dateline/client'].replace('file:', '')))).toBe(
      true,
    );
    const again = await runCommand(['new', 'site', folder], {});
    expect([again.code, again.output]).toEqual([1, expect.stringContaining('not empty')]);
  });
});

/** Returns a port that is free now. */
function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
