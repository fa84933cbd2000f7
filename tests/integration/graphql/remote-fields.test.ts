import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { loadSiteConfig } from '../../../src/app/site-config.js';
import { buildRemoteRequest } from '../../../src/graphql/remote/call-remote.js';
import { RemoteClient } from '../../../src/graphql/remote/remote-client.js';
import { type RemoteOptions, remote } from '../../../src/graphql/remote/remote-field.js';
import { readRemoteSettings } from '../../../src/graphql/remote/remote-settings.js';
import { readPage } from '../../support/documentation.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createWebSocketClient } from '../../support/live-clients.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

const SERVICE = fileURLToPath(new URL('../../support/remote-service.mjs', import.meta.url));
const SLUGS = Array.from({ length: 20 }, (_, i) => `note-${i}-${'x'.repeat(i)}`);
const COUNTS = '{ articles(first: 20) { nodes { slug commentCount } } }';

interface ServiceRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  isAborted: boolean;
}

/** The service in another process. */
class Service {
  private process: ChildProcess | undefined;
  address = '';

  async start(port = 0): Promise<void> {
    const started = spawn(process.execPath, [SERVICE, String(port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.process = started;
    const [line] = await once(started.stdout!, 'data');
    this.address = `http://127.0.0.1:${Number(line)}`;
  }

  async stop(): Promise<void> {
    if (this.process?.exitCode !== null || this.process.killed) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }

  /** Ends the process without a word, and starts it on the same port. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start(Number(new URL(this.address).port));
  }

  async setMode(mode: object): Promise<void> {
    await fetch(`${this.address}/mode`, { method: 'PUT', body: JSON.stringify(mode) });
  }

  /** Returns the requests since the last call. */
  async takeRequests(): Promise<ServiceRequest[]> {
    const response = await fetch(`${this.address}/requests`);
    return (await response.json()) as ServiceRequest[];
  }
}

const service = new Service();
let folder: string;
let gateway: Gateway;

/** Starts a gateway with the fields of Article that are given, beside those of the page. */
async function startWith(options: Record<string, RemoteOptions>, settings: NodeJS.ProcessEnv = {}) {
  const names = Object.keys(options);
  const fields = names.map((name) => `"A number." ${name}: Int`).join(' ');
  return startGateway(settings, {
    beside: gateway,
    siteConfig: {
      schema: {
        typeDefs: `extend type Article { ${fields} }`,
        resolvers: { Article: Object.fromEntries(names.map((name) => [name, remote(options[name]!)])) },
      },
    },
  });
}

async function get(query: string, { address }: Pick<Gateway, 'address'> = gateway, headers = {}) {
  const response = await fetch(`${address}/graphql?query=${encodeURIComponent(query)}`, { headers });
  const { data, errors } = (await response.json()) as any;
  const { status } = response;
  return {
    status,
    data,
    errors,
    control: response.headers.get('cache-control'),
    cache: response.headers.get('x-cache'),
  };
}

const getOne = (field: string) => `{ article(by: { slug: "${SLUGS[0]}" }) { title ${field} } }`;

beforeAll(async () => {
  await service.start();
  folder = await mkdtemp(join(tmpdir(), 'dateline-remote-'));
  const file = join(folder, 'dateline.config.ts');
  const block = readPage('docs/extending/remote-data.md').blocks.find(({ text }) =>
    text.includes('defineConfig({'),
  );
  await writeFile(file, block!.text);
  for (const name of ['COMMENTS_URL', 'PRICES_URL', 'WEATHER_URL']) process.env[name] = service.address;
  process.env.COMMENTS_TOKEN = 'top-secret';
  const siteConfig = await loadSiteConfig(file);
  gateway = await startGateway({ CACHE_MB: '16', CACHE_MAX_AGE: '5', CACHE_S_MAXAGE: '600' }, { siteConfig });
  await gateway.saveMany(SLUGS.map((slug) => ({ slug, section: ['Harbour'] })));
});
afterEach(async () => {
  await service.setMode({});
  await service.takeRequests();
});
afterAll(async () => {
  await gateway.close();
  await service.stop();
  await rm(folder, { recursive: true });
  for (const name of ['COMMENTS_URL', 'PRICES_URL', 'WEATHER_URL', 'COMMENTS_TOKEN'])
    delete process.env[name];
});

describe('The example of docs/extending/remote-data.md', () => {
  test('sends one request for the keys of 20 articles, and matches values in another order', async () => {
    const { data, control } = await get(COUNTS);
    const { nodes } = data.articles;
    expect(nodes).toHaveLength(20);
    for (const { slug, commentCount } of nodes) expect(commentCount).toBe(slug.length);
    const requests = await service.takeRequests();
    expect(requests).toHaveLength(1);
    expect(requests[0]!.headers).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer top-secret',
      'user-agent': 'Dateline',
      'x-request-id': expect.any(String),
    });
    expect(control).toMatch(/max-age=5, s-maxage=(29|30)/);
  });

  test('returns cached values to other queries without a request', async () => {
    await get(COUNTS);
    await service.takeRequests();
    await service.setMode({ more: 1_000 });
    const { data } = await get('{ articles(first: 3) { nodes { id slug commentCount } } }');
    for (const { slug, commentCount } of data.articles.nodes) expect(commentCount).toBe(slug.length);
    expect(await service.takeRequests()).toEqual([]);
  });

  test('sends one GraphQL request for a list, and cuts the lists of its values', async () => {
    const { data, control } = await get(
      '{ articles(first: 20) { nodes { slug comments { author text } } } }',
    );
    for (const { slug, comments } of data.articles.nodes) {
      expect(comments).toHaveLength(20);
      expect(comments[0]).toEqual({ author: 'Reader 24', text: `On ${slug}` });
    }
    const requests = await service.takeRequests();
    expect(requests).toHaveLength(1);
    expect(JSON.parse(requests[0]!.body).variables.articles).toHaveLength(20);
    expect(control).toBe('no-store');
  });

  test('sends a request for each key of a source that takes one, and 404 is null', async () => {
    await gateway.save({ slug: 'free', section: ['Pier'] });
    const { data, errors } = await get(
      `{ free: article(by: { slug: "free" }) { price { cents } } ${getOne('price { cents currency }').slice(1)}`,
    );
    expect(errors).toBeUndefined();
    expect(data.free.price).toBeNull();
    expect(data.article.price).toEqual({ cents: 100 * SLUGS[0]!.length, currency: 'EUR' });
    const requests = await service.takeRequests();
    expect(requests.map(({ url }) => url).sort()).toEqual(['/prices/free', `/prices/${SLUGS[0]}`]);
  });

  test('puts an encoded argument of a query into the URL', async () => {
    const place = 'a&b=c/../ü';
    const { data } = await get(`{ weather(place: ${JSON.stringify(place)}) { sky } }`);
    expect(data.weather.sky).toBe(`fog at ${place}`);
    expect((await get('{ weather(place: "..") { sky } }')).errors[0]).toMatchObject({
      message: 'place: The value is not valid.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await service.takeRequests()).toHaveLength(1);
  });

  test('returns null without an error for a key that the source does not know', async () => {
    await gateway.save({ slug: 'unknown', section: ['Pier'] });
    await service.setMode({ missing: ['unknown'] });
    const { data, errors } = await get('{ article(by: { slug: "unknown" }) { commentCount } }');
    expect([data.article.commentCount, errors]).toEqual([null, undefined]);
  });

  test('counts a field in the query cost', async () => {
    const { extensions } = (await (
      await fetch(`${gateway.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-show-cost': '1' },
        body: JSON.stringify({
          query: '{ articles(first: 20) { nodes { commentCount comments { text } } } }',
        }),
      })
    ).json()) as any;
    expect(extensions.cost.fields).toBe(1 + 20 * (1 + 10 + (10 + 20)));
  });

  test('takes one more statement than a query without it, for any number of articles', async () => {
    const asDesk = gateway.queryAs(await gateway.createKey('preview'), 'preview');
    const count = async (field: string, first: number) =>
      (await recordStatements(() => asDesk(`{ articles(first: ${first}) { nodes { title ${field} } } }`)))
        .length;
    await count('', 1); // records that the key is used
    const without = await count('', 20);
    expect(await count('commentCount', 2)).toBeLessThanOrEqual(without + 1);
    expect(await count('commentCount', 20)).toBeLessThanOrEqual(without + 1);
  });
});

describe('A source that fails', () => {
  /** Runs work with a gateway whose fields have these sources. */
  async function withFields(
    options: Record<string, Omit<RemoteOptions, 'url' | 'key'>>,
    work: (own: Gateway) => Promise<void>,
    settings: NodeJS.ProcessEnv = {},
  ): Promise<void> {
    const url = `${service.address}/counts?articles={keys}`;
    const entries = Object.entries(options).map(([name, given]) => [name, { url, key: 'slug', ...given }]);
    const own = await startWith(Object.fromEntries(entries), settings);
    try {
      await work(own);
    } finally {
      await own.close();
    }
  }

  const FAILURES: [what: string, mode: object, reason: string][] = [
    ['responds too late', { delayMs: 400 }, 'its source did not respond in time'],
    ['returns HTML', { text: '<h1>Hello</h1>' }, 'its source returned no JSON'],
    [
      'returns a list in place of an object',
      { text: '[1, 2]' },
      'its source did not return an object with the keys',
    ],
    ['returns too much', { text: `"${'x'.repeat(5_000)}"` }, 'its source returned more than 4096 bytes'],
    ['returns an error', { status: 500 }, 'its source responded with status 500'],
    [
      'redirects',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      'its source responded with status 302, and redirects are not followed',
    ],
  ];
  test.each(FAILURES)('loses its field, and the page stays, if it %s', async (_what, mode, reason) => {
    await service.setMode(mode);
    await withFields({ n: { timeoutMs: 200, maxBytes: 4_096 } }, async (own) => {
      const { status, data, errors } = await get('{ articles(first: 20) { nodes { title n } } }', own);
      expect(status).toBe(200);
      expect(data.articles.nodes).toHaveLength(20);
      expect(data.articles.nodes[0]).toEqual({ title: expect.any(String), n: null });
      expect(errors).toHaveLength(20);
      expect(errors[0]).toMatchObject({
        message: `Article.n is unavailable: ${reason}.`,
        path: ['articles', 'nodes', 0, 'n'],
        extensions: { code: 'REMOTE_UNAVAILABLE' },
      });
    });
  });

  test('has no URL and no header in the error when its process ends in the middle', async () => {
    await service.setMode({ delayMs: 2_000 });
    await withFields({ n: { headers: { 'x-token': 'top-secret' } } }, async (own) => {
      const answer = get(getOne('n'), own);
      await waitUntil(async () => (await service.takeRequests()).length > 0);
      await service.restart();
      const { data, errors } = await answer;
      expect(data.article).toEqual({ title: expect.any(String), n: null });
      expect(errors[0].message).toMatch(/^Article\.n is unavailable: its source cannot be reached/);
      expect(JSON.stringify(errors)).not.toMatch(/secret|127\.0\.0\.1|counts/);
      expect((await get(getOne('n'), own)).data.article.n).toBe(SLUGS[0]!.length);
    });
  });

  test('returns null without an error with nullOnError, and the response is cached for a short time', async () => {
    await service.setMode({ status: 500 });
    const settings = { CACHE_MB: '16', CACHE_S_MAXAGE: '600' };
    await withFields(
      { n: { nullOnError: true, cache: { seconds: 60 } } },
      async (own) => {
        const { data, errors, control } = await get(getOne('n'), own);
        expect([data.article.n, errors]).toEqual([null, undefined]);
        expect(control).toMatch(/s-maxage=[45]$|s-maxage=[45],/);
        expect((await get(getOne('n'), own)).cache).toBe('HIT');
      },
      settings,
    );
  });

  test('returns the last value with staleIfErrorSeconds', async () => {
    await withFields({ n: { cache: { seconds: 0.05, staleIfErrorSeconds: 60 } } }, async (own) => {
      await get(getOne('n'), own);
      await service.setMode({ status: 500 });
      await new Promise((resolve) => setTimeout(resolve, 60));
      const { data, errors } = await get(getOne('n'), own);
      expect([data.article.n, errors]).toEqual([SLUGS[0]!.length, undefined]);
      expect(await service.takeRequests()).toHaveLength(2);
    });
  });

  test('is not called while the circuit breaker is open, and is again after it', async () => {
    const breaker = { failures: 3, seconds: 0.3 };
    await withFields({ n: { breaker } }, async (own) => {
      await service.setMode({ status: 500 });
      const messages = [];
      for (let i = 0; i < 6; i += 1) messages.push((await get(getOne('n'), own)).errors[0].message);
      expect(messages[2]).toContain('status 500');
      expect(messages[3]).toBe(
        'Article.n is unavailable: its source failed before, and is called again in some seconds.',
      );
      expect(await service.takeRequests()).toHaveLength(3);
      await service.setMode({});
      await waitUntil(async () => (await get(getOne('n'), own)).errors === undefined);
      expect(await service.takeRequests()).toHaveLength(1);
    });
  });

  test('has one line in the log when the circuit breaker opens, and one when it closes', async () => {
    const lines: [level: string, line: object, message: string][] = [];
    const log = {
      warn: (line: object, message: string) => void lines.push(['warn', line, message]),
      info: (line: object, message: string) => void lines.push(['info', line, message]),
    };
    const options = { url: `${service.address}/prices/{key}`, breaker: { failures: 2, seconds: 0.1 } };
    const result = readRemoteSettings(options, []);
    if ('error' in result) throw new Error(result.error);
    const client = new RemoteClient('Article.n', result.settings, { log, telemetry: {} });
    const request = buildRemoteRequest(result.settings, ['harbour'], {}, {});
    const call = () => client.request(request, undefined).catch((error: Error) => error.message);
    await service.setMode({ status: 500 });
    for (let i = 0; i < 4; i += 1) await call();
    await new Promise((resolve) => setTimeout(resolve, 110));
    expect(await call()).toContain('status 500'); // a trial, which keeps the circuit open
    await service.setMode({});
    await waitUntil(async () => typeof (await call()) === 'object');
    expect(lines).toEqual([
      [
        'warn',
        { field: 'Article.n', reason: 'its source responded with status 500' },
        'source of a field failed: circuit breaker opened',
      ],
      ['info', { field: 'Article.n' }, 'source of a field responds: circuit breaker closed'],
    ]);
  });

  test('is not called for the seconds of Retry-After', async () => {
    await withFields({ n: {} }, async (own) => {
      await service.setMode({ status: 429, headers: { 'retry-after': '1' } });
      await get(getOne('n'), own);
      await service.setMode({});
      expect((await get(getOne('n'), own)).errors[0].message).toContain('called again in some seconds');
      await waitUntil(async () => (await get(getOne('n'), own)).errors === undefined);
      expect(await service.takeRequests()).toHaveLength(2);
    });
  });

  test('gets a limited number of requests at a time, and those without a turn fail', async () => {
    await service.setMode({ delayMs: 300 });
    await withFields({ n: { concurrency: 1, batchSize: 1, breaker: { failures: 100 } } }, async (own) => {
      const { data, errors } = await get('{ articles(first: 20) { nodes { n } } }', own);
      const values = data.articles.nodes.filter(({ n }: { n: unknown }) => n !== null);
      expect(values.length).toBeGreaterThan(0);
      expect(errors).toHaveLength(20 - values.length);
      const messages = errors.map(({ message }: { message: string }) => message.split(': ')[1]);
      expect(new Set(messages)).toEqual(
        new Set(['too many requests wait for its source.', 'its source did not respond in time.']),
      );
    });
  });

  test('has its request ended when the client disconnects, which is no failure', async () => {
    await service.setMode({ delayMs: 500 });
    await withFields({ n: { breaker: { failures: 1 } } }, async (own) => {
      const client = new AbortController();
      const query = encodeURIComponent(getOne('n'));
      const answer = fetch(`${own.address}/graphql?query=${query}`, { signal: client.signal });
      const requests: ServiceRequest[] = [];
      await waitUntil(async () => requests.push(...(await service.takeRequests())) > 0);
      client.abort();
      await expect(answer).rejects.toThrow();
      await service.setMode({});
      expect((await get(getOne('n'), own)).data.article.n).toBe(SLUGS[0]!.length);
    });
  });

  test('shows in the metrics', async () => {
    await service.setMode({ status: 500 });
    const settings = { METRICS: 'true' };
    await withFields(
      { n: { breaker: { failures: 1 } } },
      async (own) => {
        const read = async () => (await (await fetch(`${own.address}/metrics`)).text()).split('\n');
        const count = (outcome: string, value: number) =>
          `dateline_remote_call_duration_seconds_count{field="Article.n",outcome="${outcome}"} ${value}`;
        expect(await read()).toEqual(
          expect.arrayContaining([count('done', 0), 'dateline_remote_circuit_open{field="Article.n"} 0']),
        );
        for (let i = 0; i < 3; i += 1) await get(getOne('n'), own);
        expect(await read()).toEqual(
          expect.arrayContaining([
            count('failed', 1),
            count('skipped', 2),
            'dateline_remote_circuit_open{field="Article.n"} 1',
          ]),
        );
      },
      settings,
    );
  });

  test('gets headers of the client that are named, and the response is not cached', async () => {
    await withFields(
      { n: { forwardHeaders: ['x-reader'] } },
      async (own) => {
        const headers = { 'x-reader': 'Ann', 'x-other': 'Bob' };
        const { control } = await get(getOne('n'), own, headers);
        expect(control).toBe('no-store');
        expect((await get(getOne('n'), own, headers)).cache).not.toBe('HIT');
        const requests = await service.takeRequests();
        expect(requests.map((request) => request.headers['x-reader'])).toEqual(['Ann', 'Ann']);
        expect(requests[0]!.headers['x-other']).toBeUndefined();
      },
      { CACHE_MB: '16' },
    );
  });

  test('has a value that a change of its tags invalidates', async () => {
    await gateway.save({ slug: 'tagged', section: ['Pier'] });
    const { article } = await gateway.query('{ article(by: { slug: "tagged" }) { id } }');
    const cache = { seconds: 600, tags: (slug: string) => [`slug:${slug}`] };
    await withFields(
      { n: { cache } },
      async (own) => {
        const query = '{ article(by: { slug: "tagged" }) { n } }';
        expect((await get(query, own)).data.article.n).toBe(6);
        await service.setMode({ more: 10 });
        expect((await get(query, own)).data.article.n).toBe(6);
        const asDesk = own.queryAs(await own.createKey('write', 'publish'));
        for (const mutation of ['unpublishArticle', 'publishArticle']) {
          const text = `mutation ($id: ID!) { ${mutation}(input: { id: $id }) { userErrors { code } } }`;
          expect(await asDesk(text, { id: article.id })).toEqual({ [mutation]: { userErrors: [] } });
        }
        await waitUntil(async () => (await get(query, own)).data.article?.n === 16);
      },
      { CACHE_MB: '16' },
    );
  });

  test('has a live query run again when the seconds of its cache are over', async () => {
    await withFields(
      { n: { cache: { seconds: 1 } } },
      async (own) => {
        const client = createWebSocketClient(own.address);
        const results = client.iterate({ query: `query @live ${getOne('n')}` });
        const first = (await results.next()).value as any;
        expect(first.data.article.n).toBe(SLUGS[0]!.length);
        await service.setMode({ more: 1 });
        const second = (await results.next()).value as any;
        expect(second.data.article.n).toBe(SLUGS[0]!.length + 1);
        await client.dispose();
      },
      { CACHE_MB: '16' },
    );
  });
});

const ARTICLE_FIELD = 'extend type Article { n: Int }';
const URL_WITH_KEYS = 'http://127.0.0.1:1/counts?ids={keys}';
test.each<[what: string, typeDefs: string, options: object, message: string]>([
  [
    'an unknown option',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, timout: 5 },
    'timout is not an option. The options are url, key,',
  ],
  [
    'an unknown option of the cache',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, cache: { secs: 5 } },
    'cache.secs is not an option.',
  ],
  ['a value out of range', ARTICLE_FIELD, { url: URL_WITH_KEYS, timeoutMs: 0 }, 'timeoutMs: '],
  [
    'a URL without a host',
    ARTICLE_FIELD,
    { url: 'counts?ids={keys}' },
    'url: Begin with http:// or https://',
  ],
  [
    'a host with a placeholder',
    ARTICLE_FIELD,
    { url: 'http://{key}.example/' },
    'a host without placeholders',
  ],
  [
    'a URL with credentials',
    ARTICLE_FIELD,
    { url: 'http://me:secret@127.0.0.1/{key}' },
    'url: Put credentials in headers.',
  ],
  [
    'an unknown placeholder',
    ARTICLE_FIELD,
    { url: 'http://127.0.0.1/{keys}/{id}' },
    'url: {id} is unknown. Placeholders are {keys}, {key}.',
  ],
  [
    'a URL without keys',
    ARTICLE_FIELD,
    { url: 'http://127.0.0.1/' },
    'url: The requests need {keys} or {key}.',
  ],
  [
    'a field that is not nullable',
    'extend type Article { n: Int! }',
    { url: URL_WITH_KEYS },
    'must be nullable',
  ],
  [
    'an unknown field as key',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, key: 'slugg' },
    'key: Article has no field slugg.',
  ],
  [
    'an object as key',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, key: 'section' },
    'Give a function key, and fields.',
  ],
  [
    'unknown fields',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, key: () => 'a', fields: 'slugg' },
    'fields: Cannot query field "slugg"',
  ],
  [
    'a document that is no GraphQL',
    ARTICLE_FIELD,
    { url: 'http://127.0.0.1/', query: 'query {', variables: () => ({}) },
    'query: Syntax Error',
  ],
  [
    'a document without variables',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, query: '{ a }' },
    'query and variables: Give both',
  ],
  [
    'a cache of what depends on the client',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, cache: { seconds: 1 }, forwardHeaders: ['cookie'] },
    'cache: Responses that depend on headers of the client are not cached.',
  ],
  [
    'a header that is not valid',
    ARTICLE_FIELD,
    { url: URL_WITH_KEYS, headers: { 'x-token': 'top\nsecret' } },
    'headers: The name or the value of x-token is not valid in HTTP.',
  ],
  [
    'a query with keys and no key',
    'extend type Query { n: Int }',
    { url: URL_WITH_KEYS },
    'key: Query has no ID.',
  ],
])('The start is refused with a sentence for a source with %s', async (_what, typeDefs, options, message) => {
  const [type] = /Article|Query/.exec(typeDefs)!;
  const extension = { typeDefs, resolvers: { [type]: { n: remote(options as RemoteOptions) } } };
  const error: Error = await printGraphQLSchema(undefined, extension).then(
    () => new Error('It was accepted.'),
    (refusal) => refusal,
  );
  expect(error.message).toContain(`schema.resolvers.${type}.n in the site's configuration: `);
  expect(error.message).toContain(message);
  expect(error.message).not.toContain('secret');
});
