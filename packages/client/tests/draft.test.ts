import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Client } from '../src/client.js';
import { draftClient, draftEventsRoute, draftRoute, endDraftRoute } from '../src/next.js';

const SECRET = 'open sesame';
const TOKEN = 'dl_link_abc';

let server: Server;
let url: string;
/** The headers of the requests that the gateway got. */
let requests: { authorization?: string | undefined; perspective?: string | string[] | undefined }[];
let isDraftMode: boolean;
/** The link of the valid token. */
let shown: { article: { path: string } | null; front: { path: string } | null };
let validTokens: string[];

/** A gateway that knows the tokens in `validTokens`. */
beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    const { authorization, 'x-perspective': perspective } = headers;
    requests.push({ authorization, perspective });
    const isKnown = validTokens.includes(authorization?.replace('Bearer ', '') ?? '');
    const errors = [{ message: 'Refused.', extensions: { code: 'UNAUTHENTICATED' } }];
    const data = { previewLink: isKnown ? shown : null };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(authorization && !isKnown ? { errors } : { data }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  requests = [];
  isDraftMode = false;
  shown = { article: { path: '/world/talks' }, front: null };
  validTokens = [TOKEN];
});

const draftMode = async () => ({
  isEnabled: isDraftMode,
  enable: () => {
    isDraftMode = true;
  },
  disable: () => {
    isDraftMode = false;
  },
});

const open = (query: Record<string, string>, origin = 'https://site.example', secret = SECRET) =>
  draftRoute({ secret, draftMode, url })(new Request(`${origin}/draft?${new URLSearchParams(query)}`));

/** Returns the client of a visitor with the cookie of a response. */
function getDraft(cookie: string | undefined, secret = SECRET): Promise<Client | null> {
  const value = decodeURIComponent(/^dateline-draft=([^;]*)/.exec(cookie ?? '')?.[1] ?? '');
  const cookies = { get: (name: string) => (cookie && name === 'dateline-draft' ? { value } : undefined) };
  return draftClient({ url, key: 'dl_key', secret, draftMode, cookies: () => cookies })();
}

const readCookie = (response: Response) => response.headers.get('set-cookie')!;

test('A preview of all drafts needs the secret and leads to a path of the site only', async () => {
  expect((await open({ secret: 'wrong', path: '/' })).status).toBe(401);
  expect((await open({})).status).toBe(401);
  expect((await open({ secret: '' }, undefined, '')).status).toBe(401);
  expect(isDraftMode).toBe(false);
  const opened = await open({ secret: SECRET, path: '/world/talks?x=1#y' });
  expect([opened.status, opened.headers.get('location')]).toEqual([307, '/world/talks?x=1#y']);
  expect(isDraftMode).toBe(true);
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/.//evil.example',
    '\t//evil.example',
    'x:/\\evil.example',
    'x:\\\\evil.example',
    'javascript:alert(1)',
    'https://',
  ]) {
    const location = (await open({ secret: SECRET, path })).headers.get('location')!;
    expect([path, new URL(location, 'https://site.example/draft').origin]).toEqual([
      path,
      'https://site.example',
    ]);
    expect(location).toMatch(/^\/(?![\\/])/);
  }
  const absolute = await open({ secret: SECRET, path: 'https://www.site.example/world/talks' });
  expect(absolute.headers.get('location')).toBe('/world/talks');
  expect(await (await open({}, undefined, '')).text()).toBe('Previews need a secret, which is not set.');
});

test('A preview link leads to its draft, and shows the visitor what its token shows', async () => {
  const opened = await open({ link: TOKEN, path: '/elsewhere' });
  expect([opened.status, opened.headers.get('location')]).toEqual([307, '/world/talks']);
  expect(readCookie(opened)).toBe(`dateline-draft=${TOKEN}; HttpOnly; SameSite=None; Secure; Path=/`);
  const client = await getDraft(readCookie(opened));
  requests = [];
  await client!.query('{ site { title } }');
  expect(requests).toEqual([{ authorization: `Bearer ${TOKEN}`, perspective: undefined }]);
});

test('A preview link to a front leads to its page', async () => {
  shown = { article: null, front: { path: '/weekend' } };
  expect((await open({ link: TOKEN })).headers.get('location')).toBe('/weekend');
});

test('A preview of all drafts sends the key, for a day, and its cookie does not tell the secret', async () => {
  const opened = await open({ secret: SECRET }, 'http://127.0.0.1:3000');
  const cookie = readCookie(opened);
  expect(cookie).toMatch(/^dateline-draft=\d+\.[\w-]{43}; HttpOnly; SameSite=Lax; Max-Age=86400; Path=\/$/);
  expect(readCookie(await open({ secret: SECRET }))).toContain('; HttpOnly; SameSite=None; Secure; ');
  validTokens = ['dl_key'];
  await (await getDraft(cookie))!.query('{ site { title } }');
  expect(requests).toEqual([{ authorization: 'Bearer dl_key', perspective: 'preview' }]);
});

test('A cookie that was changed, is over or has another secret shows no draft', async () => {
  const cookie = readCookie(await open({ secret: SECRET }));
  validTokens = [];
  const [, expires, signature] = /=(\d+)\.([\w-]+)/.exec(cookie)!;
  for (const forged of [`${Number(expires) + 1}.${signature}`, `${expires}.`, `${expires}`, SECRET]) {
    expect(await getDraft(`dateline-draft=${encodeURIComponent(forged)}`)).toBeNull();
  }
  expect(await getDraft(cookie, 'another secret')).toBeNull();
  const end = Number(expires) * 1_000 - performance.timeOrigin;
  const now = jest.spyOn(performance, 'now').mockReturnValue(end + 1_000);
  expect(await getDraft(cookie)).toBeNull();
  now.mockRestore();
  expect(await getDraft(cookie)).not.toBeNull();
});

test('A link that was revoked opens nothing, and ends a preview that it opened', async () => {
  const cookie = readCookie(await open({ link: TOKEN }));
  validTokens = [];
  expect(await getDraft(cookie)).toBeNull();
  isDraftMode = false;
  expect((await open({ link: TOKEN })).status).toBe(401);
  expect(isDraftMode).toBe(false);
});

test('The draft mode alone shows no draft, and neither does a cookie without it', async () => {
  const cookie = readCookie(await open({ secret: SECRET }));
  expect(await getDraft(undefined)).toBeNull();
  expect(await getDraft('dateline-draft=guessed')).toBeNull();
  expect(await getDraft('dateline-draft=', '')).toBeNull();
  isDraftMode = false;
  expect(await getDraft(cookie)).toBeNull();
});

test('The end of a preview removes the cookie', async () => {
  await open({ secret: SECRET });
  const ended = await endDraftRoute({ draftMode })();
  expect([ended.status, ended.headers.get('location'), readCookie(ended), isDraftMode]).toEqual([
    ...[303, '/', 'dateline-draft=; Max-Age=0; Path=/', false],
  ]);
});

test('A preview gets an event for each change of its page, and ends with the connection', async () => {
  let signal!: AbortSignal;
  const followed: unknown[] = [];
  async function* follow(client: Client, path: string, options: { signal: AbortSignal }) {
    followed.push([client, path]);
    signal = options.signal;
    yield {};
    yield {};
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  const get = (client: Client | null) =>
    draftEventsRoute({ draft: async () => client, follow })(
      new Request('https://site.example/draft/events?path=/world/talks'),
    );
  expect((await get(null)).status).toBe(403);
  expect(followed).toEqual([]);
  const client = {} as Client;
  const response = await get(client);
  expect([...response.headers]).toEqual([
    ['cache-control', 'no-store, no-transform'],
    ['content-type', 'text/event-stream'],
    ['x-accel-buffering', 'no'],
  ]);
  const reader = response.body!.getReader();
  for (let count = 0; count < 2; count += 1) {
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data:\n\n');
  }
  await reader.cancel();
  expect([followed, signal.aborted]).toEqual([[[client, '/world/talks']], true]);
});
