import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { type Gateway, startGateway } from '../../../tests/support/gateway.js';
import { waitUntil } from '../../../tests/support/until.js';
import { type Client, createClient, type DatelineError, type TrustedDocument, tagOf } from '../src/index.js';
import { applyPatch, type PatchOperation } from '../src/patch.js';

const LIST = `query List($first: Int!, $after: String) {
  articles(first: $first, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } }
}`;
const TITLE = 'query Title($slug: String!) { article(by: { slug: $slug }) { id title } }';
const EVENTS = 'subscription { articleEvents { kind article { slug } } }';

describe('With a gateway', () => {
  let folder: string;
  let gateway: Gateway;
  let client: Client;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dateline-client-'));
    const manifest = join(folder, 'persisted-documents.json');
    await writeFile(manifest, JSON.stringify({ [hash(TITLE)]: TITLE }));
    gateway = await startGateway({
      TRUSTED_DOCUMENTS: 'also',
      TRUSTED_DOCUMENTS_FILE: manifest,
      CACHE_MB: '8',
    });
    client = createClient({ url: `${gateway.address}/graphql` });
    for (const slug of ['one', 'two', 'three', 'four', 'five']) await gateway.save({ slug });
  });
  afterAll(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });

  test('A query returns its data', async () => {
    expect(await client.query(TITLE, { slug: 'one' })).toMatchObject({ article: { title: 'Title of one' } });
  });

  test('Strings of graphql-codegen, parsed documents and printed ones are queries', async () => {
    const { loc: _, ...withoutText } = parse(TITLE);
    const printing = createClient({ url: client.url, print });
    for (const document of [Object.assign(new String(TITLE), {}), parse(TITLE)]) {
      expect(await client.query(document as object, { slug: 'one' })).toMatchObject({ article: {} });
    }
    expect(await printing.query(withoutText as object, { slug: 'one' })).toMatchObject({ article: {} });
    await expect(client.query(withoutText as object, { slug: 'one' })).rejects.toThrow(/Pass `print`/);
  });

  test('A trusted document is requested by GET with its hash, and its response has cache tags', async () => {
    const { requests, recording } = record();
    const document: TrustedDocument<{ article: { id: string } }, { slug: string }> = {
      documentId: `sha256:${hash(TITLE)}`,
    };
    const { data, tags } = await recording.request(document, { slug: 'one' });
    expect(requests).toEqual([
      `GET ?documentId=sha256%3A${hash(TITLE)}&variables=%7B%22slug%22%3A%22one%22%7D`,
    ]);
    expect(data.article.id).toMatch(/./);
    expect(tags).toContain(createHash('sha256').update('slug:one').digest('base64url').slice(0, 6));
    const generated = Object.assign(new String(TITLE), { __meta__: { hash: hash(TITLE) } });
    const trusting = createClient({ url: client.url, trusted: true });
    expect(await trusting.query(generated as object, { slug: 'one' })).toMatchObject({ article: {} });
  });

  test('A query is sent by GET on request, and by POST else', async () => {
    const { requests, recording } = record({ useGet: true });
    const { tags } = await recording.request(TITLE, { slug: 'two' });
    expect(tags.length).toBeGreaterThan(0);
    await client.query(TITLE, { slug: 'two' });
    expect(requests[0]).toMatch(/^GET \?query=/);
  });

  test('The cost is returned on request', async () => {
    const { cost } = await client.request(TITLE, { slug: 'one' }, { showCost: true });
    expect(cost).toMatchObject({ fields: 3, limit: 25_000 });
  });

  test('A refused operation throws an error with its code', async () => {
    await expect(client.query('{ nothing }')).rejects.toMatchObject({
      ...{ name: 'DatelineError', code: 'GRAPHQL_VALIDATION_FAILED', status: 400, data: null },
      message: expect.stringContaining('nothing'),
    });
    const forged = createClient({ url: client.url, key: 'dl_wrong', perspective: 'preview' });
    const error: DatelineError = await forged.query(TITLE, { slug: 'one' }).catch((thrown) => thrown);
    expect(error.code).toBe('UNAUTHENTICATED');
  });

  test('A key with the preview perspective reads drafts', async () => {
    await gateway.save({ slug: 'draft', draft: true });
    const preview = createClient({
      url: client.url,
      key: await gateway.createKey('preview'),
      perspective: 'preview',
    });
    expect(await preview.query(TITLE, { slug: 'draft' })).toMatchObject({
      article: { title: 'Title of draft' },
    });
    expect(await client.query(TITLE, { slug: 'draft' })).toEqual({ article: null });
  });

  test('Pages follow each other until the end of the list', async () => {
    const pages: string[][] = [];
    for await (const { nodes } of client.paginate(LIST, { first: 2 }, (data): any => data.articles)) {
      pages.push(nodes.map(({ slug }: any) => slug));
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(new Set(pages.flat()).size).toBe(5);
  });

  test('A document that does not pass the cursor on is refused instead of repeated', async () => {
    const document =
      'query ($first: Int!) { articles(first: $first) { pageInfo { hasNextPage endCursor } } }';
    const pages = client.paginate(document, { first: 2 }, (data): any => data.articles);
    await pages.next();
    await pages.next();
    await expect(pages.next()).rejects.toThrow('must pass $after');
  });

  test('A document without pageInfo is refused instead of ending after its first page', async () => {
    for (const pageInfo of ['', 'pageInfo { hasNextPage }']) {
      const document = `query ($after: String) { articles(first: 2, after: $after) { totalCount ${pageInfo} } }`;
      const pages = client.paginate(document, {}, (data): any => data.articles);
      await pages.next();
      await expect(pages.next()).rejects.toThrow('select hasNextPage and endCursor');
    }
  });

  test('A mutation is sent by POST', async () => {
    const editor = createClient({ url: client.url, key: await gateway.createKey('write'), useGet: true });
    const { createArticle } = await editor.mutate(
      'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { title } userErrors { code } } }',
      { input: { title: 'A new one' } },
    );
    expect(createArticle).toEqual({ article: { title: 'A new one' }, userErrors: [] });
  });

  test('A view is counted over the beacon', async () => {
    const { requests, recording } = record();
    expect(recording.recordView('one')).toBe(true);
    expect(requests).toEqual(['POST /beacon']);
  });

  test('A subscription resumes after cut connections and misses nothing', async () => {
    const cuts: AbortController[] = [];
    const streams = countResponses((input, init) => {
      const cut = new AbortController();
      cuts.push(cut);
      return fetch(input, { ...init, signal: AbortSignal.any([cut.signal, init!.signal!]) });
    });
    const cutting = createClient({ url: client.url, fetch: streams.fetch });
    const end = new AbortController();
    const events = cutting.subscribe(EVENTS, {}, { signal: end.signal, retryMs: 10 });
    const received = readSlugs(events, 3);
    await waitUntil(() => streams.count === 1);
    await gateway.save({ slug: 'live-1' });
    await waitUntil(() => received.slugs.length === 1);
    cuts[0]!.abort();
    await gateway.save({ slug: 'live-2' });
    await waitUntil(() => received.slugs.length === 2);
    cuts.at(-1)!.abort();
    await gateway.save({ slug: 'live-3' });
    await received.done;
    end.abort();
    expect(received.slugs).toEqual(['live-1', 'live-2', 'live-3']);
    expect(cuts.length).toBeGreaterThanOrEqual(3);
    expect(await events.next()).toEqual({ value: undefined, done: true });
  });

  test('A live query yields each state once, also when its connection is cut between them', async () => {
    const { cutting, cuts } = createCuttingClient(client.url);
    const query = 'query @live { article(by: { slug: "followed" }) { title } }';
    const results = cutting.live<any>(query, {}, { retryMs: 10 });
    expect((await results.next()).value).toEqual({ article: null });
    const next = results.next();
    cuts[0]!.abort();
    await waitUntil(() => cuts.length === 2);
    await gateway.save({ slug: 'followed', title: 'It is here' });
    expect((await next).value).toEqual({ article: { title: 'It is here' } });
    cuts.at(-1)!.abort();
    const last = results.next();
    await waitUntil(() => cuts.length === 3);
    await gateway.save({ slug: 'followed', title: 'It has changed' });
    expect((await last).value).toEqual({ article: { title: 'It has changed' } });
    await results.return();
  });

  test('A text with a line separator of Unicode arrives whole', async () => {
    await gateway.save({ slug: 'separated', title: 'One\u2028two' });
    const results = client.live<any>('query @live { article(by: { slug: "separated" }) { title } }');
    expect((await results.next()).value).toEqual({ article: { title: 'One\u2028two' } });
    await results.return();
  });

  test('A live query applies patches, also after its connection was cut', async () => {
    const patches: number[] = [];
    const { cutting, cuts } = createCuttingClient(client.url);
    const patch = (data: object, operations: PatchOperation[]) => {
      patches.push(operations.length);
      return applyPatch(data, operations);
    };
    const text = 'It stays as it is. '.repeat(20);
    await gateway.save({ slug: 'patched', title: 'First', body: { format: 'markdown', text } });
    const query = 'query @live { article(by: { slug: "patched" }) { title body { html } } }';
    const results = cutting.live<any>(query, {}, { retryMs: 10, patch });
    const { article } = (await results.next()).value!;
    expect(article.title).toBe('First');
    const next = results.next();
    await gateway.save({ slug: 'patched', title: 'Second', body: { format: 'markdown', text } });
    expect((await next).value).toEqual({ article: { ...article, title: 'Second' } });
    cuts[0]!.abort();
    const last = results.next();
    await waitUntil(() => cuts.length === 2);
    await gateway.save({ slug: 'patched', title: 'Third', body: { format: 'markdown', text } });
    expect((await last).value).toEqual({ article: { ...article, title: 'Third' } });
    expect(patches.length).toBeGreaterThan(0);
    await results.return();
  });

  test('A subscription starts after a cursor, and ends with the error of an invalid one', async () => {
    const streams = countResponses(fetch);
    const counted = createClient({ url: client.url, fetch: streams.fetch });
    const cursors = counted.subscribe('subscription { articleEvents { cursor article { slug } } }');
    const first = cursors.next();
    await waitUntil(() => streams.count === 1);
    await gateway.save({ slug: 'after-1' });
    const { cursor } = (await first).value!.articleEvents;
    await cursors.return();
    await gateway.save({ slug: 'after-2' });
    const later = client.subscribe(EVENTS, {}, { after: cursor });
    expect((await later.next()).value).toMatchObject({ articleEvents: { article: { slug: 'after-2' } } });
    await later.return();
    const invalid = client.subscribe(EVENTS, {}, { after: 'nothing' });
    await expect(invalid.next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(client.subscribe('subscription { nothing }').next()).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });

  test('A subscription goes on when the gateway has restarted', async () => {
    const first = await startGateway({}, { database: gateway.database });
    let { address } = first;
    let losses = 0;
    const streams = countResponses((input, init) =>
      fetch(String(input).replace(/^http:\/\/[^/]+/, address), init),
    );
    const moving = createClient({ url: `${address}/graphql`, fetch: streams.fetch });
    const end = new AbortController();
    const onDisconnect = () => {
      losses += 1;
    };
    const events = moving.subscribe(EVENTS, {}, { signal: end.signal, retryMs: 10, onDisconnect });
    const received = readSlugs(events, 2);
    await waitUntil(() => streams.count === 1);
    await gateway.save({ slug: 'restart-1' });
    await waitUntil(() => received.slugs.length === 1);
    await first.close();
    await gateway.save({ slug: 'restart-2' });
    await waitUntil(() => losses > 1);
    const second = await startGateway({}, { database: gateway.database });
    address = second.address;
    await received.done;
    end.abort();
    await second.close();
    expect(received.slugs).toEqual(['restart-1', 'restart-2']);
  });

  /** Returns a client of the gateway whose requests are recorded. */
  function record(options = {}) {
    const requests: string[] = [];
    const recording = createClient({
      url: client.url,
      fetch: (input, init) => {
        requests.push(
          `${init?.method ?? 'GET'} ${String(input).replace(client.url, '').replace(gateway.address, '')}`,
        );
        return fetch(input, init);
      },
      ...options,
    });
    return { requests, recording };
  }
});

describe('Without a gateway', () => {
  test('A client without a url says so in each request', async () => {
    const lost = createClient({ url: undefined as unknown as string });
    await expect(lost.query(TITLE)).rejects.toThrow('The client has no absolute `url`');
    await expect(lost.subscribe(EVENTS).next()).rejects.toThrow('The client has no absolute `url`');
  });

  test('A client with a relative url says so outside of browsers, unless it has a fetch that resolves it', async () => {
    for (const url of ['/graphql', 'localhost:4000/graphql']) {
      const lost = createClient({ url });
      const message = `The client has no absolute \`url\`: ${url}`;
      await expect(lost.query(TITLE)).rejects.toThrow(message);
      await expect(lost.subscribe(EVENTS).next()).rejects.toThrow(message);
    }
    const fetch = async () => Response.json({ data: { site: null } });
    expect(await createClient({ url: '/graphql', fetch }).query(TITLE)).toEqual({ site: null });
  });

  test('An unreachable gateway, and what is none, have codes of their own', async () => {
    const unreachable = createClient({ url: 'http://127.0.0.1:9/graphql' });
    await expect(unreachable.query('{ site { title } }')).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
      status: 0,
    });
    const page = respondWith(
      new Response('<h1>Welcome</h1>', { status: 502, headers: { 'retry-after': '7' } }),
    );
    await expect(page.query('{ site { title } }')).rejects.toMatchObject({
      ...{ code: 'BAD_RESPONSE', status: 502, retryAfter: 7 },
    });
  });

  test('A response with data and errors throws an error that has both', async () => {
    const errors = [{ message: 'Wait', extensions: { code: 'RATE_LIMITED' } }];
    const partial = respondWith(
      Response.json({ data: { site: null }, errors }, { headers: { 'retry-after': '3' } }),
    );
    await expect(partial.query('{ site { title } }')).rejects.toMatchObject({
      ...{ code: 'RATE_LIMITED', errors, data: { site: null }, retryAfter: 3 },
    });
  });

  test('An aborted query rejects with the reason of its signal', async () => {
    const waiting = createClient({
      url: 'http://127.0.0.1:9/graphql',
      fetch: async (_, init) => {
        throw init?.signal?.reason;
      },
    });
    const signal = AbortSignal.abort(new Error('left'));
    await expect(waiting.query('{ site { title } }', {}, { signal })).rejects.toThrow('left');
  });

  test('Tags for a storing fetch are passed on as Next.js reads them', async () => {
    const inits: any[] = [];
    const client = createClient({
      url: '/graphql',
      fetch: async (_, init) => {
        inits.push(init);
        return Response.json({ data: { site: {} } });
      },
    });
    await client.query('{ site { title } }', {}, { tags: ['article:1'] });
    expect(inits[0]).toMatchObject({ next: { tags: ['article:1'] }, cache: 'force-cache' });
  });

  test('A stream that ends without an end is opened again with the last cursor, in any pieces', async () => {
    const cursors: unknown[] = [];
    const streams = [
      [
        'id: 4\n\n',
        ':\n\n',
        'id: 5\nevent: next\ndata: {"data"',
        ':{"n":1}}\n',
        '\n',
        'event: next\ndata: {"data":{"n"',
      ],
      ['id: 6\r\nevent: next\r\ndata: {"data":{"n":2}}\r\n\r\nevent: complete\r\ndata:\r\n\r\n'],
    ];
    const client = createClient({
      url: '/graphql',
      fetch: async (_, init) => {
        cursors.push(new Headers(init?.headers).get('last-event-id'));
        const pieces = streams.shift() ?? [];
        const body = new ReadableStream({
          start(controller) {
            for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
            controller.close();
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
      },
    });
    const received: unknown[] = [];
    for await (const data of client.subscribe('subscription { n }', {}, { retryMs: 1 })) received.push(data);
    expect(received).toEqual([{ n: 1 }, { n: 2 }]);
    expect(cursors).toEqual([null, '5']);
  });

  test('A silent stream counts as lost', async () => {
    let connections = 0;
    const client = createClient({
      url: '/graphql',
      fetch: async (_, init) => {
        connections += 1;
        const complete = new TextEncoder().encode('event: complete\ndata:\n\n');
        const body = new ReadableStream({
          start(controller) {
            if (connections > 1) controller.enqueue(complete);
            else init?.signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      },
    });
    for await (const _ of client.subscribe('subscription { n }', {}, { idleMs: 20, retryMs: 1 })) break;
    expect(connections).toBe(2);
  });

  test('The cache tag of a node is that of the gateway, and other IDs have none', () => {
    expect(tagOf({ id: Buffer.from('Article:44').toString('base64url') })).toBe('article:44');
    expect(tagOf(Buffer.from('Section:7').toString('base64url'))).toBe('section:7');
    expect(() => tagOf(Buffer.from('Site:1').toString('base64url'))).toThrow(TypeError);
    expect(() => tagOf('***')).toThrow(TypeError);
  });
});

function respondWith(response: Response): Client {
  return createClient({ url: '/graphql', fetch: async () => response });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads events until there are as many as expected. */
/** Counts responses. That of a subscription begins when the gateway has subscribed. */
function countResponses(send: typeof fetch) {
  const responses = {
    count: 0,
    fetch: (async (input, init) => {
      const response = await send(input, init);
      responses.count += 1;
      return response;
    }) satisfies typeof fetch,
  };
  return responses;
}

function readSlugs(events: AsyncGenerator<any>, count: number) {
  const slugs: string[] = [];
  const done = (async () => {
    while (slugs.length < count) slugs.push((await events.next()).value.articleEvents.article.slug);
  })();
  return { slugs, done };
}

/** Creates a client whose connections can be cut, each by its controller. */
function createCuttingClient(url: string): { cutting: Client; cuts: AbortController[] } {
  const cuts: AbortController[] = [];
  const cutting = createClient({
    url,
    fetch: (input, init) => {
      const cut = new AbortController();
      cuts.push(cut);
      return fetch(input, { ...init, signal: AbortSignal.any([cut.signal, init!.signal!]) });
    },
  });
  return { cutting, cuts };
}
