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

describe('GraphQL over GET', () => {
  test('A GET runs an operation with JSON variables and an operation name', async () => {
    const query = 'query Other { __typename } query Tag($slug: String!) { tag(by: { slug: $slug }) { id } }';
    const parameters = { query, variables: '{"slug":"a & b"}', operationName: 'Tag' };
    expect(await answer(await gateway.get(buildQueryUrl(parameters)))).toEqual({
      status: 200,
      data: { tag: null },
    });
  });

  test('An empty operation name is none, by GET and by POST', async () => {
    const query = 'query Title { site { title } }';
    expect(await answer(await gateway.get(buildQueryUrl({ query, operationName: '' })))).toEqual(ok);
    expect(
      await answer(await gateway.get(`/graphql?operationName=&query=${encodeURIComponent(query)}`)),
    ).toEqual(ok);
    expect(await answer(await gateway.post({ query, operationName: '' }))).toEqual(ok);
  });

  test('A GET returns the media type that Accept names', async () => {
    const accept = 'application/graphql-response+json';
    const response = await gateway.get(buildQueryUrl({ query: TITLE }), { headers: { accept } });
    expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    expect(response.headers.get('vary')).toMatch(/\bAccept\b/);
  });

  test.each([
    ['a browser', { 'sec-fetch-site': 'cross-site' }],
    ['a browser on the same site', { 'sec-fetch-site': 'same-origin' }],
    ['a client with a cookie', { cookie: 'a=b' }],
  ])('A GET of %s is rejected without the preflight header', async (_who, headers) => {
    const path = buildQueryUrl({ query: TITLE });
    const refused = await gateway.get(path, { headers });
    expect(await answer(refused)).toMatchObject({
      status: 400,
      errors: [
        {
          message: expect.stringMatching(/Send the header apollo-require-preflight: true, or a POST\.$/),
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  test('A list of operations is rejected with what to send', async () => {
    const response = await gateway.post([{ query: TITLE }, { query: TITLE }] as never);
    const message = expect.stringMatching(/Send one operation in each request, as an object\.$/);
    expect(await answer(response)).toMatchObject({ status: 400, errors: [{ message }] });
  });

  test('A GET with unknown credentials is rejected as such', async () => {
    const path = buildQueryUrl({ query: TITLE });
    expect(await answer(await gateway.get(path, { headers: { authorization: 'Basic YTpi' } }))).toMatchObject(
      {
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      },
    );
  });

  test('A cross-site GET with the preflight header is executed', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' };
    expect(await answer(await gateway.get(buildQueryUrl({ query: TITLE }), { headers }))).toEqual(ok);
  });
});

describe('Mutations', () => {
  test('A mutation over GET is rejected with 405', async () => {
    const response = await gateway.get(buildQueryUrl({ query: 'mutation { __typename }' }));
    expect(response.headers.get('allow')).toBe('POST');
    expect(await answer(response)).toMatchObject({
      status: 405,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
    expect((await gateway.post({ query: 'mutation { __typename }' })).status).toBe(200);
  });
});

describe('Invalid request headers', () => {
  test.each<[what: string, headers: Record<string, string>, status: number, code: string, says?: RegExp]>([
    ['an unknown API key', { authorization: 'Bearer dl_00000000_x' }, 401, 'UNAUTHENTICATED'],
    [
      'an API key without the Bearer scheme',
      { authorization: 'dl_00000000_x' },
      401,
      'UNAUTHENTICATED',
      /as Authorization: Bearer <key>/,
    ],
    ['a preview without an API key', { 'x-perspective': 'preview' }, 403, 'FORBIDDEN'],
    ['an unknown perspective', { 'x-perspective': 'secret' }, 400, 'BAD_USER_INPUT'],
  ])('return the status and code of their error: %s', async (_what, headers, status, code, message = /./) => {
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

describe('Automatic persisted queries', () => {
  const ask = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
  const hashOf = (query: string) => createHash('sha256').update(query).digest('hex');

  test('A query sent once with its hash runs by that hash', async () => {
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

  test('A query is not stored under another hash or when it is invalid', async () => {
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

  test.each(paths)('A response to a request with credentials is private and not stored: %s', async (path) => {
    for (const headers of credentials) {
      const response = await gateway.get(path, { headers: { ...headers, 'apollo-require-preflight': '1' } });
      expect(response.headers.get('cache-control')).toMatch(
        path === '/%zz' ? /no-store/ : /^private, no-store$/,
      );
    }
  });

  test.each(paths)('A response is no-store or no-cache by default: %s', async (path) => {
    expect((await gateway.get(path)).headers.get('cache-control')).toMatch(/no-store|no-cache/);
  });

  test('A POST and the playground page with credentials are private and not stored', async () => {
    const [withKey] = credentials;
    const posted = await gateway.post({ query: TITLE }, withKey);
    const page = await gateway.get('/graphql', { headers: { accept: 'text/html', ...withKey } });
    expect(page.headers.get('content-type')).toContain('text/html');
    for (const response of [posted, page]) {
      expect(response.headers.get('cache-control')).toBe('private, no-store');
    }
  });

  test('Static assets stay immutable for requests with a cookie', async () => {
    const page = await (await gateway.get('/graphql', { headers: { accept: 'text/html' } })).text();
    const [, file] = /src="([^"]+)"/.exec(page)!;
    const response = await gateway.get(file!, { method: 'HEAD', headers: { cookie: 'a=b' } });
    expect(response.headers.get('cache-control')).toContain('immutable');
  });
});

describe('X-Request-Id', () => {
  test.each(['a', 'A-b_c.9', 'x'.repeat(64)])('A valid request id is returned unchanged: %s', async (id) => {
    const response = await gateway.get('/healthz', { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toBe(id);
  });

  test.each(['', 'a b', 'a,b', '"', '<script>', 'x'.repeat(65), 'é'])(
    'A missing or invalid request id is replaced: %j',
    async (id) => {
      const response = await gateway.get('/healthz', { headers: { 'x-request-id': id } });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe('Request log', () => {
  test('A request logs one line without query, address or user agent', async () => {
    const before = gateway.logs.length;
    const query = buildQueryUrl({ query: '{ tag(by: { slug: "of-a-reader" }) { id } }' });
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

describe('CORS', () => {
  const preflight = (served: TestServer, origin: string, path = '/graphql') =>
    served.get(path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  test('CORS allows every origin without credentials by default', async () => {
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

  test('CORS_ORIGINS allows exactly the listed origins', async () => {
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
