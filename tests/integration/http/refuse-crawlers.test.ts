import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiKeyService } from '../../../src/auth/api-keys.service.js';
import { CRAWLERS, findCrawler } from '../../../src/shared/crawlers.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const GPTBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; GPTBot/1.2; +https://openai.com/gptbot';
const CHATGPT = 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0';
const CLAUDEBOT = 'Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({
    CACHE_MB: '16',
    REFUSE_CRAWLERS: 'true',
    CRAWLER_LICENSES: 'ClaudeBot',
    METRICS: 'true',
    MCP: 'true',
  });
  await gateway.save({ slug: 'open' });
  await gateway.save({ slug: 'closed', machineRights: 'training=forbidden' });
  await gateway.save({
    slug: 'sold',
    machineRights: 'training=licensed, license=https://courier.example/terms',
  });
});
afterAll(() => gateway.close());

async function read(path: string, userAgent: string) {
  const response = await fetch(gateway.address + path, { headers: { 'user-agent': userAgent } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe.each(['/markdown/closed', '/feeds/closed/ninjs.json'])('The text at %s', (path) => {
  test('is refused to a crawler for a purpose that is forbidden, and not to others', async () => {
    const refused = await read(path, GPTBOT);
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.text).errors[0]).toMatchObject({
      message: expect.stringMatching(
        /^GPTBot reads for training, which the publisher does not allow here\. training: forbidden\. See http.*\/license\.xml\.$/,
      ),
      extensions: { code: 'FORBIDDEN' },
    });
    // Also after the responses are cached, in both orders.
    for (const userAgent of [BROWSER, GOOGLEBOT, CHATGPT, BROWSER])
      expect([userAgent, (await read(path, userAgent)).status]).toEqual([userAgent, 200]);
    for (const userAgent of [GPTBOT, CLAUDEBOT])
      expect([userAgent, (await read(path, userAgent)).status]).toEqual([userAgent, 403]);
  });
});

test('What is licensed is served to a crawler with a license alone', async () => {
  expect((await read('/markdown/sold', CLAUDEBOT)).status).toBe(200);
  expect((await read('/markdown/sold', GPTBOT)).status).toBe(403);
  const robots = (await read('/robots.txt', GPTBOT)).text;
  const find = (token: string) =>
    robots.split('\n\n').find((group) => group.includes(`User-agent: ${token}\n`))!;
  expect(find('GPTBot')).toContain('Disallow: /sold$');
  expect(find('ClaudeBot')).not.toContain('Disallow: /sold$');
  expect(find('ClaudeBot')).toContain('Disallow: /closed$');
});

test('Lists leave out what a crawler may not read, and caches in front do not keep them', async () => {
  const list = (text: string) => ['open', 'closed', 'sold'].filter((slug) => text.includes(`/${slug}`));
  for (const path of ['/feeds/rss.xml', '/feeds/feed.json', '/feeds/ninjs.json', '/markdown/', '/llms.txt']) {
    const own = await read(path, GPTBOT);
    expect([path, list(own.text)]).toEqual([path, ['open']]);
    expect(own.headers.get('cache-control')).toContain('no-store');
    expect([path, list((await read(path, CLAUDEBOT)).text)]).toEqual([path, ['open', 'sold']]);
    const reader = await read(path, BROWSER);
    expect([path, list(reader.text)]).toEqual([path, ['open', 'closed', 'sold']]);
    expect(reader.headers.get('cache-control')).toContain('public');
  }
});

test('A change of rights reaches crawlers', async () => {
  expect((await read('/markdown/open', GPTBOT)).status).toBe(200);
  await gateway.save({ slug: 'open', machineRights: 'training=forbidden', title: 'Changed' });
  await gateway.app.cacheInvalidator.waitForSync();
  const found = await gateway.query(
    '{ articles(first: 5) { nodes { slug machineRights { training { use } } } } }',
  );
  const closed = found.articles.nodes.filter(
    ({ machineRights }: any) => machineRights.training.use === 'FORBIDDEN',
  );
  for (const { slug } of closed) expect((await read(`/markdown/${slug}`, GPTBOT)).status).toBe(403);
});

test('The API is refused to crawlers, over HTTP and WebSocket', async () => {
  const query = '/graphql?query={site{title}}';
  for (const path of [query, '/graphql/stream', '/mcp']) expect((await read(path, GPTBOT)).status).toBe(403);
  expect((await read(query, GOOGLEBOT)).status).toBe(200);
  expect((await read(query, BROWSER)).status).toBe(200);
  const status = await new Promise((resolve) => {
    const headers = { 'user-agent': GPTBOT, connection: 'Upgrade', upgrade: 'websocket' };
    const upgrade = request(`${gateway.address}/graphql`, { headers }, ({ statusCode }) =>
      resolve(statusCode),
    );
    upgrade.on('upgrade', () => resolve(101)).on('error', () => resolve('error'));
    upgrade.end();
  });
  expect(status).toBe(403);
});

/** Sends a request with a target that `fetch` would rewrite. */
function readTarget(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const { hostname, port } = new URL(gateway.address);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

test.each([
  '/%67raphql?query={site{title}}',
  '/graph%71l?query={site{title}}&x=%',
  '/graphql?x=%&query={site{title}}',
  '/graphql#?query={site{title}}',
  'http://gateway.example/graphql?query={site{title}}',
  'HTTP://gateway.example/%67raphql?query={site{title}}',
])('The API is refused to crawlers at %s, where the router finds it', async (target) => {
  expect(await readTarget(target, { 'user-agent': GPTBOT })).toBe(403);
  expect(await readTarget(target, { 'user-agent': BROWSER })).toBe(200);
});

test('The API is open to crawlers with a license, and to clients with a key under any name', async () => {
  const { secret } = await new ApiKeyService(gateway.database.prisma).create('Assistant', ['preview']);
  const query = '/graphql?query={site{title}}';
  const CLAUDE = 'Claude-User';
  const client = { 'user-agent': CLAUDE, 'apollo-require-preflight': 'true' };
  expect((await read(query, CLAUDEBOT)).status).toBe(200);
  for (const path of [query, '/mcp']) expect((await read(path, CLAUDE)).status).toBe(403);
  const authorization = `Bearer ${secret}`;
  expect(await readTarget(query, { ...client, authorization })).toBe(200);
  // The server for assistants has no GET.
  expect(await readTarget('/mcp', { ...client, authorization })).toBe(405);
  expect(await readTarget(query, { ...client, authorization: 'Bearer guessed' })).toBe(401);
});

test('The metrics count the requests of crawlers', async () => {
  const { text } = await read('/metrics', BROWSER);
  expect(text).toMatch(
    /dateline_crawler_requests_total\{crawler="GPTBot",signed="false",route="\/markdown\/\*",status="403"\} \d/,
  );
  expect(text).not.toContain('crawler="Chrome"');
});

describe('The list of crawlers', () => {
  test('finds each by its User-Agent, and nothing in that of a browser', () => {
    for (const crawler of CRAWLERS) {
      const found = findCrawler(`Mozilla/5.0 (compatible; ${crawler.token}/1.0)`);
      expect(found).toBe(crawler.isTokenOnly ? null : crawler);
    }
    for (const userAgent of [BROWSER, undefined, '', 'NotGPTBot', 'GPTBot2', 'Applebot-Extended/1.0'])
      expect(findCrawler(userAgent)).toBeNull();
  });

  test('has a page as the source of each, and no name twice', () => {
    const names = CRAWLERS.map(({ token }) => token.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const { source, purposes } of CRAWLERS) {
      expect(URL.canParse(source)).toBe(true);
      expect(purposes.length).toBeGreaterThan(0);
    }
  });
});
