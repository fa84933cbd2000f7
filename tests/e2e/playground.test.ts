import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { type Browser, chromium } from 'playwright-core';
import { PLAYGROUND_TABS } from '../../src/app/playground-tabs.js';
import { ApiKeyService } from '../../src/auth/api-keys.service.js';
import { renderPage } from '../../src/http/playground/page.js';
import { appendChange } from '../../src/mutations/append-change.js';
import { withWriteLock } from '../../src/mutations/write-lock.js';
import { needsNoKey } from '../support/playground-examples.js';
import { buildQueryUrl, startServer, type TestServer } from '../support/test-server.js';

const BROWSER_ACCEPT =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const QUERY = 'query Typed { site { title } }';

const findChromium = () =>
  [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((path) => path && existsSync(path));

/** A word of the example article that occurs in no example query. */
const OF_ARTICLE = /ration/;
const SITE_TITLE = 'The Harbour Courier';
const NARROW = { width: 390, height: 844 };
/** The compiled client package, which the build writes. */
const CLIENT = new URL('../../packages/client/dist/index.js', import.meta.url).href;

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ withSeeds: true });
});
afterAll(() => gateway.close());

const get = (path: string, headers: Record<string, string>) => gateway.get(path, { headers });
const openPage = () => get('/graphql', { accept: BROWSER_ACCEPT });
const assetPaths = (html: string) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);

describe('Playground', () => {
  test('opens in a browser at the path of the GraphQL API', async () => {
    const response = await openPage();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('vary')).toMatch(/\bAccept\b/);
    const html = await response.text();
    for (const path of assetPaths(html)) expect(path).toMatch(/^\/graphql\/playground\/[0-9a-f]{12}\//);
  });

  test('restricts scripts and connections to its own origin by Content-Security-Policy', async () => {
    const { headers } = await openPage();
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  test('escapes a title and an example that contain closing tags', () => {
    const hostile = '</title></script><script>alert(1)</script>';
    const html = renderPage({ title: hostile, endpoint: '/graphql', assets: '/assets', tabs: [hostile] });
    expect(html).not.toContain('<script>');
    expect(html.match(/<script /g)).toHaveLength(2);
  });

  test('serves its assets compressed and immutable under a versioned path', async () => {
    const paths = assetPaths(await (await openPage()).text());
    const workers = ['editorWorkerService', 'graphql', 'json'].map((label) =>
      paths[0]!.replace(/[^/]+$/, `${label}.worker.js`),
    );
    for (const path of [...paths, ...workers]) {
      const response = await get(path, { 'accept-encoding': 'gzip' });
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-encoding')).toBe('gzip');
      expect(response.headers.get('cache-control')).toContain('immutable');
      const plain = await get(path, { 'accept-encoding': 'identity' });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(await plain.text()).toBe(await response.text());
    }
    expect((await get(paths[0]!.replace(/[0-9a-f]{12}/, '000000000000'), {})).status).toBe(404);
  });

  test.each(['application/json', 'application/graphql-response+json', '*/*', 'application/json, text/html'])(
    'leaves a GET that accepts %s to the GraphQL API',
    async (accept) => {
      const response = await get(buildQueryUrl({ query: QUERY }), { accept });
      expect(await response.json()).toEqual({ data: { site: { title: SITE_TITLE } } });
      expect(response.headers.get('vary')).toMatch(/\bAccept\b/);
    },
  );

  test('leaves a POST to the GraphQL API regardless of its Accept header', async () => {
    const response = await gateway.post({ query: QUERY }, { accept: 'application/json, text/html;q=0.9' });
    expect(await response.json()).toEqual({ data: { site: { title: SITE_TITLE } } });
  });

  test('responds to HEAD as to GET, without a body', async () => {
    const response = await gateway.get('/graphql', { method: 'HEAD', headers: { accept: BROWSER_ACCEPT } });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('');
  });

  test('describes and names every example, and each one parses', () => {
    for (const example of PLAYGROUND_TABS) {
      expect(example).toMatch(/^(?:# .+\n)+(?:query|mutation|subscription) [A-Z]\w+(?: @live)? ?[({]/);
      expect(() => parse(example)).not.toThrow();
    }
  });

  test.each(PLAYGROUND_TABS.filter(isPublicQuery).map((example) => [nameOf(example), example]))(
    'example %s runs on the seeds and returns data in every field',
    async (_name, query) => {
      const { data, errors } = (await (await gateway.post({ query })).json()) as any;
      expect(errors).toBeUndefined();
      for (const [field, value] of Object.entries<any>(data)) {
        expect([field, value]).not.toEqual([field, null]);
        if (Array.isArray(value)) expect([field, value.length]).not.toEqual([field, 0]);
        if (value.nodes) expect([field, value.nodes.length]).not.toEqual([field, 0]);
      }
    },
  );

  test('the SharedDraft example shows the draft of a preview link', async () => {
    const run = async (query: string, key?: string, variables?: object) => {
      const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
      return ((await (await gateway.post({ query, variables }, headers)).json()) as any).data;
    };
    const { articles } = await run('{ articles(first: 1) { nodes { id title } } }');
    const [{ id, title }] = articles.nodes;
    const { secret } = await new ApiKeyService(gateway.database.prisma).create('Desk', ['write']);
    const create = 'mutation ($id: ID!) { createPreviewLink(input: { id: $id, name: "Ann" }) { token } }';
    const { token } = (await run(create, secret, { id })).createPreviewLink;
    const example = PLAYGROUND_TABS.find((tab) => nameOf(tab) === 'SharedDraft')!;
    const { previewLink } = await run(example, token);
    expect(previewLink).toMatchObject({ name: 'Ann', article: { title } });
  });

  test('the FindPictures example lists pictures with their uses for a key', async () => {
    const { secret } = await new ApiKeyService(gateway.database.prisma).create('Desk', ['preview']);
    const query = PLAYGROUND_TABS.find((tab) => nameOf(tab) === 'FindPictures')!;
    const response = await gateway.post({ query }, { authorization: `Bearer ${secret}` });
    const { data, errors } = (await response.json()) as any;
    expect(errors).toBeUndefined();
    expect(data.mediaFiles.nodes.every(({ alt }: { alt: string }) => alt === '')).toBe(true);
  });

  test('the Route example shows a found, a moved and a missing path', async () => {
    const routes = PLAYGROUND_TABS.find((example) => nameOf(example) === 'Route')!;
    const { data } = (await (await gateway.post({ query: routes })).json()) as any;
    expect(Object.values<any>(data).map(({ status }) => status)).toEqual(['FOUND', 'MOVED', 'NOT_FOUND']);
    expect(data.missing.suggestions).not.toEqual([]);
  });
});

function nameOf(example: string): string {
  return /^(?:query|mutation|subscription) (\w+)/m.exec(example)![1]!;
}

/** Returns true for a query that needs no key. */
function isPublicQuery(example: string): boolean {
  return /^query /m.test(example) && needsNoKey(example) && nameOf(example) !== 'SharedDraft';
}

const chromiumPath = findChromium();
const inBrowser = chromiumPath
  ? test
  : (name: string, ..._rest: unknown[]) =>
      test.skip(`${name} (no Chromium found: install it or set CHROMIUM_PATH)`, () => {});

describe('Playground in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    if (!chromiumPath) return;
    const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    flags.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
    // Every request to another host fails, including those without page events.
    flags.push('--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
    browser = await chromium.launch({ executablePath: chromiumPath, args: flags });
  }, 60_000);
  afterAll(() => browser?.close());

  inBrowser(
    'runs typed queries and subscriptions without errors or requests to other hosts',
    async () => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      const troubles: string[] = [];
      const hosts = new Set<string>();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
      });
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('requestfailed', (request) =>
        troubles.push(`${request.url()}: ${request.failure()?.errorText}`),
      );
      page.on('response', (response) => {
        if (!response.ok()) troubles.push(`${response.url()}: ${response.status()}`);
      });
      page.on('request', (request) => {
        if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin);
      });

      await page.goto(`${gateway.address}/graphql`);
      const tab = (name: string) => page.locator('.graphiql-tab').getByRole('button', { name, exact: true });
      // A first visit has the result of the first example.
      await page.locator('.result-window').getByText(SITE_TITLE).first().waitFor();
      const firstTabs = PLAYGROUND_TABS.slice(0, 4).map(nameOf);
      expect(await page.locator('.graphiql-tab-button').allTextContents()).toEqual(firstTabs);
      await tab('ArticlePage').click();
      await page.locator('.graphiql-query-editor .view-line').getByText('# An article page').waitFor();
      await page.getByRole('button', { name: /execute query/i }).click();
      await page.locator('.result-window').getByText(OF_ARTICLE).first().waitFor();

      await page.getByRole('button', { name: 'Examples' }).click();
      const menu = page.getByRole('group', { name: 'Examples' });
      const items = await menu.locator('b').allTextContents();
      expect(items).toEqual(PLAYGROUND_TABS.map(nameOf));
      await menu.getByRole('button', { name: /^SectionPage/ }).click();
      await tab('SectionPage').waitFor();
      await page.locator('.graphiql-query-editor .view-line').getByText('# A section page').waitFor();

      await page.getByRole('button', { name: 'New tab' }).click();
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(QUERY);
      // The editor processes input after 100 ms. The tab's new name shows that it has.
      await tab('Typed').waitFor();
      await page.getByRole('button', { name: /execute query/i }).click();
      await page.locator('.result-window').getByText(SITE_TITLE).first().waitFor();

      await tab('Live').click();
      await page.locator('.graphiql-query-editor .view-line').getByText('articleEvents').waitFor();
      const opened = page.waitForEvent('websocket');
      await page.getByRole('button', { name: /execute query/i }).click();
      await opened;
      await page
        .locator('.dateline-facts')
        .getByText(/^Connected at .+, waiting for the first event$/)
        .waitFor();
      const event = page.locator('.result-window').getByText('CORRECTED').first();
      // The subscription receives no events from before its start.
      for (
        let shown = false;
        !shown;
        shown = await event.waitFor({ timeout: 1_000 }).then(
          () => true,
          () => false,
        )
      ) {
        await withWriteLock(gateway.database.prisma, (tx) =>
          appendChange(tx, { kind: 'CORRECTED', nodeType: 'Article', nodeId: 1, keys: ['article:1'] }),
        );
      }
      await page.getByRole('button', { name: /stop query/i }).click();
      await page
        .locator('.dateline-facts')
        .getByText(/^Ended at /)
        .waitFor();
      await page.getByText('Events (1)').click();
      await page.locator('.dateline-panel li').getByText('CORRECTED').waitFor();

      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.locator('.graphiql-doc-explorer').getByText('Query').first().waitFor();

      const folder = await mkdtemp(join(tmpdir(), 'dateline-playground-'));
      await page.screenshot({ path: join(folder, 'playground.png') });
      expect(troubles).toEqual([]);
      expect([...hosts]).toEqual([gateway.address]);
    },
    60_000,
  );

  inBrowser(
    'shows the status of a response, sends perspective and key, and copies the request without the key',
    async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      await page.goto(`${gateway.address}/graphql`);
      const run = () => page.getByRole('button', { name: /execute query/i }).click();
      const facts = page.locator('.dateline-facts');
      await page.locator('.graphiql-query-editor .view-line').first().waitFor();
      await facts.getByText(/^200 · \d+ ms · [\d.]+ k?B · x-cache (MISS|HIT|BYPASS)$/).waitFor();

      const { secret } = await new ApiKeyService(gateway.database.prisma).create('Desk', ['preview']);
      await page.getByLabel('Perspective').selectOption('preview');
      await page.getByRole('textbox', { name: 'Key', exact: true }).fill(secret);
      await page.getByLabel('Cost').check();
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await run();
      expect((await sent).headers()).toMatchObject({
        authorization: `Bearer ${secret}`,
        'x-perspective': 'preview',
      });
      await facts.getByText(/cost \d+ fields, 1 point · x-cache BYPASS$/).waitFor();

      const copy = async (format: string) => {
        await page.getByRole('button', { name: `Copy as ${format}` }).click();
        await page.getByRole('button', { name: 'Copied' }).waitFor();
        const text = await page.evaluate('navigator.clipboard.readText()');
        await page.getByRole('button', { name: `Copy as ${format}` }).waitFor();
        return String(text);
      };
      const curl = await copy('curl');
      expect(curl).toContain(`curl '${gateway.address}/graphql'`);
      expect(curl).toContain('"authorization: Bearer $DATELINE_KEY"');
      expect(curl).not.toContain(secret);
      const { stdout } = await promisify(execFile)('bash', ['-c', curl], {
        env: { ...process.env, DATELINE_KEY: secret },
      });
      expect(JSON.parse(stdout).data.site.title).toBe(SITE_TITLE);
      const script = await copy('fetch');
      expect(script).not.toContain(secret);
      const run2 = new Function('process', `return (async () => { ${script}; return data; })()`);
      expect((await run2({ env: { DATELINE_KEY: secret } })).site.title).toBe(SITE_TITLE);

      // Copies take what the editor shows, also before it has run.
      await page.getByRole('button', { name: 'New tab' }).click();
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(QUERY);
      expect(await copy('curl')).toContain(JSON.stringify({ query: QUERY, operationName: 'Typed' }));

      const typed = await copy('TypeScript');
      expect(typed).not.toContain(secret);
      const asScript = typed
        .replace(/^import .*createClient.*$/m, `import { createClient } from '${CLIENT}';`)
        .replace(/^import .*graphql.*$/m, 'const graphql = (text) => text;')
        .replace('!,', ',');
      const { stdout: printed } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '-e', `${asScript}\nconsole.log(data.site.title);`],
        { env: { ...process.env, DATELINE_KEY: secret } },
      );
      expect(printed.trim()).toBe(SITE_TITLE);
      await context.close();
    },
    60_000,
  );

  inBrowser(
    'opens an operation of an address of another GraphiQL in its own tab, and does not run it',
    async () => {
      const page = await browser.newPage();
      const sent: string[] = [];
      page.on('request', (request) => sent.push(request.postData() ?? ''));
      const query = 'mutation Shared { recordView(input: { slug: "a" }) { isRecorded } }';
      await page.goto(`${gateway.address}/graphql?${new URLSearchParams({ query })}#x`);
      await page.locator('.graphiql-query-editor .view-line').getByText('Shared').waitFor();
      await page.locator('.graphiql-tab-active').getByText('Shared').waitFor();
      // The editor would run the first example of a first visit once it is ready.
      await page.waitForFunction('globalThis.monaco?.editor.getModels().length > 0');
      await page.waitForTimeout(1_000);
      expect(sent.filter((body) => body.includes('recordView'))).toEqual([]);
      expect(page.url()).toBe(`${gateway.address}/graphql`);
      await page.close();
    },
    60_000,
  );

  inBrowser(
    'shares an operation by its address, without the key',
    async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      const query = 'query Shared($first: Int!) { articles(first: $first) { totalCount } }';
      const shared = `${gateway.address}/graphql#${new URLSearchParams({ query, variables: '{"first":1}', perspective: 'preview' })}`;
      await page.goto(shared);
      await page.locator('.graphiql-query-editor .view-line').getByText('Shared').waitFor();
      expect(page.url()).toBe(`${gateway.address}/graphql`);
      expect(await page.getByLabel('Perspective').inputValue()).toBe('preview');
      const { secret } = await new ApiKeyService(gateway.database.prisma).create('Desk', ['preview']);
      await page.getByRole('textbox', { name: 'Key', exact: true }).fill(secret);
      // It is not run by itself: it could be a mutation.
      expect(await page.locator('.dateline-facts').textContent()).toBe('');
      await page.getByRole('button', { name: 'Share', exact: true }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(shared);
      await page.getByRole('button', { name: /execute query/i }).click();
      await page.locator('.result-window').getByText('totalCount').first().waitFor();
      await context.close();
    },
    60_000,
  );

  inBrowser(
    'works where the browser forbids storage, and has no popovers and no clipboard',
    async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(String(error)));
      await page.addInitScript(() => {
        for (const name of ['localStorage', 'sessionStorage']) {
          const get = () => {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          };
          Object.defineProperty(globalThis, name, { get });
        }
        delete (globalThis as any).HTMLElement.prototype.popover;
        delete (globalThis as any).Navigator.prototype.clipboard;
      });
      await page.goto(`${gateway.address}/graphql`);
      await page.locator('.result-window').getByText(SITE_TITLE).first().waitFor();
      expect(await page.getByRole('button', { name: /^(Examples|History)$/ }).count()).toBe(0);

      await page.getByLabel('Perspective').selectOption('members');
      const asked = page.waitForEvent('dialog');
      const clicked = page.getByRole('button', { name: 'Share', exact: true }).click();
      const dialog = await asked;
      const shared = dialog.defaultValue();
      await dialog.dismiss();
      await clicked;
      await page.goto('about:blank');
      await page.goto(shared);
      await page.locator('.graphiql-query-editor .view-line').first().waitFor();
      expect(await page.getByLabel('Perspective').inputValue()).toBe('members');
      expect(troubles).toEqual([]);
      await context.close();
    },
    60_000,
  );

  inBrowser(
    'opens an example in its tab while another tab is closed, and takes no word of a text for an operation',
    async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      await page.goto(`${gateway.address}/graphql`);
      await page.locator('.result-window').getByText(SITE_TITLE).first().waitFor();
      await page.getByRole('button', { name: 'Examples' }).click();
      const item = page
        .getByRole('group', { name: 'Examples' })
        .getByRole('button', { name: /^SectionPage/ });
      await item.evaluate((button: any) => {
        button.click();
        button.ownerDocument.querySelectorAll('.graphiql-tab-close')[1].click();
      });
      await page.locator('.graphiql-query-editor .view-line').getByText('# A section page').waitFor();

      const query = '{ search(query: "a query plan, a subscription fee") { totalCount } }';
      await page.getByRole('button', { name: 'New tab' }).click();
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(query);
      await page.getByRole('button', { name: 'Copy as curl' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      const curl = String(await page.evaluate('navigator.clipboard.readText()'));
      expect(curl).toContain(JSON.stringify({ query }));
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await page.getByRole('button', { name: /execute query/i }).click();
      expect((await sent).postDataJSON()).toMatchObject({ query });
      await context.close();
    },
    60_000,
  );

  inBrowser(
    'lists the operations that ran before in its history, without the key, also after a reload',
    async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      const query = 'query Counted($first: Int!) { articles(first: $first) { totalCount } }';
      await page.goto(
        `${gateway.address}/graphql#${new URLSearchParams({ query, variables: '{"first":1}' })}`,
      );
      await page.locator('.graphiql-query-editor .view-line').getByText('Counted').waitFor();
      await page.getByRole('textbox', { name: 'Key', exact: true }).fill('dl_not-a-key');
      await page.getByRole('button', { name: /execute query/i }).click();
      await page.locator('.dateline-facts').getByText(/^401 /).waitFor();
      expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('dl_not-a-key');
      await page.reload();
      await page.getByRole('button', { name: 'History' }).click();
      await page
        .getByRole('group', { name: 'History' })
        .getByRole('button', { name: /^Counted/ })
        .click();
      await page.getByRole('button', { name: /execute query/i }).click();
      await page.locator('.result-window').getByText('totalCount').first().waitFor();
      await context.close();
    },
    60_000,
  );

  inBrowser(
    'has no violations that axe finds, in light and dark, on a phone and a desk',
    async () => {
      const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      const themes = [
        ['light', 'light'],
        ['dark', 'dark'],
        ['light', 'dark'], // changed while the page is open, as at sunset
      ] as const;
      for (const [opened, colorScheme] of themes) {
        for (const viewport of [NARROW, { width: 1280, height: 800 }]) {
          const page = await browser.newPage({ colorScheme: opened, viewport });
          const check = async (state: string) => {
            // The editor fades its tooltips in; half faded, their contrast is too low.
            await page.evaluate(async () => {
              const finite = (globalThis as any).document
                .getAnimations()
                .filter(({ effect }: any) => effect.getComputedTiming().endTime !== Infinity);
              await Promise.allSettled(finite.map(({ finished }: any) => finished));
            });
            await page.evaluate(axe);
            const violations = await page.evaluate(async () => {
              const { violations } = await (globalThis as any).axe.run();
              return violations.map(({ id, nodes }: any) => [id, nodes.map(({ html }: any) => html)]);
            });
            const where = { state, opened, colorScheme, viewport };
            expect({ ...where, violations }).toEqual({ ...where, violations: [] });
          };
          await page.goto(`${gateway.address}/graphql`);
          await page.locator('.result-window').getByText(SITE_TITLE).first().waitFor();
          await page.emulateMedia({ colorScheme });
          await check('a result');
          await page.getByRole('button', { name: 'New tab' }).click();
          await page.locator('.graphiql-query-editor .monaco-editor').first().click();
          await page.keyboard.press('ControlOrMeta+A');
          await page.keyboard.insertText('query Wrong($a: Int) { nope site { title } }');
          const mistake = page.locator('.graphiql-query-editor .squiggly-error').last();
          await mistake.waitFor({ state: 'attached' });
          await page.keyboard.press('Escape'); // closes the completions
          await page.getByRole('button', { name: /execute query/i }).click();
          await page.locator('.dateline-facts').getByText(/^400 /).waitFor();
          await check('errors');
          if (viewport !== NARROW) {
            await mistake.hover({ force: true });
            await page.getByText('View Problem').waitFor();
            await check('the explanation of an error');
            await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
            await page.locator('.graphiql-doc-explorer').getByText('Query').first().waitFor();
            await check('the documentation');
          }
          await page.getByRole('button', { name: 'Examples' }).click();
          await page.getByRole('group', { name: 'Examples' }).waitFor();
          await check('the examples');
          await page.close();
        }
      }
    },
    240_000,
  );

  inBrowser(
    'shows its title and first document before it has loaded the editor',
    async () => {
      const page = await browser.newPage();
      const held: (() => void)[] = [];
      await page.route(/graphiql\.(js|css)$/, (route) => void held.push(() => route.continue()));
      await page.goto(`${gateway.address}/graphql`, { waitUntil: 'commit' });
      await page.locator('h1').getByText(SITE_TITLE).waitFor();
      expect(await page.locator('pre').textContent()).toBe(PLAYGROUND_TABS[0]);
      for (const release of held) release();
      await page.locator('.graphiql-query-editor .view-line').first().waitFor();
      expect(await page.locator('.first-paint').count()).toBe(0);
      await page.close();
    },
    60_000,
  );

  inBrowser(
    'follows a live query, and fits a narrow screen',
    async () => {
      const page = await browser.newPage({ viewport: NARROW });
      await page.goto(`${gateway.address}/graphql`);
      await page.locator('.graphiql-query-editor .view-line').first().waitFor();
      const getOverflow = () =>
        page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(await getOverflow()).toBeLessThanOrEqual(0);
      await page.getByRole('button', { name: 'Examples' }).click();
      await page.getByRole('button', { name: /^NowPopular/ }).click();
      await page.locator('.graphiql-query-editor .view-line').getByText('NowPopular').waitFor();
      await page.getByRole('button', { name: /execute query/i }).click();
      await page.getByText('Events (1)').click();
      await page.locator('.dateline-panel li').getByText('"popular"').waitFor();
      expect(await getOverflow()).toBeLessThanOrEqual(0);
      const folder = await mkdtemp(join(tmpdir(), 'dateline-playground-'));
      await page.screenshot({ path: join(folder, 'playground-narrow.png') });
      await page.close();
    },
    60_000,
  );
});
