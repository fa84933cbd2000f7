import { createPublicKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { ReadCounter } from '../../../src/observability/reads/read-counter.js';
import { pruneReads, ReadStore } from '../../../src/observability/reads/read-store.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { callTool, connectAssistant } from '../../support/assistant.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createCrawlerKey, signRequest } from '../../support/signed-requests.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const GPTBOT = 'Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)';
const CLAUDEBOT = 'Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
const MADE_UP = 'Mozilla/5.0 (compatible; MadeUpBot/1.0)';
const READ = 'query Read($slug: String!) { article(by: { slug: $slug }) { title body { html } } }';

const key = createCrawlerKey();
const fetchKeyDirectory = async () => {
  const publicKey = createPublicKey({ key: key.published as never, format: 'jwk' });
  const id = await calculateJwkThumbprint(key.published as never);
  const published = { key: publicKey, notBefore: 0, notAfter: Number.POSITIVE_INFINITY };
  return { keys: new Map([[id, published]]), maxAgeSeconds: null };
};

let database: TestDatabase;
let open: number;
let closed: number;
beforeAll(async () => {
  database = await createTestDatabase();
  const gateway = await startGateway({}, { beside: { database } });
  open = await gateway.save({ slug: 'open' });
  closed = await gateway.save({ slug: 'closed', machineRights: 'training=forbidden' });
  await gateway.close();
});
afterAll(() => database.close());
afterEach(() => database.pool.query('DELETE FROM machine_read'));

/** Sends requests to a gateway, closes it, and returns what it has counted, without the day. */
async function countReads(
  send: (gateway: Gateway) => Promise<unknown>,
  settings: NodeJS.ProcessEnv = {},
): Promise<unknown[]> {
  const gateway = await startGateway(
    { CACHE_MB: '16', ...settings },
    { beside: { database }, fetchKeyDirectory },
  );
  try {
    await send(gateway);
  } finally {
    await gateway.close();
  }
  return listReads();
}

async function listReads() {
  const { rows } = await database.pool.query<Record<string, any>>(`
    SELECT crawler, is_verified, article_id, reads::int, refused::int FROM machine_read ORDER BY crawler, is_verified, article_id`);
  return rows.map((row) => Object.values(row));
}

async function get({ address }: Gateway, path: string, headers: Record<string, string>) {
  const response = await fetch(address + path, { headers });
  await response.text();
  return response;
}

async function post({ address }: Gateway, query: string, variables: object, userAgent: string) {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ query, variables }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  expect(errors).toBeUndefined();
  return response.headers.get('x-cache');
}

describe('Reads of crawlers are counted', () => {
  test.each(['/markdown/open', '/feeds/open/ninjs.json'])('at %s, from the cache too', async (path) => {
    const counted = await countReads(async (gateway) => {
      for (const userAgent of [GPTBOT, BROWSER, GPTBOT, MADE_UP, CLAUDEBOT])
        expect((await get(gateway, path, { 'user-agent': userAgent })).status).toBe(200);
    });
    expect(counted).toEqual([
      ['ClaudeBot', false, open, 1, 0],
      ['GPTBot', false, open, 2, 0],
    ]);
  });

  test('in the graph for articles whose text is in the response, however the query is executed', async () => {
    const counted = await countReads(async (gateway) => {
      const sources = [];
      for (let i = 0; i < 3; i++) sources.push(await post(gateway, READ, { slug: 'open' }, GPTBOT));
      expect(sources).toEqual(['MISS', 'HIT', 'HIT']);
      await post(gateway, '{ article(by: { slug: "open" }) { title standfirst } }', {}, GPTBOT);
      await post(gateway, READ, { slug: 'open' }, BROWSER);
    });
    expect(counted).toEqual([['GPTBot', false, open, 3, 0]]);
  });

  test('in lists of the graph that are composed of cached fragments', async () => {
    const counted = await countReads(
      async (gateway) => {
        // From the second use on, the query is compiled, and stores the fragments of articles.
        for (let i = 0; i < 4; i++) {
          const list = `query List($first: Int!) { articles(first: $first) { nodes { title body { text } } } }`;
          await post(gateway, list, { first: 10 + i }, CLAUDEBOT);
        }
      },
      { CACHE_PARTS_PERCENT: '100' },
    );
    expect(counted).toEqual([
      ['ClaudeBot', false, open, 4, 0],
      ['ClaudeBot', false, closed, 4, 0],
    ]);
  });

  test('in feeds with whole texts, and not in those with summaries', async () => {
    const read = (gateway: Gateway) => get(gateway, '/feeds/rss.xml', { 'user-agent': CLAUDEBOT });
    expect(await countReads(read, { FEED_CONTENT: 'summary' })).toEqual([]);
    const counted = await countReads(read, { FEED_CONTENT: 'full' });
    expect(counted).toEqual([
      ['ClaudeBot', false, open, 1, 0],
      ['ClaudeBot', false, closed, 1, 0],
    ]);
  });

  test('in tools for assistants', async () => {
    const counted = await countReads(
      async (gateway) => {
        const assistant = await connectAssistant(gateway, { 'user-agent': 'Claude-User/1.0' });
        const { article } = await callTool(assistant, 'ReadArticle', { slug: 'open' });
        expect(article.id).toBe(toGlobalId('Article', open));
        await assistant.close();
      },
      { MCP: 'true' },
    );
    expect(counted).toEqual([['Claude-User', false, open, 1, 0]]);
  });

  test('as verified if the request is signed', async () => {
    const counted = await countReads(
      async (gateway) => {
        const read = async () => {
          const agent = '"https://chatgpt.com"';
          const signed = await signRequest(key, 'https://courier.example/', { agent });
          return get(gateway, '/markdown/open', { ...signed, 'user-agent': BROWSER });
        };
        // The first request makes the gateway fetch the keys.
        await read();
        await read();
      },
      { SIGNATURE_AGENTS: 'https://chatgpt.com' },
    );
    expect(counted).toEqual([['chatgpt.com', true, open, 1, 0]]);
  });

  test('of pages that the site reports with the header of the crawler', async () => {
    const counted = await countReads(async ({ address }) => {
      const report = (slug: string, userAgent: string) =>
        fetch(`${address}/beacon`, { method: 'POST', headers: { 'user-agent': userAgent }, body: slug });
      for (const userAgent of [GPTBOT, GPTBOT, MADE_UP]) await report('open', userAgent);
      await report('missing', GPTBOT);
    });
    expect(counted).toEqual([['GPTBot', false, open, 2, 0]]);
  });

  test('not for a copy that is still current, nor without the text', async () => {
    const counted = await countReads(async (gateway) => {
      const first = await get(gateway, '/markdown/open', { 'user-agent': GPTBOT });
      const etag = first.headers.get('etag')!;
      const again = await get(gateway, '/markdown/open', { 'user-agent': GPTBOT, 'if-none-match': etag });
      expect(again.status).toBe(304);
      await fetch(`${gateway.address}/markdown/open`, { method: 'HEAD', headers: { 'user-agent': GPTBOT } });
    });
    expect(counted).toEqual([['GPTBot', false, open, 1, 0]]);
  });
});

test('What a crawler is refused is counted, by article where that is known', async () => {
  const counted = await countReads(
    async (gateway) => {
      for (const path of [
        '/markdown/closed',
        '/feeds/closed/ninjs.json',
        '/graphql?query={__typename}',
        '/mcp',
      ])
        expect((await get(gateway, path, { 'user-agent': GPTBOT })).status).toBe(403);
      expect((await get(gateway, '/markdown/open', { 'user-agent': GPTBOT })).status).toBe(200);
    },
    { REFUSE_CRAWLERS: 'true', MCP: 'true' },
  );
  expect(counted).toEqual([
    ['GPTBot', false, 0, 0, 2],
    ['GPTBot', false, open, 1, 0],
    ['GPTBot', false, closed, 0, 2],
  ]);
});

test('Nothing is counted when the setting is 0', async () => {
  const read = (gateway: Gateway) => get(gateway, '/markdown/open', { 'user-agent': GPTBOT });
  expect(await countReads(read, { MACHINE_READS_DAYS: '0' })).toEqual([]);
});

describe('Counts', () => {
  const headers = { 'user-agent': GPTBOT };
  const log = { warn: () => undefined };
  const clock = () => new Date('2026-11-30T23:59:59Z');
  const createCounter = (store: Pick<ReadStore, 'add'>) => new ReadCounter({ store, log, clock });

  test('add up over instances, and those of an instance that crashes are lost since its last write', async () => {
    const store = new ReadStore(database.pool);
    const [crashed, other] = [createCounter(store), createCounter(store)];
    for (const counter of [crashed, other]) {
      counter.count(headers, { status: 200, texts: [open] });
      counter.count(headers, { status: 200, texts: [open, closed] });
    }
    await Promise.all([crashed.flush(), other.flush()]);
    crashed.count(headers, { status: 200, texts: [open] });
    other.count(headers, { status: 403, texts: [closed] });
    await other.stop();
    expect(await listReads()).toEqual([
      ['GPTBot', false, open, 4, 0],
      ['GPTBot', false, closed, 2, 1],
    ]);
  });

  test('of a write that failed are written with the next one', async () => {
    const store = new ReadStore(database.pool);
    let isDown = true;
    const counter = createCounter({
      add: (counts) => (isDown ? Promise.reject(new Error('down')) : store.add(counts)),
    });
    counter.count(headers, { status: 200, texts: [open] });
    await counter.flush();
    isDown = false;
    counter.count(headers, { status: 200, texts: [open] });
    counter.countRefusedRequest(headers);
    await counter.flush();
    expect(await listReads()).toEqual([
      ['GPTBot', false, 0, 0, 1],
      ['GPTBot', false, open, 2, 0],
    ]);
  });

  test('are pruned after as many days as the setting says', async () => {
    const store = new ReadStore(database.pool);
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const counts = { crawler: 'GPTBot', isVerified: false, articleId: open, reads: 1, refused: 0 };
    await store.add([0, 1, 2, 3].map((ago) => ({ ...counts, day: day(ago) })));
    await pruneReads(database.pool, 2);
    const { rows } = await database.pool.query('SELECT day::text FROM machine_read ORDER BY day');
    expect(rows.map((row) => row.day)).toEqual([day(1), day(0)]);
  });
});

describe('The graph', () => {
  const MACHINE_READS = `query Reads($since: DateTime, $until: DateTime, $crawler: String) {
    machineReads(since: $since, until: $until, crawler: $crawler) {
      since
      until
      crawlers { crawler isVerified articleCount reads refused }
      articles(first: 10) { article { slug } articleId crawler isVerified reads refused }
    }
  }`;
  const addReads = async () => {
    const counts = { crawler: 'GPTBot', isVerified: false, reads: 3, refused: 1 };
    await new ReadStore(database.pool).add([
      { ...counts, day: '2026-10-01', articleId: open },
      { ...counts, day: '2026-10-02', articleId: open },
      { ...counts, day: '2026-10-02', articleId: 999_999, reads: 1 },
      { ...counts, day: '2026-10-02', articleId: 0, reads: 0, refused: 5 },
      { ...counts, day: '2026-10-02', crawler: 'chatgpt.com', isVerified: true, articleId: closed },
      { ...counts, day: '2026-10-03', articleId: open },
    ]);
  };

  test('sums reads by crawler and by article for administrators', async () => {
    await addReads();
    const gateway = await startGateway({}, { beside: { database } });
    const admin = gateway.queryAs(await gateway.createKey('admin'));
    const days = { since: '2026-10-01T12:00:00Z', until: '2026-10-02T00:00:00Z' };
    const { machineReads } = await admin(MACHINE_READS, days);
    expect(machineReads).toEqual({
      since: '2026-10-01',
      until: '2026-10-02',
      crawlers: [
        { crawler: 'GPTBot', isVerified: false, articleCount: 2, reads: 7, refused: 8 },
        { crawler: 'chatgpt.com', isVerified: true, articleCount: 1, reads: 3, refused: 1 },
      ],
      articles: [
        { article: { slug: 'open' }, articleId: toGlobalId('Article', open), reads: 6, refused: 2 },
        { article: { slug: 'closed' }, articleId: toGlobalId('Article', closed), reads: 3, refused: 1 },
        { article: null, articleId: toGlobalId('Article', 999_999), reads: 1, refused: 1 },
        { article: null, articleId: null, reads: 0, refused: 5 },
      ].map((each, i) => ({
        ...each,
        crawler: i === 1 ? 'chatgpt.com' : 'GPTBot',
        isVerified: i === 1,
      })),
    });
    const own = await admin(MACHINE_READS, { ...days, crawler: 'CHATGPT.COM' });
    expect(own.machineReads.articles.map(({ reads }: { reads: number }) => reads)).toEqual([3]);
    const denied = await gateway.queryErrors(MACHINE_READS, days);
    expect(denied[0]?.extensions.code).toBe('FORBIDDEN');
    await gateway.close();
  });

  test('refuses days in the wrong order', async () => {
    const gateway = await startGateway({}, { beside: { database } });
    const authorization = `Bearer ${await gateway.createKey('admin')}`;
    const [error] = await gateway.queryErrors(
      MACHINE_READS,
      { since: '2026-10-02T00:00:00Z', until: '2026-10-01T00:00:00Z' },
      { authorization },
    );
    expect(error?.message).toBe('since (2026-10-02) must not be after until (2026-10-01): exchange them.');
    await gateway.close();
  });
});
