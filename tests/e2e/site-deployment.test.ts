import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import sharp from 'sharp';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand, startDateline } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { buildImage, type Image } from '../support/image.js';
import { hasNginx, runNginx } from '../support/nginx.js';
import { findPort, installSite, SITE } from '../support/site-process.js';
import { waitUntil } from '../support/until.js';

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
const canRun = executablePath !== undefined && hasNginx;
if (!canRun) console.warn('Skipped: Chromium or nginx is not installed.');
const describeSite = canRun && installSite() ? describe : describe.skip;

const ARTICLE = '/science/climate/first-caisson-is-sunk';
const CREATE =
  'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id path } userErrors { message } } }';
const UPDATE =
  'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { article { id } userErrors { message } } }';
const ADD_ENTRY =
  'mutation ($input: AddLiveBlogEntryInput!) { addLiveBlogEntry(input: $input) { entry { id } userErrors { message } } }';
const END_LIVE_BLOG =
  'mutation ($id: ID!) { endLiveBlog(input: { id: $id }) { liveBlog { isLive } userErrors { message } } }';
const FIND = 'query ($path: String!) { article(by: { path: $path }) { id } }';
const CREATE_UPLOAD =
  'mutation ($bytes: Int!) { createUpload(input: { name: "quay.png", bytes: $bytes }) { upload { id url } userErrors { message } } }';
const FINISH_UPLOAD =
  'mutation ($id: ID!) { finishUpload(input: { id: $id }) { file { url } userErrors { message } } }';
const UNPUBLISH =
  'mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { article { id } userErrors { message } } }';

/** Files that a newsroom adds to its copy of the site: a page, one with a parameter, and a file. */
const OWN_FILES: Record<string, string> = {
  'app/(static)/imprint/page.tsx': 'export default function Imprint() { return <p>Our own imprint</p>; }\n',
  'app/(pages)/shop/[id]/page.tsx': `export const instant = false;
export default async function Product({ params }: PageProps<'/shop/[id]'>) { return <p>Product {(await params).id}</p>; }\n`,
  'public/ads.txt': 'example.com, 1, DIRECT\n',
};

describeSite('A copy of the site in production', () => {
  const folders = new DataFolderFixture();
  const children: ChildProcess[] = [];
  let image: Image;
  let stopNginx: () => Promise<void>;
  let browser: Browser;
  let context: BrowserContext;
  let gateway: DatelineProcess;
  let gatewaySettings: Record<string, string>;
  let gatewayUrl: string;
  /** The address behind nginx, with TLS. */
  let url: string;
  let instances: string[];
  let key: string;

  /** Copies the site, builds its image, and starts a gateway, two instances of the site, and nginx. */
  beforeAll(async () => {
    const folder = await folders.createFolder();
    const copy = join(dirname(folder), 'site');
    await runCommand(['new', 'site', copy], {});
    for (const [path, text] of Object.entries(OWN_FILES)) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), text);
    }
    image = await buildImage({ context: copy, packages: SITE });

    const [port, publicPort, ...ports] = await Promise.all([findPort(), findPort(), findPort(), findPort()]);
    url = `https://localhost:${publicPort}`;
    instances = ports.map((each) => `http://127.0.0.1:${each}`);
    gatewaySettings = {
      DATA_DIR: folder,
      PORT: port!,
      SITE_URL: url,
      FEEDS_URL: url,
      GATEWAY_URL: url,
      TRUSTED_PROXIES: 'loopback',
      RATE_EXEMPT: '127.0.0.1',
      WEBHOOK_ALLOW_PRIVATE: 'true',
    };
    ({ dateline: gateway } = await startDateline(gatewaySettings));
    gatewayUrl = `http://127.0.0.1:${port}`;
    const run = async (...args: string[]) => {
      const { output } = await runCommand(args, gatewaySettings);
      return output.trim().split('\n').at(-1)!;
    };
    const secrets: string[] = [];
    for (const instance of instances) {
      secrets.push(await run('webhooks', 'add', `${instance}/hooks/dateline`, '--events', 'tags_changed'));
    }
    key = await run('keys', 'create', '--name', 'Desk', '--scope', 'admin');
    for (const each of ports) {
      const [program, ...args] = image.command;
      const { PATH = '' } = process.env;
      const settings = {
        DATELINE_URL: gatewayUrl,
        SITE_URL: url,
        DATELINE_WEBHOOK_SECRET: secrets.join(' '),
      };
      const env = { ...image.environment, PATH, ...settings, HOSTNAME: '127.0.0.1', PORT: each };
      children.push(spawn(program!, args, { cwd: image.folder, env, stdio: 'ignore' }));
    }
    stopNginx = await startNginx(dirname(folder), publicPort!, ports);
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    context = await browser.newContext({ ignoreHTTPSErrors: true });
    await waitUntil(async () => (await get('/').catch(() => null))?.status() === 200);
  }, 360_000);

  afterAll(async () => {
    await browser?.close();
    await stopNginx?.();
    await Promise.all(children.map(end));
    DatelineProcess.killAll();
    await image?.remove();
    await folders.remove();
  });

  const get = (path: string, base = url) => context.request.get(base + path, { maxRedirects: 0 });
  const read = async (path: string, base = url) => (await get(path, base)).text();

  async function send(query: string, variables: object): Promise<any> {
    const response = await fetch(`${gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as any;
    if (errors) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0];
  }

  async function mutate(query: string, variables: object): Promise<any> {
    const { userErrors, ...payload } = await send(query, variables);
    if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
    return Object.values(payload)[0];
  }

  const findId = async (path: string) => (await send(FIND, { path })).id;

  const create = (title: string, input: object = {}) =>
    mutate(CREATE, { input: { title, bodyMarkdown: 'One paragraph.', publish: {}, ...input } });

  /** Edits an article five times, and waits until an open page shows each edit by itself. */
  async function expectLiveEdits(page: Page): Promise<void> {
    const { id } = await create(`Live story ${Date.now()}`);
    await page.evaluate('globalThis.isSamePage = true');
    for (let edit = 1; edit <= 5; edit += 1) {
      const title = `Edit ${edit} of ${id}`;
      await mutate(UPDATE, { input: { id, title, publish: {} } });
      await page.getByRole('heading', { name: title }).waitFor();
    }
    expect(await page.evaluate('globalThis.isSamePage')).toBe(true);
  }

  test('A list of live news shows five edits by itself, behind a proxy that compresses and buffers', async () => {
    const page = await context.newPage();
    const streamed = page.waitForResponse(/\/graphql\/stream$/);
    await page.goto(`${url}/live`);
    const response = await streamed;
    expect(await response.headerValue('cache-control')).toBe('no-store, no-transform');
    expect(await response.request().headerValue('accept-encoding')).toContain('gzip');
    await expectLiveEdits(page);
    await page.close();
  });

  test('The front page offers a new story, and leads a reader who clicks at once to it', async () => {
    const page = await context.newPage();
    const streamed = page.waitForResponse(/\/graphql\/stream$/);
    await page.goto(url);
    await streamed;
    await create('A story of this minute');
    await page.getByRole('button', { name: '1 new story' }).click();
    await page.waitForURL(/\/archive$/);
    await page.getByRole('heading', { name: 'A story of this minute' }).first().waitFor();
    await page.close();
  });

  test('A live blog offers a new update, shows it on a click or without scripts, and is left alone after its end', async () => {
    const { id, path } = await create('The bridge is moved', { kind: 'LIVE_BLOG' });
    const add = (title: string) => mutate(ADD_ENTRY, { input: { liveBlog: id, title } });
    await add('The tugs are here');
    const page = await context.newPage();
    let requests = 0;
    const streams = new Set<Request>();
    page.on('request', (request) => {
      requests += 1;
      if (request.url().endsWith('/graphql/stream')) streams.add(request);
    });
    for (const event of ['requestfinished', 'requestfailed'] as const)
      page.on(event as 'requestfinished', (request) => streams.delete(request));
    await waitUntil(async () => (await page.goto(url + path))?.status() === 200);
    await page.getByRole('heading', { name: 'The tugs are here' }).waitFor();
    await waitUntil(() => streams.size === 1);

    await add('The bridge moves');
    const updates = page.getByRole('status').getByRole('link');
    await page.getByRole('link', { name: '1 new update' }).waitFor();
    expect(await page.getByRole('heading', { name: 'The bridge moves' }).count()).toBe(0);
    await updates.click();
    await page.getByRole('heading', { name: 'The bridge moves' }).waitFor();
    await page.getByRole('link', { name: 'Check for new updates' }).waitFor();
    await waitUntil(() => streams.size === 1);

    const plain = await browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled: false });
    const plainPage = await plain.newPage();
    await plainPage.goto(url + path);
    await add('The bridge stands');
    await waitUntil(async () => {
      await plainPage.getByRole('link', { name: 'Check for new updates' }).click();
      return (await plainPage.getByRole('heading', { name: 'The bridge stands' }).count()) > 0;
    });

    await page.getByRole('link', { name: '1 new update' }).waitFor();
    await mutate(END_LIVE_BLOG, { id });
    await page.getByRole('link', { name: 'The coverage has ended. Load the last updates' }).waitFor();
    await waitUntil(() => streams.size === 0);
    await updates.click();
    await page.getByRole('heading', { name: 'The bridge stands' }).waitFor();
    // A page that was rendered between the last entry and the end offers the end again.
    await waitUntil(async () => {
      if ((await updates.count()) === 0) return true;
      await updates.click({ timeout: 1_000 }).catch(() => undefined);
      return false;
    });
    // The page loads itself again for 10 seconds after a click; then nothing may follow.
    await page.waitForTimeout(11_000);
    requests = 0;
    await page.waitForTimeout(5_000);
    expect(requests).toBe(0);
    await plainPage.reload();
    expect(await plainPage.getByRole('status').count()).toBe(0);
    await plain.close();
    await page.close();
  }, 300_000);

  test('Pages and files that were added are reached without being named', async () => {
    expect(await read('/imprint')).toContain('Our own imprint');
    expect(await read('/shop/12')).toContain('Product <!-- -->12');
    expect(await read('/ads.txt')).toBe(OWN_FILES['public/ads.txt']);
  });

  test('Missing, deleted and moved paths have their pages and their host behind TLS', async () => {
    const missing = await get('/science/climate/first-caison-is-sunk');
    expect([missing.status(), await missing.text()]).toEqual([
      404,
      expect.stringContaining(`href="${ARTICLE}"`),
    ]);
    const { id } = await create('Taken back');
    await mutate(UPDATE, { input: { id, path: '/taken-away', publish: {} } });
    await waitUntil(async () => (await get('/taken-back')).status() === 301);
    expect(new URL((await get('/taken-back')).headers().location!, url).href).toBe(`${url}/taken-away`);
    await mutate(UNPUBLISH, { id });
    await waitUntil(async () => (await get('/taken-away')).status() === 410);
    expect(await read('/taken-away')).toContain('This page was taken down');
  });

  test('What the site forwards does not name the address of the gateway', async () => {
    const name = 'x-middleware-rewrite';
    expect((await get('/sitemap.xml', instances[0])).headers()).toHaveProperty(name);
    expect((await get('/sitemap.xml')).headers()).not.toHaveProperty(name);
  });

  test('Both instances show a change, and the lists of other pages that follow from it', async () => {
    const pages = ['/', ARTICLE].flatMap((path) => instances.map((base) => [path, base] as const));
    const start = Date.now();
    const standfirst = 'It was sunk where it was meant to be.';
    await mutate(UPDATE, { input: { id: await findId(ARTICLE), standfirst, publish: {} } });
    for (const base of instances)
      await waitUntil(async () => (await read(ARTICLE, base)).includes(standfirst));
    const title = 'What the caisson weighs';
    // It names the title of the other article, whose related list a job builds again.
    const bodyMarkdown =
      'An 8,200-tonne box is sunk in the Narrows, on purpose, by the caisson, the barrier and the neap tide.';
    await create(title, { bodyMarkdown, section: 'climate' });
    for (const [path, base] of pages) await waitUntil(async () => (await read(path, base)).includes(title));
    // Without the event, no page that was rendered after the start is rendered again before.
    expect(Date.now() - start).toBeLessThan(60_000);
  });

  test('A picture of more than 10 MB is uploaded through the site, and comes back as it was', async () => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const create = { width: 2_000, height: 2_000, channels: 3 as const, background: '#808080', noise };
    const bytes = await sharp({ create }).png({ compressionLevel: 1 }).toBuffer();
    expect(bytes.length).toBeGreaterThan(11_000_000);
    const upload = await mutate(CREATE_UPLOAD, { bytes: bytes.length });
    expect(upload.url.startsWith(`${url}/`)).toBe(true);
    expect((await context.request.put(upload.url, { data: bytes })).status()).toBe(204);
    const file = await mutate(FINISH_UPLOAD, { id: upload.id });
    expect((await (await context.request.get(file.url)).body()).equals(bytes)).toBe(true);
  });

  test('While the gateway is away, stored pages are shown, and a page with 503 in place of others', async () => {
    const [instance] = instances as [string];
    await get(ARTICLE, instance);
    gateway.signal('SIGKILL');
    await gateway.ended;
    const stored = await get(ARTICLE, instance);
    expect([stored.status(), await stored.text()]).toEqual([200, expect.stringContaining('8,200-tonne')]);
    for (const path of [
      '/search?q=ferry',
      '/archive',
      '/authors/zoe-okafor',
      '/nothing',
      '/feeds/rss.xml',
      '/robots.txt',
    ]) {
      const response = await get(path, instance);
      expect([path, response.status()]).toEqual([path, 503]);
      expect(await response.text()).toContain('Back in a moment');
      expect(response.headers()).toMatchObject({ 'cache-control': 'no-store', 'retry-after': '10' });
    }
    for (const path of ['/imprint', '/ads.txt', '/icon.svg']) {
      expect([path, (await get(path, instance)).status()]).toEqual([path, 200]);
    }
    ({ dateline: gateway } = await startDateline(gatewaySettings));
    for (const path of ['/search?q=ferry', '/archive', '/authors/zoe-okafor']) {
      expect([path, (await get(path, instance)).status()]).toEqual([path, 200]);
    }
  });

  test('The health check of the image asks an instance for a file', () => {
    const [program, ...args] = image.healthCheck;
    const check = (port: string) => spawnSync(program!, args, { env: { ...process.env, PORT: port } }).status;
    expect(check(new URL(instances[0]!).port)).toBe(0);
    expect(check('1')).toBe(1);
  });

  test('In development, a browser at either name of the machine gets live news, new pages and edits', async () => {
    const folder = join(dirname(image.root), 'build/app');
    const port = await findPort();
    const env = {
      ...process.env,
      NODE_ENV: 'development',
      DATELINE_URL: gatewayUrl,
      NEXT_TELEMETRY_DISABLED: '1',
    };
    const next = join(folder, 'node_modules/next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'dev', '-p', port], { cwd: folder, env });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    await waitUntil(() => output.includes('Ready'));

    for (const host of ['localhost', '127.0.0.1']) {
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', ({ message }) => problems.push(message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      const connected = page.waitForEvent('websocket');
      await page.goto(`http://${host}:${port}/live`);
      await connected;
      await expectLiveEdits(page);
      expect([host, problems]).toEqual([host, []]);
      await page.close();
    }

    const page = await context.newPage();
    await mkdir(join(folder, 'app/(pages)/new-page'));
    await writeFile(
      join(folder, 'app/(pages)/new-page/page.tsx'),
      'export default () => <h1>First words</h1>;\n',
    );
    await writeFile(join(folder, 'public/new.txt'), 'new');
    await waitUntil(async () => (await get('/new.txt', `http://localhost:${port}`)).status() === 200);
    // An edit before the page is connected reloads it.
    let connected: Promise<unknown> = Promise.resolve();
    await waitUntil(async () => {
      connected = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
      connected.catch(() => undefined);
      return (await page.goto(`http://localhost:${port}/new-page`))!.status() === 200;
    });
    await connected;
    await page.getByRole('heading', { name: 'First words' }).waitFor();
    await page.evaluate('globalThis.isSamePage = true');
    await writeFile(
      join(folder, 'app/(pages)/new-page/page.tsx'),
      'export default () => <h1>Second words</h1>;\n',
    );
    await page.getByRole('heading', { name: 'Second words' }).waitFor();
    expect(await page.evaluate('globalThis.isSamePage')).toBe(true);
    expect(output).not.toContain('Blocked');
    await page.close();
  });
});

/** Ends a process. With SIGTERM, Next.js also ends those that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Starts the configuration of the document, with a self-signed certificate and other ports. */
async function startNginx(folder: string, port: string, ports: string[]): Promise<() => Promise<void>> {
  const document = await readFile(join(CHECKOUT, 'docs/operations/deploying-the-site.md'), 'utf8');
  const [, http] = /```nginx\n([\s\S]+?)```/.exec(document)!;
  const files = ['-keyout', `${folder}/key.pem`, '-out', `${folder}/certificate.pem`];
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'];
  expect(spawnSync('openssl', ['req', ...options, ...files]).status).toBe(0);
  const local = http!
    .replace('127.0.0.1:3000', `127.0.0.1:${ports[0]}`)
    .replace('127.0.0.1:3001', `127.0.0.1:${ports[1]}`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('/etc/ssl/example.pem', `${folder}/certificate.pem`)
    .replace('/etc/ssl/example.key', `${folder}/key.pem`)
    // All types, event streams too.
    .replace(/gzip_types [^;]+;/, 'gzip_types *; gzip_min_length 0; gzip_proxied any;');
  return runNginx(folder, `events {}\nhttp {\naccess_log off;\n${local}\n}\n`);
}
