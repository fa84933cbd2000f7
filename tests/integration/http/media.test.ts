import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createDiskStorage } from '../../../src/media/disk-storage.js';
import type { MediaStorage } from '../../../src/media/media-storage.js';
import { createS3Storage } from '../../../src/media/s3-storage.js';
import { INVALID_KEYS } from '../../support/contracts/media-storage-contract.js';
import { hasMoto, startMoto } from '../../support/s3-server.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { sendRaw, startServer, type TestServer } from '../../support/test-server.js';

const FOLDER = fileURLToPath(new URL('../../../seeds/media/', import.meta.url));

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ withSeeds: true });
});
afterAll(() => gateway.close());

test('Seed images are served unchanged and sandboxed by Content-Security-Policy', async () => {
  for (const name of readdirSync(FOLDER)) {
    const response = await gateway.get(`/media/${name}`);
    expect([name, response.status]).toEqual([name, 200]);
    expect(response.headers.get('content-type')).toContain('image/webp');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(await response.text()).toBe(readFileSync(FOLDER + name, 'utf8'));
  }
});

test('Every image that the seeds reference exists', async () => {
  const { data } = (await (
    await gateway.post({
      query: '{ articles(first: 100) { nodes { image { url } } } authors { nodes { image { url } } } }',
    })
  ).json()) as any;
  const images = [...data.articles.nodes, ...data.authors.nodes].flatMap(({ image }) => image ?? []);
  expect(images.length).toBeGreaterThan(0);
  for (const { url } of images) {
    const { pathname } = new URL(url);
    expect([url, (await gateway.get(pathname, { method: 'HEAD' })).status]).toEqual([url, 200]);
  }
});

test.each([
  ...['/media/../../package.json', '/media/..%2f..%2fpackage.json', '/media/%2e%2e/%2e%2e/package.json'],
  ...['/media/..\\..\\package.json', '/media//etc/passwd', '/media/%2fetc%2fpasswd', '/media/a%00.svg'],
  ...['/media/....//....//package.json', '/media/', '/media/.', '/media/nothing.svg'],
])('The media route rejects paths outside its folder and the folder itself: %s', async (path) => {
  // Sent raw, since fetch would normalize the path.
  const answer = await sendRaw(
    gateway.address,
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
  expect(answer).toContain('"code":"BAD_REQUEST"');
  expect(answer).not.toContain('"dateline"');
});

test('A storage is asked for keys only', async () => {
  const asked: string[] = [];
  const head = async (key: string) => {
    asked.push(key);
    return null;
  };
  const media = { ...createDiskStorage({ folder: '/nowhere' }), head };
  const server = await startServer({ siteConfig: { media } });
  for (const path of ['..%2f..%2fpackage.json', 'a/..%2fb.svg', '.hidden', 'a%5cb.svg', 'a.svg']) {
    expect((await server.get(`/media/${path}`).then(discard)).status).toBe(404);
  }
  await server.close();
  expect(asked).toEqual(['a.svg']);
});

/** Tests that the gateway serves the files of a storage. */
function describeServing(
  name: string,
  start: () => Promise<{ storage: MediaStorage; close(): Promise<void> }>,
) {
  describe(`Files in a storage on ${name}`, () => {
    const KEY = '2026/11/bridge.png';
    const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7) % 251));
    let database: TestDatabase;
    let server: TestServer;
    let fixture: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      fixture = await start();
      database = await createTestDatabase();
      server = await startServer({ database, siteConfig: { media: fixture.storage } });
      await fixture.storage.put(KEY, bytes);
    });
    afterAll(async () => {
      await server.close();
      await database.close();
      await fixture.close();
    });
    const get = (headers: Record<string, string> = {}, method = 'GET') =>
      server.get(`/media/${KEY}`, { headers, method });
    const read = async (response: Response) => Buffer.from(await response.arrayBuffer());

    test('are served whole, with the headers for caches, and cannot run scripts', async () => {
      const response = await get();
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/png',
        'content-length': '50000',
        'accept-ranges': 'bytes',
        'cache-control': 'public, max-age=3600',
        etag: expect.stringMatching(/^"[^"]+"$/),
        'last-modified': expect.stringMatching(/ GMT$/),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      });
      expect((await read(response)).equals(bytes)).toBe(true);
    });

    test('are described to a HEAD request by the same headers', async () => {
      const [whole, head] = [await get(), await get({}, 'HEAD')];
      await whole.arrayBuffer();
      const headersOf = ({ headers }: Response) => {
        const {
          date,
          connection,
          'keep-alive': keepAlive,
          'x-request-id': id,
          ...rest
        } = Object.fromEntries(headers);
        return rest;
      };
      expect([head.status, headersOf(head)]).toEqual([200, headersOf(whole)]);
      expect((await read(head)).length).toBe(0);
    });

    test('are not sent again to a client with a current copy', async () => {
      const { headers } = await get({}, 'HEAD');
      const [etag, modified] = [headers.get('etag')!, headers.get('last-modified')!];
      for (const method of ['GET', 'HEAD']) {
        const current = await get({ 'if-none-match': `"other", W/${etag}` }, method);
        expect([current.status, current.headers.get('etag')]).toEqual([304, etag]);
        expect(current.headers.get('cache-control')).toBe('public, max-age=3600');
        expect((await read(current)).length).toBe(0);
      }
      expect((await get({ 'if-modified-since': modified }, 'HEAD')).status).toBe(304);
      const newer = { 'if-modified-since': modified, 'if-none-match': '"other"' };
      expect((await get(newer, 'HEAD')).status).toBe(200);
      expect((await get({ 'if-modified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 'HEAD')).status).toBe(200);
    });

    test.each([
      ['bytes=0-99', 0, 99],
      ['bytes=49000-', 49_000, 49_999],
      ['bytes=-10', 49_990, 49_999],
      ['bytes=49000-90000', 49_000, 49_999],
      ['bytes=0-4, 5-9', 0, 9],
    ])('are served in part: %s', async (range, from, to) => {
      const response = await get({ range });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to}/50000`);
      expect(response.headers.get('content-length')).toBe(String(to - from + 1));
      expect((await read(response)).equals(bytes.subarray(from, to + 1))).toBe(true);
    });

    test.each(['bytes=0-4, 100-104', 'lines=1-2'])('are served whole for %s', async (range) => {
      const response = await get({ range });
      expect([response.status, (await read(response)).length]).toEqual([200, 50_000]);
    });

    test('are refused for a part behind their end', async () => {
      const response = await get({ range: 'bytes=50000-' });
      expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */50000']);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect((await response.json()).errors[0].extensions.code).toBe('BAD_REQUEST');
    });

    test('are served in part only of the version that the client has', async () => {
      const { headers } = await get({}, 'HEAD');
      const partOf = async (version: string) =>
        (await get({ range: 'bytes=0-9', 'if-range': version }).then(discard)).status;
      expect(await partOf(headers.get('etag')!)).toBe(206);
      expect(await partOf(headers.get('last-modified')!)).toBe(206);
      expect(await partOf('"other"')).toBe(200);
      expect(await partOf('Thu, 01 Jan 2015 00:00:00 GMT')).toBe(200);
    });

    test('are new after they were replaced, and not found after they were deleted', async () => {
      await fixture.storage.put('changing.svg', Buffer.from('<svg/>'));
      const first = await server.get('/media/changing.svg');
      expect(await first.text()).toBe('<svg/>');
      await fixture.storage.put('changing.svg', Buffer.from('<svg></svg>'));
      const again = await server.get('/media/changing.svg', {
        headers: { 'if-none-match': first.headers.get('etag')! },
      });
      expect([again.status, await again.text()]).toEqual([200, '<svg></svg>']);
      await fixture.storage.delete('changing.svg');
      const gone = await server.get('/media/changing.svg');
      expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
    });

    test('stand in front of the pictures of the seeds', async () => {
      const seed = readFileSync(`${FOLDER}bridge.webp`, 'utf8');
      expect(await (await server.get('/media/bridge.webp')).text()).toBe(seed);
      await fixture.storage.put('bridge.webp', Buffer.from('<svg id="own"/>'));
      expect(await (await server.get('/media/bridge.webp')).text()).toBe('<svg id="own"/>');
      await fixture.storage.delete('bridge.webp');
    });

    test('are not found under an invalid key', async () => {
      for (const key of INVALID_KEYS.filter((each) => !/[?#]/.test(each))) {
        const path = `/media/${key.split('/').map(encodeURIComponent).join('/')}`;
        const answer = await sendRaw(
          server.address,
          `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        );
        expect([key, answer.split(' ')[1]]).toEqual([key, expect.stringMatching(/^40[04]$|^414$/)]);
      }
    });

    test('can be abandoned in the middle, and read together', async () => {
      await fixture.storage.put('long.mp4', Buffer.alloc(3_000_000, 'x'));
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const response = await server.get('/media/long.mp4');
          if (i % 2 === 0) return response.body!.cancel();
          expect((await read(response)).length).toBe(3_000_000);
        }),
      );
    });
  });
}

async function discard(response: Response): Promise<Response> {
  await response.arrayBuffer();
  return response;
}

describeServing('disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-media-'));
  return { storage: createDiskStorage({ folder }), close: () => rm(folder, { recursive: true }) };
});

// .ci/run installs it where it is missing.
const withMoto = hasMoto ? describe : describe.skip;

withMoto('moto (needs apt-get install python3-moto python3-flask python3-flask-cors)', () => {
  describeServing('S3', async () => {
    const { options, close } = await startMoto();
    return { storage: createS3Storage(options), close };
  });

  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  test('While the storage is away its files get 503, and the seeds are back with it', async () => {
    const { options, stop, close } = await startMoto();
    closing.push(close);
    const server = await startServer({ siteConfig: { media: createS3Storage(options) } });
    closing.push(server.close);
    expect((await server.get('/media/bridge.webp').then(discard)).status).toBe(200);
    await stop();
    const response = await server.get('/media/bridge.webp');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await response.json()).errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  });
});
