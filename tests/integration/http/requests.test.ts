import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildQueryUrl, startServer, type TestServer } from '../../support/test-server.js';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer();
});
afterAll(() => gateway.close());

const TITLE = '{ site { title } }';
const answer = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as object),
});
const ok = { status: 200, data: { site: { title: 'The Harbour Courier' } } };

describe('A GET', () => {
  test('asks with variables as JSON and the name of an operation', async () => {
    const query = 'query Other { __typename } query Tag($slug: String!) { tag(slug: $slug) { id } }';
    const parameters = { query, variables: '{"slug":"a & b"}', operationName: 'Tag' };
    expect(await answer(await gateway.get(buildQueryUrl(parameters)))).toEqual({
      status: 200,
      data: { tag: null },
    });
  });

  test('answers in the media type that is asked for', async () => {
    const accept = 'application/graphql-response+json';
    const response = await gateway.get(buildQueryUrl({ query: TITLE }), { headers: { accept } });
    expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    expect(response.headers.get('vary')).toMatch(/\bAccept\b/);
  });

  test.each([
    ['a browser', { 'sec-fetch-site': 'cross-site' }],
    ['a browser of the same site', { 'sec-fetch-site': 'same-origin' }],
    ['someone with a cookie', { cookie: 'a=b' }],
    ['someone with credentials', { authorization: 'Basic YTpi' }],
  ])(
    'that another site may have made %s send is refused without the header that a preflight shows',
    async (_who, headers) => {
      const path = buildQueryUrl({ query: TITLE });
      const refused = await gateway.get(path, { headers });
      expect(await answer(refused)).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'BAD_REQUEST' } }],
      });
    },
  );

  test('with that header is answered in a browser', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' };
    expect(await answer(await gateway.get(buildQueryUrl({ query: TITLE }), { headers }))).toEqual(ok);
  });
});

describe('A mutation', () => {
  test('is not taken from a GET, which a cache or a crawler may repeat', async () => {
    const response = await gateway.get(buildQueryUrl({ query: 'mutation { __typename }' }));
    expect(response.headers.get('allow')).toBe('POST');
    expect(await answer(response)).toMatchObject({
      status: 405,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
    expect((await gateway.post({ query: 'mutation { __typename }' })).status).toBe(200);
  });
});

describe('A request whose headers are refused', () => {
  test.each<[what: string, headers: Record<string, string>, status: number, code: string, says?: RegExp]>([
    ['a key that is none', { authorization: 'Bearer dl_00000000_x' }, 401, 'UNAUTHENTICATED'],
    [
      'a key by itself',
      { authorization: 'dl_00000000_x' },
      401,
      'UNAUTHENTICATED',
      /as Authorization: Bearer <key>/,
    ],
    ['no key where one is needed', { 'x-perspective': 'preview' }, 403, 'FORBIDDEN'],
    ['a perspective that is none', { 'x-perspective': 'secret' }, 400, 'BAD_USER_INPUT'],
  ])('has the status and the code of its fault: %s', async (_what, headers, status, code, message = /./) => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await gateway.post({ query: TITLE }, { ...headers, accept });
      expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
      expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
      const errors = [{ message: expect.stringMatching(message), extensions: { code } }];
      expect(await answer(response)).toMatchObject({ status, errors });
    }
    expect(gateway.logs.filter(({ level }) => level >= 50)).toEqual([]);
  });
});

describe('A persisted query', () => {
  const ask = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
  const hashOf = (query: string) => createHash('sha256').update(query).digest('hex');

  test('is asked for by its hash once it has been sent with it, by POST and by GET', async () => {
    const query = `${TITLE} # by its hash`;
    const hash = hashOf(query);
    const byHash = buildQueryUrl({ extensions: JSON.stringify(ask(hash).extensions) });
    const unknown = { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] };
    expect(await answer(await gateway.post(ask(hash)))).toMatchObject(unknown);
    expect(await answer(await gateway.get(byHash))).toMatchObject(unknown);
    expect(await answer(await gateway.post({ query, ...ask(hash) }))).toEqual(ok);
    expect(await answer(await gateway.post(ask(hash)))).toEqual(ok);
    expect(await answer(await gateway.get(byHash))).toEqual(ok);
  });

  test('is not kept under the hash of another, nor when it does not fit the schema', async () => {
    const query = `${TITLE} # another`;
    await gateway.post({ query: '{ site { description } }', ...ask(hashOf(query)) });
    await gateway.post({ query: '{ nothing }', ...ask(hashOf('{ nothing }')) });
    for (const hash of [hashOf(query), hashOf('{ nothing }')]) {
      expect(await answer(await gateway.post(ask(hash)))).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
    }
  });
});

describe('Cache-Control', () => {
  const credentials: Record<string, string>[] = [{ authorization: 'Basic YTpi' }, { cookie: 'a=b' }];
  const paths = [
    ...[
      buildQueryUrl({ query: TITLE }),
      buildQueryUrl({ query: '{ nothing }' }),
      buildQueryUrl({ query: '{' }),
      '/graphql',
    ],
    ...['/healthz', '/readyz', '/nothing', '/media/nothing.svg', '/%zz'],
  ];

  test.each(paths)('keeps what carried credentials out of every cache: %s', async (path) => {
    for (const headers of credentials) {
      const response = await gateway.get(path, { headers: { ...headers, 'apollo-require-preflight': '1' } });
      expect(response.headers.get('cache-control')).toMatch(
        path === '/%zz' ? /no-store/ : /^private, no-store$/,
      );
    }
  });

  test.each(paths)('lets no cache keep what says nothing of caches: %s', async (path) => {
    expect((await gateway.get(path)).headers.get('cache-control')).toMatch(/no-store|no-cache/);
  });

  test('has the last word in a POST too, and in the page for browsers', async () => {
    const [withKey] = credentials;
    const posted = await gateway.post({ query: TITLE }, withKey);
    const page = await gateway.get('/graphql', { headers: { accept: 'text/html', ...withKey } });
    expect(page.headers.get('content-type')).toContain('text/html');
    for (const response of [posted, page]) {
      expect(response.headers.get('cache-control')).toBe('private, no-store');
    }
  });

  test('of files that are the same for everyone does not heed a cookie', async () => {
    const page = await (await gateway.get('/graphql', { headers: { accept: 'text/html' } })).text();
    const [, file] = /src="([^"]+)"/.exec(page)!;
    const response = await gateway.get(file!, { method: 'HEAD', headers: { cookie: 'a=b' } });
    expect(response.headers.get('cache-control')).toContain('immutable');
  });
});

describe('A request id', () => {
  test.each(['a', 'A-b_c.9', 'x'.repeat(64)])('that is well formed is passed through: %s', async (id) => {
    const response = await gateway.get('/healthz', { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toBe(id);
  });

  test.each(['', 'a b', 'a,b', '"', '<script>', 'x'.repeat(65), 'é'])(
    'is made where there is none, or %j',
    async (id) => {
      const response = await gateway.get('/healthz', { headers: { 'x-request-id': id } });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe('The log', () => {
  test('has a line for each request, which tells nothing of who asked for what', async () => {
    const before = gateway.logs.length;
    const query = buildQueryUrl({ query: '{ tag(slug: "of-a-reader") { id } }' });
    const headers = { 'x-request-id': 'one-line', 'user-agent': 'a-browser', 'x-forwarded-for': '192.0.2.7' };
    await gateway.get(query, { headers });
    const lines = gateway.logs.slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ requestId: 'one-line', method: 'GET', path: '/graphql', status: 200 });
    expect(Object.keys(lines[0]!).sort()).toEqual(
      ['hostname', 'level', 'method', 'ms', 'msg', 'path', 'pid', 'requestId', 'status', 'time'].sort(),
    );
    expect(JSON.stringify(lines)).not.toMatch(/of-a-reader|a-browser|192\.0\.2\.7|127\.0\.0\.1/);
  });
});

describe('Pages of other sites', () => {
  const preflight = (served: TestServer, origin: string, path = '/graphql') =>
    served.get(path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  test('may all query the graph unless the settings say otherwise, without their cookies', async () => {
    const asked = await preflight(gateway, 'https://any.example');
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    const answered = await gateway.post({ query: TITLE }, { origin: 'https://any.example' });
    expect(answered.headers.get('access-control-allow-origin')).toBe('*');
    expect(answered.headers.get('access-control-expose-headers')).toContain('x-request-id');
    expect(answered.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('may query it when the settings name them, exactly', async () => {
    const served = await startServer({
      settings: { CORS_ORIGINS: 'https://Courier.example/, http://localhost:3000' },
    });
    try {
      const allowedOf = async (origin: string) => {
        const responses = [await preflight(served, origin), await served.post({ query: TITLE }, { origin })];
        for (const { headers } of responses) expect(headers.get('vary')).toMatch(/\bOrigin\b/);
        expect(responses[1]!.headers.get('vary')).toMatch(/\bAccept\b/);
        return responses.map(({ headers }) => headers.get('access-control-allow-origin'));
      };
      for (const origin of ['https://courier.example', 'http://localhost:3000']) {
        expect(await allowedOf(origin)).toEqual([origin, origin]);
      }
      for (const origin of [
        ...['https://evil.example', 'http://courier.example', 'https://courier.example:444', 'null'],
        ...[
          'https://courier.example.evil.example',
          'https://evilcourier.example',
          'https://COURIER.example',
          '*',
        ],
      ]) {
        expect(await allowedOf(origin)).toEqual([null, null]);
      }
    } finally {
      await served.close();
    }
  });
});
