import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import {
  BROWSER_USER_AGENT,
  createReaderHeaders,
  TRUSTED_PROXY_SETTINGS,
  waitForValue,
} from '../../support/readers.js';
import { sendRaw } from '../../support/test-server.js';

let gateway: Gateway;
let readers = 0;

beforeAll(async () => {
  gateway = await startGateway({ ...TRUSTED_PROXY_SETTINGS, CORS_ORIGINS: 'https://courier.example' });
  await gateway.save({ slug: 'ferry' });
  await gateway.save({ slug: 'überfahrt' });
  await gateway.save({ slug: 'last' });
});
afterAll(() => gateway.close());

/** Returns the headers of a new visitor. */
function newReader(): Record<string, string> {
  readers += 1;
  return createReaderHeaders(`203.0.113.${readers}`);
}

function post(
  body: string | Uint8Array<ArrayBuffer> | URLSearchParams,
  headers: Record<string, string> = {},
) {
  return fetch(`${gateway.address}/beacon`, {
    method: 'POST',
    body,
    headers: { ...newReader(), ...headers },
  });
}

async function views(slug: string): Promise<number> {
  const { popular } = await gateway.query('{ popular(window: ALL, first: 100) { views article { slug } } }');
  return popular.find(({ article }: any) => article.slug === slug)?.views ?? 0;
}

/** Returns the number of views that an article gains during `work`. */
async function counted(slug: string, work: () => Promise<unknown>): Promise<number> {
  const before = await views(slug);
  await work();
  await allWritten();
  return (await views(slug)) - before;
}

/** Waits until earlier views are written, by a later view of another article. */
async function allWritten(): Promise<void> {
  const before = await views('last');
  await post('last');
  await waitForValue(async () => (await views('last')) > before);
}

describe('View beacon', () => {
  test.each([
    ['U+0000', '{"slug":"ferry\\u0000"}'],
    ['a lone surrogate', '{"slug":"\\ud800"}'],
    ['U+0000 in text', 'ferry\0'],
  ])('A slug with %s is the slug of no article', async (_, body) => {
    expect((await post(body)).status).toBe(204);
    expect(await counted('ferry', () => post(body))).toBe(0);
  });

  test.each([
    ['text, as by navigator.sendBeacon', 'ferry', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['JSON in text', '{"slug": "ferry"}', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['JSON', '{"slug":"ferry"}', { 'content-type': 'application/json' }],
    ['a JSON string', '"ferry"', { 'content-type': 'application/json' }],
    ['a form', 'slug=ferry&x=1', { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }],
    ['bytes without a content type', new Uint8Array(Buffer.from('ferry')), {}],
    ['text with a line break', 'ferry\n', {}],
  ])('counts a view sent as %s and returns 204 without a body', async (_form, body, headers) => {
    const count = await counted('ferry', async () => {
      const response = await post(body, headers as Record<string, string>);
      expect([response.status, await response.text()]).toEqual([204, '']);
    });
    expect(count).toBe(1);
  });

  test('accepts a slug in any script', async () => {
    expect(await counted('überfahrt', () => post('überfahrt'))).toBe(1);
    expect(await counted('überfahrt', () => post(new URLSearchParams({ slug: 'überfahrt' })))).toBe(1);
  });

  test('allows every origin without credentials and responds to a preflight', async () => {
    const headers = { origin: 'https://other.example', 'content-type': 'text/plain' };
    const count = await counted('ferry', async () => {
      const response = await post('ferry', headers);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      expect(response.headers.get('set-cookie')).toBeNull();
    });
    expect(count).toBe(1);
    const preflight = await fetch(`${gateway.address}/beacon`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://other.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
  });

  test('returns 204 whether or not the view counts', async () => {
    const count = await counted('ferry', async () => {
      const nobodies: Record<string, string>[] = [
        { 'user-agent': 'Googlebot/2.1' },
        { 'sec-purpose': 'prefetch' },
      ];
      for (const headers of nobodies) {
        expect((await post('ferry', headers)).status).toBe(204);
      }
      expect((await post('nothing')).status).toBe(204);
      const again = newReader();
      expect((await post('ferry', again)).status).toBe(204);
      expect((await post('ferry', again)).status).toBe(204);
    });
    expect(count).toBe(1);
  });

  test.each([[''], ['{'], ['{}'], ['null'], ['{"slug": 1}'], ['{"slug": ["ferry"]}'], ['x=1']])(
    'rejects a body without a slug but accepts null as a possible slug: %j',
    async (body) => {
      const response = await post(body);
      if (body === 'null') return expect(response.status).toBe(204);
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as any;
      expect(errors[0].extensions.code).toBe('BAD_REQUEST');
    },
  );

  test('rejects a body over 4 KiB', async () => {
    const response = await post('a'.repeat(5_000));
    expect(response.status).toBe(413);
  });

  test.each([
    ['\0'],
    ['ferry\0'],
    ['\ud800'],
    ['%00'],
    ["'; DROP TABLE article; --"],
    ['{"slug":"\\u0000"}'],
  ])('accepts a slug with %j without harm', async (body) => {
    expect((await post(body)).status).toBe(204);
    expect(await views('ferry')).toBeGreaterThan(0);
  });

  test('ignores X-Forwarded-For of a client outside TRUSTED_PROXIES', async () => {
    const open = await startGateway({ VIEW_FLUSH_SECONDS: '0.05' });
    await open.save({ slug: 'ferry' });
    const all = async () => (await open.query('{ popular { views } }')).popular[0]?.views;
    for (let i = 0; i < 3; i++) {
      const headers = createReaderHeaders(`192.0.2.${i}`);
      await fetch(`${open.address}/beacon`, { method: 'POST', body: 'ferry', headers });
    }
    await waitForValue(all);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await all()).toBe(1);
    await open.close();
  });
});

describe('Beacon image', () => {
  const image = (query: string, init: RequestInit = {}) =>
    fetch(`${gateway.address}/beacon.gif${query}`, { ...init, headers: { ...newReader(), ...init.headers } });

  test('counts a view and returns one transparent pixel with no-store', async () => {
    const count = await counted('ferry', async () => {
      const response = await image('?slug=ferry');
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/gif',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'cross-origin',
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.toString('latin1', 0, 6)).toBe('GIF89a');
      expect([bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).toEqual([1, 1]);
    });
    expect(count).toBe(1);
  });

  test('returns an image for any query string', async () => {
    for (const query of ['', '?slug=', '?slug=nothing', '?slug=%00', '?slug=a&slug=b', '?other']) {
      const response = await image(query);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/gif']);
    }
  });

  test('does not count a HEAD request', async () => {
    expect(await counted('ferry', () => image('?slug=ferry', { method: 'HEAD' }))).toBe(0);
  });

  test('returns an image over HTTP/1.0', async () => {
    const answer = await sendRaw(
      gateway.address,
      `GET /beacon.gif?slug=ferry HTTP/1.0\r\nUser-Agent: ${BROWSER_USER_AGENT}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('GIF89a');
  });
});
