import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { waitUntil } from '../../../tests/support/until.js';
import { type Client, DatelineError } from '../src/index.js';
import { findPathLanguage, proxy, readLanguage, readMissing, rewrites } from '../src/next.js';

const ROUTES: Record<string, object> = {
  '/?p=12': { status: 'MOVED', redirectTo: '/world/talks', isPermanent: true },
  '/old': { status: 'MOVED', redirectTo: '/new', isPermanent: false },
  '/world/talks': { status: 'FOUND', node: { id: 'QXJ0aWNsZTox' } },
  '/gone': { status: 'GONE' },
};

/** Responds with a text that says what a proxy did. */
const responses = {
  next: ({ request: { headers } }: { request: { headers: Headers } }) =>
    new Response(`next ${headers.get('x-dateline-route') ?? 'to the site'}`),
  redirect: (url: URL, status: number) => new Response(`${status} ${url.href}`),
  rewrite: (url: URL) => new Response(`rewrite ${url.href}`),
};

let asked: string[];
/** Languages of the requests for routes. */
let languages: (string | null)[];
/** What the gateway responds with, if it fails. */
let failure: unknown;
const client = {
  url: 'http://gateway.example/graphql',
  query: async (
    _document: unknown,
    { path }: { path: string },
    { headers }: { headers: Record<string, string> },
  ) => {
    asked.push(path);
    languages.push(headers['x-language'] ?? null);
    if (failure) throw failure;
    return { route: ROUTES[path] ?? { status: 'NOT_FOUND', redirectTo: null, isPermanent: null } };
  },
} as unknown as Client;

/** The own server of the site, which has a stored page, a file, and the pages for missing and unavailable content. */
let server: Server;
let origin: string;
let requests: { path: string; headers: IncomingHttpHeaders }[];
let isGatewayAway: boolean;
let hasTrustFile: boolean;
beforeAll(async () => {
  server = createServer(({ url: path = '', headers }, response) => {
    requests.push({ path, headers });
    if (path === '/logo.svg') response.setHeader('content-type', 'image/svg+xml');
    else response.setHeader('content-type', 'text/html');
    if (path === '/world/talks') response.setHeader('x-nextjs-cache', 'STALE').setHeader('etag', '"1"');
    if (path.startsWith('/markdown/')) response.setHeader('content-type', 'text/markdown');
    if (path.startsWith('/markdown/') && headers['user-agent'] === 'GPTBot') response.statusCode = 403;
    if (path.endsWith('/trust.txt') && !hasTrustFile) response.statusCode = 404;
    if (path === '/broken') response.statusCode = 500;
    if (path === '/healthz' && isGatewayAway) response.statusCode = 502;
    response.end(`page ${path}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
  languages = [];
  requests = [];
  isGatewayAway = false;
  hasTrustFile = true;
  failure = null;
});

interface ProxyTestOptions {
  pages?: string[];
  languages?: string[];
  origin?: string;
  /** URL of the gateway. */
  gateway?: string;
}

/** Creates a proxy, and returns a function that sends requests to it. */
function createProxy({ gateway = client.url, ...options }: ProxyTestOptions = {}) {
  const addressed = { ...client, url: `${new URL(gateway).origin}/graphql` };
  const respond = proxy({ client: addressed, NextResponse: responses, origin, ...options });
  return (path: string, { method = 'GET', cookie = '', headers = {} as Record<string, string> } = {}) =>
    respond({
      method,
      // Next.js passes the address of its own server, with the protocol that a proxy before it names.
      url: `https://localhost:3000${path}`,
      headers: new Headers({ host: 'site.example', ...headers }),
      cookies: { has: (name) => name === cookie },
    });
}
const read = async (response: Promise<Response>) => (await response).text();

test('A proxy redirects moved paths and short links of WordPress to the host of the request', async () => {
  const get = createProxy();
  expect(await read(get('/?utm_source=mail&p=12'))).toBe('301 https://site.example/world/talks');
  expect(await read(get('/old'))).toBe('302 https://site.example/new');
  expect(await read(get('/?p=13'))).toBe('next content');
  expect(await read(get('/?p=x'))).toBe('next content');
  expect(asked).toEqual(['/?p=12', '/old', '/?p=13', '/']);
});

test('Crawlers that are shown an article are reported to the gateway with their headers, and readers are not', async () => {
  const get = createProxy({ gateway: origin });
  const agent = { 'user-agent': 'Mozilla/5.0 (compatible; GPTBot/1.2)', 'x-forwarded-for': '192.0.2.1' };
  const signed = { 'user-agent': 'Mozilla/5.0', 'signature-agent': '"https://chatgpt.com"', signature: 's' };
  const reports = () => requests.filter(({ path }) => path === '/beacon').map(({ headers }) => headers);
  for (const headers of [agent, { 'user-agent': 'Mozilla/5.0 Firefox/140.0' }, signed])
    expect(await read(get('/world/talks', { headers }))).toBe('next content');
  for (const path of ['/nothing', '/old']) await get(path, { headers: agent });
  await get('/world/talks', { method: 'HEAD', headers: agent });
  await waitUntil(() => reports().length === 2);
  expect(reports()).toEqual([
    expect.objectContaining({ ...agent, 'content-length': '12' }),
    expect.objectContaining(signed),
  ]);
});

test('Next.js shows what the gateway has, and looks itself for all that it has not', async () => {
  const get = createProxy({ pages: ['/shop'] });
  expect(await read(get('/world/talks'))).toBe('next content');
  for (const path of ['/logo.svg', '/own-page', '/nothing']) {
    expect(await read(get(path))).toBe('next to the site');
  }
  expect(asked).toEqual(['/world/talks', '/logo.svg', '/own-page', '/nothing']);
  expect(await read(get('/shop/cart'))).toBe('next to the site');
  expect(await read(get('/form', { method: 'POST' }))).toBe('next to the site');
  expect(await read(get('/a-draft', { cookie: '__prerender_bypass' }))).toBe('next content');
  expect(asked).toHaveLength(4);
  const { fallback } = await rewrites();
  expect(fallback[0]).toEqual(expect.objectContaining({ destination: '/~content/:path' }));
});

test('On a site with several languages, paths are those of the language that they begin with', async () => {
  const get = createProxy({ languages: ['en', 'de', 'pt-BR'] });
  expect(await read(get('/world/talks'))).toBe('next content');
  expect(await read(get('/de'))).toBe('next content');
  expect(await read(get('/DE'))).toBe('next page');
  expect(await read(get('/de/search'))).toBe('next page');
  expect(await read(get('/PT-br/x'))).toBe('next page');
  expect(await read(get('/dentist'))).toBe('next to the site');
  expect(await read(get('/de/a-draft', { cookie: '__prerender_bypass' }))).toBe('next draft/de/a-draft');
  expect(languages).toEqual(['en', 'de', 'de', 'de', 'pt-BR', 'en']);
  await get('/gone', { headers: { 'x-dateline-language': 'fr' } });
  expect(readLanguage(new Headers(requests.at(-1)!.headers as Record<string, string>))).toBe('en');
  const { afterFiles } = await rewrites();
  for (const rewrite of afterFiles)
    expect(rewrite).toEqual(expect.objectContaining({ source: '/:language/:path+', destination: '/:path+' }));
});

test('A site with one language names none in its requests', async () => {
  await createProxy({ languages: ['en'] })('/world/talks');
  await createProxy()('/world/talks');
  expect(languages).toEqual([null, null]);
  expect(findPathLanguage('/de/x', ['en'])).toBe('en');
});

test('A deleted path has the page for missing content and the status 410, whatever protocol readers use', async () => {
  const response = await createProxy()('/gone');
  expect([response.status, await response.text()]).toEqual([410, 'page /~missing']);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const headers = requests[0]!.headers as Record<string, string>;
  expect(readMissing(new Headers(headers))).toEqual({ path: '/gone', isGone: true });
  const alone = await createProxy({ origin: 'http://127.0.0.1:1' })('/gone');
  expect([alone.status, await alone.text()]).toEqual([410, 'This page was taken down.']);
});

test('The folders of the proxy cannot be opened, and its headers cannot be sent', async () => {
  const get = createProxy();
  for (const path of ['/~content/world/talks', '/~missing', '/~unavailable', '/de/~missing']) {
    expect((await get(path)).status).toBe(404);
  }
  expect(asked).toEqual([]);
  const headers = { 'x-dateline-route': 'content', 'x-dateline-key': 'guessed' };
  expect(await read(get('/nothing', { headers }))).toBe('next to the site');
});

test('While the gateway is away, stored pages and files are shown, and a page with 503 for all others', async () => {
  const get = createProxy();
  for (const each of [
    new DatelineError('No response.', { code: 'NETWORK_ERROR' }),
    new DatelineError('Too many.', { code: 'RATE_LIMITED', status: 429 }),
    new DOMException('Timeout', 'TimeoutError'),
  ]) {
    failure = each;
    const stored = await get('/world/talks');
    expect([stored.status, stored.headers.get('etag'), await stored.text()]).toEqual([
      ...[200, '"1"', 'page /world/talks'],
    ]);
    expect((await get('/logo.svg')).headers.get('content-type')).toBe('image/svg+xml');
    for (const path of ['/search?q=boat', '/broken']) {
      const response = await get(path);
      expect([response.status, await response.text()]).toEqual([503, 'page /~unavailable']);
      expect(response.headers.get('retry-after')).toBe('10');
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  }
  // The server asks the proxy again, which lets the request pass without asking the gateway.
  const { headers } = requests[0]!;
  asked = [];
  expect(await read(get('/world/talks', { headers: headers as Record<string, string> }))).toBe(
    'next content',
  );
  expect(asked).toEqual([]);
});

test('A request of another instance, which a balancer leads here, is not sent on', async () => {
  const headers = { 'x-dateline-key': 'that-of-another-instance' };
  const get = createProxy();
  const gone = await get('/gone', { headers });
  expect([gone.status, await gone.text()]).toEqual([410, 'This page was taken down.']);
  expect((await get('/~missing', { headers })).status).toBe(404);
  failure = new DatelineError('No response.', { code: 'NETWORK_ERROR' });
  expect((await get('/world/talks', { headers })).status).toBe(503);
  expect(requests).toEqual([]);
});

test('A path that the gateway refuses is none of its own', async () => {
  failure = new DatelineError('The path is too long.', { code: 'BAD_USER_INPUT', status: 200 });
  expect(await read(createProxy()('/a'))).toBe('next to the site');
});

test('Content of sections called Media, Feeds and Sitemaps is shown by the site', async () => {
  const get = createProxy({ gateway: origin });
  const paths = ['/media/talks', '/feeds/talks', '/sitemaps/talks'];
  for (const path of paths) expect(await read(get(path))).toBe('next to the site');
  expect(asked).toEqual(paths);
  const key = `/media/${'0'.repeat(40)}`;
  for (const path of [
    `${key}.jpg`,
    `${key}/800x450_q75_jpeg.sig-_`,
    '/media/uploads/id.sig',
    '/feeds/world/ninjs.json',
  ])
    expect(await read(get(path))).toBe(`rewrite ${origin}${path}`);
});

test('The paths of the gateway are forwarded without cookies', async () => {
  const get = createProxy({ gateway: origin });
  expect(await read(get('/feeds/rss.xml?x=1'))).toBe(`rewrite ${origin}/feeds/rss.xml?x=1`);
  expect(await read(get('/media/a.jpg'))).toBe(`rewrite ${origin}/media/a.jpg`);
  for (const path of ['/license.xml', '/.well-known/tdmrep.json'])
    expect(await read(get(path))).toBe(`rewrite ${origin}${path}`);
  expect(await read(get('/indexnow.txt'))).toBe(`rewrite ${origin}/indexnow.txt`);
  expect(await read(get('/llms.txt'))).toBe(`rewrite ${origin}/llms.txt`);
  expect(await read(get('/world/ferry.md'))).toBe(`rewrite ${origin}/markdown/world/ferry`);
  expect(await read(get('/index.md'))).toBe(`rewrite ${origin}/markdown`);
  expect(requests.map(({ path }) => path)).toEqual(Array(3).fill('/healthz'));
});

test.each(['/trust.txt', '/.well-known/trust.txt'])(
  '%s is that of the gateway, or else of the site',
  async (path) => {
    const get = createProxy({ gateway: origin });
    expect(await read(get(path))).toBe(`rewrite ${origin}${path}`);
    hasTrustFile = false;
    expect(await read(get(path))).toBe('next to the site');
    expect(await read(createProxy({ gateway: 'http://127.0.0.1:1' })(path))).toBe(
      `rewrite http://127.0.0.1:1${path}`,
    );
  },
);

test('A crawler that the gateway refuses does not get the page in place of its Markdown', async () => {
  const get = createProxy({ gateway: origin });
  const client = { accept: 'text/markdown', 'x-forwarded-for': '203.0.113.7' };
  const refused = await get('/world/talks', { headers: { ...client, 'user-agent': 'GPTBot' } });
  expect([refused.status, refused.headers.get('cache-control')]).toEqual([403, 'no-store']);
  expect(requests.at(-1)!.headers).toMatchObject({
    'user-agent': 'GPTBot',
    'x-forwarded-for': '203.0.113.7',
  });
  expect((await get('/world/talks', { headers: { ...client, 'user-agent': 'Reader' } })).status).toBe(200);
});

test('Clients that prefer Markdown get content as such, which no shared cache stores', async () => {
  const get = createProxy({ gateway: origin, pages: ['/shop'] });
  const ask = async (path: string, accept: string) => read(get(path, { headers: { accept } }));
  const markdown = 'page /markdown/world/talks';
  for (const accept of [
    'text/markdown',
    'text/markdown, text/html, */*',
    'text/html;q=0.8, Text/Markdown;q=0.9',
    'text/markdown, text/plain;q=0.9, */*;q=0.8',
    'text/markdown;q=0.5, text/html;q=0.1, */*',
  ])
    expect([accept, await ask('/world/talks', accept)]).toEqual([accept, markdown]);
  for (const accept of [
    '',
    '*/*',
    'text/html',
    'text/html, text/markdown;q=0.5',
    'text/markdown;q=0.1, */*',
    'text/markdown;q=0.5, text/*;q=0.6, */*;q=0.1',
    'text/markdown;q=0',
    'text/markdown;q=x',
  ])
    expect([accept, await ask('/world/talks', accept)]).toEqual([accept, 'next content']);
  expect(await ask('/old', 'text/markdown')).toBe('302 https://site.example/new');
  expect(await ask('/own-page', 'text/markdown')).toBe('next to the site');
  expect(await ask('/shop', 'text/markdown')).toBe('next to the site');
  const { headers } = await get('/world/talks', { headers: { accept: 'text/markdown' } });
  expect([headers.get('vary'), headers.get('cache-control'), headers.get('content-type')]).toEqual([
    'Accept',
    'no-store',
    'text/markdown',
  ]);
});

test('While the gateway is away, feeds, sitemaps and newsletter pages have a page with 503', async () => {
  // A balancer in front of the gateway responds for it.
  for (const gateway of ['http://127.0.0.1:1', origin]) {
    const get = createProxy({ gateway });
    isGatewayAway = true;
    for (const path of [
      '/feeds/rss.xml',
      '/robots.txt',
      '/sitemap.xml',
      '/sitemaps/1.xml',
      '/newsletter/daily',
    ]) {
      const response = await get(path);
      expect([path, response.status, await response.text()]).toEqual([path, 503, 'page /~unavailable']);
      expect(response.headers.get('retry-after')).toBe('10');
    }
  }
});
