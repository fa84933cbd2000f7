import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildQueryUrl, sendRaw, startServer, type TestServer } from '../../support/test-server.js';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ settings: { BODY_LIMIT_KB: '16' } });
});
afterAll(() => gateway.close());

const SERVER_FAULTS = ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'];
const FILTERED = 'query ($filter: ArticleFilter) { archive(filter: $filter) { year } }';
/** Nesting depth of which two arrays fit into a body of 16 KiB. */
const DEEP = 5_000;

/** Checks the format and the request ID of an error response, and returns its status, codes and message. */
async function refusal(response: Response) {
  expect(response.headers.get('content-type')).toMatch(
    /^application\/(graphql-response\+)?json; charset=utf-8$/,
  );
  expect(response.headers.get('x-request-id')).toMatch(/./);
  const { errors } = (await response.json()) as any;
  const codes = errors.map(({ extensions }: any) => extensions.code);
  expect(errors.every(({ message }: any) => message.length > 0)).toBe(true);
  return { status: response.status, codes: [...new Set(codes)], message: errors[0].message as string };
}

describe('A request that is not valid GraphQL over HTTP', () => {
  test.each<[what: string, body: string | undefined, headers: Record<string, string>, status: number]>([
    ['broken JSON', '{"query":', {}, 400],
    ['an empty body', '', {}, 400],
    ['null', 'null', {}, 400],
    ['a number', '1', {}, 400],
    ['an empty object', '{}', {}, 400],
    ['an array of operations', '[{"query":"{__typename}"}]', {}, 400],
    ['no query', '{"variables":{}}', {}, 400],
    ['an empty query', '{"query":""}', {}, 400],
    ['a query that is not a string', '{"query":{"kind":"Document"}}', {}, 400],
    ['a string as variables', '{"query":"{__typename}","variables":"{}"}', {}, 400],
    ['a list as variables', '{"query":"{__typename}","variables":[]}', {}, 400],
    ['a number as operation name', '{"query":"{__typename}","operationName":1}', {}, 400],
    ['a list as extensions', '{"query":"{__typename}","extensions":[]}', {}, 400],
    ['a __proto__ key', '{"query":"{__typename}","__proto__":{"a":1}}', {}, 400],
    ['a constructor key', '{"query":"{__typename}","constructor":{"prototype":{"a":1}}}', {}, 400],
    ['plain text', '{__typename}', { 'content-type': 'text/plain' }, 415],
    ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a multipart form', '', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['an invalid content type', '{}', { 'content-type': '!' }, 415],
    ['an Accept header of image/png', '{"query":"{__typename}"}', { accept: 'image/png' }, 406],
  ])('is rejected with BAD_REQUEST: %s', async (_what, body, headers, status) => {
    expect(await refusal(await gateway.post(body, headers))).toMatchObject({
      status,
      codes: ['BAD_REQUEST'],
    });
  });

  test('is rejected with a hint to /stream if it accepts an event stream', async () => {
    const { message } = await refusal(await gateway.post('{}', { accept: 'text/event-stream' }));
    expect(message).toMatch(/Event streams are at \/stream below this path\.$/);
  });

  test('is rejected with a hint to send JSON', async () => {
    const { message } = await refusal(
      await gateway.post('{"query":"{__typename}"}', { 'content-type': 'text/plain' }),
    );
    expect(message).toBe(
      'The content type of the request is missing or not supported. Send the header content-type: application/json.',
    );
  });

  test.each([
    ['/graphql', 400],
    ['/graphql?query=', 400],
    [buildQueryUrl({ query: '{__typename}', variables: '{' }), 400],
    [buildQueryUrl({ query: '{__typename}', variables: '[]' }), 400],
    [buildQueryUrl({ query: '{__typename}', extensions: '1' }), 400],
    ['/graphql?query={__typename}&query={__typename}', 400],
    ['/nothing/here?token=secret', 404],
    ['/graphql/', 404],
    ['/GRAPHQL', 404],
    ['/%zz', 400],
    ['/*//a', 404],
    ['/:a(b', 404],
  ])('is rejected with BAD_REQUEST: GET %s', async (path, status) => {
    const answer = await refusal(await gateway.get(path));
    expect(answer).toMatchObject({ status, codes: ['BAD_REQUEST'] });
    expect(answer.message).not.toContain('secret');
  });

  test('is rejected with 405 and the allowed methods in Allow', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const response = await gateway.get('/graphql', { method });
      expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
      expect(await refusal(response)).toMatchObject({ status: 405, codes: ['BAD_REQUEST'] });
    }
    const response = await gateway.get('/healthz', { method: 'POST' });
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(response.status).toBe(405);
  });

  test('is rejected with 413 and the limit when its body is too large', async () => {
    const answer = await refusal(await gateway.post({ query: `{ __typename } #${'x'.repeat(20_000)}` }));
    expect(answer).toMatchObject({ status: 413, codes: ['PAYLOAD_TOO_LARGE'] });
    expect(answer.message).toContain('16 KiB');
  });

  test.each([
    ['bytes that are not HTTP', 'HELLO\r\n\r\n', 400],
    ['a query of 20 kB by GET', `GET /graphql?query=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['a header of 20 kB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'two Content-Length headers',
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
  ])('is rejected in JSON before routing: %s', async (_what, bytes, status) => {
    const [head, body] = (await sendRaw(gateway.address, bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/json');
    const [{ message, extensions }] = JSON.parse(body!).errors;
    expect(extensions.code).toBe('BAD_REQUEST');
    if (status === 431) expect(message).toMatch(/more than 16 KiB.*by POST/);
  });

  test.each(['', 'Host: other.example\r\n'])(
    'A request is served whatever its Host header says: %j',
    async (host) => {
      const version = host ? '1.1' : '1.0';
      const request = `GET /graphql?query={__typename} HTTP/${version}\r\n${host}Connection: close\r\n\r\n`;
      const answer = await sendRaw(gateway.address, request);
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain('{"data":{"__typename":"Query"}}');
    },
  );
});

describe('HEAD and OPTIONS', () => {
  test('return no body', async () => {
    const head = await gateway.get(buildQueryUrl({ query: '{__typename}' }), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '32', '']);
    for (const path of ['/graphql', '/healthz', '/nothing']) {
      const options = await gateway.get(path, { method: 'OPTIONS' });
      expect([options.status, await options.text()]).toEqual([204, '']);
    }
  });
});

describe('An operation that cannot run', () => {
  const tooMany = { ids: Array(80).fill({}) };
  test.each<[what: string, request: Record<string, unknown>, status: number, code: string]>([
    ['a syntax error', { query: '{ site { title }' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['a lone surrogate', { query: '{ tag(by: { slug: "\\uD800" }) { id } }' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['NUL between tokens', { query: '{ site\0 { title } }' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing argument', { query: '{ tag { id } }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a number over 32 bits',
      { query: '{ tags(first: 2147483648) { totalCount } }' },
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'an unknown operation name',
      { query: 'query A { __typename }', operationName: 'B' },
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'several operations without an operation name',
      { query: 'query A { __typename } query B { __typename }' },
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['too many tokens', { query: `{ ${'a '.repeat(1_500)} }` }, 413, 'PAYLOAD_TOO_LARGE'],
    ['a missing variable', of('String!', undefined), 400, 'BAD_USER_INPUT'],
    ['a variable of another type', of('String!', 1), 400, 'BAD_USER_INPUT'],
    [
      'more invalid variables than are reported',
      { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: tooMany },
      400,
      'BAD_USER_INPUT',
    ],
    ['NUL in a variable', of('String!', 'a\0b'), 400, 'BAD_USER_INPUT'],
    ['a lone surrogate in a variable', of('String!', 'a\ud800b'), 400, 'BAD_USER_INPUT'],
    [
      'NUL in a nested variable',
      { query: FILTERED, variables: { filter: { tags: { any: ['a', '\0'] } } } },
      400,
      'BAD_USER_INPUT',
    ],
    ['NUL in the document', { query: '{ tag(by: { slug: "a\0" }) { id } }' }, 400, 'BAD_USER_INPUT'],
    [
      'NUL as an escape sequence',
      { query: '{ tag(by: { slug: "a\\u0000" }) { id } }' },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'NUL as a braced escape sequence',
      { query: '{ tag(by: { slug: "a\\u{000}" }) { id } }' },
      400,
      'BAD_USER_INPUT',
    ],
    ['NUL in a block string', { query: '{ tag(by: { slug: """\0""" }) { id } }' }, 400, 'BAD_USER_INPUT'],
    [
      'an invalid date',
      { query: FILTERED, variables: { filter: { publishedAt: { after: 'soon' } } } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a number as date',
      { query: FILTERED, variables: { filter: { publishedAt: { after: 8.64e15 } } } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a toString key in a variable',
      { query: FILTERED, variables: { filter: JSON.parse('{"toString":1}') } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'an unknown hash',
      { extensions: { persistedQuery: { version: 1, sha256Hash: { toString: 1 } } } },
      200,
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    [
      'a hash of another document',
      { query: '{__typename}', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'an unsupported persisted query version',
      { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } },
      400,
      'BAD_USER_INPUT',
    ],
  ])('returns the code of its error and logs no failure: %s', async (_what, request, status, code) => {
    const before = gateway.logs.length;
    expect(await refusal(await gateway.post(request))).toMatchObject({ status, codes: [code] });
    expect(gateway.logs.slice(before).filter(({ level }) => level >= 50)).toEqual([]);
  });

  test.each<[what: string, query: string, variables: Record<string, unknown>]>([
    [
      'a null enum variable as argument',
      'query ($o: ArticleOrder = NEWEST) { articles(orderBy: $o) { totalCount } }',
      { o: null },
    ],
    [
      'a null variable in a root directive',
      'query ($o: Boolean = true) { site @include(if: $o) { title } }',
      { o: null },
    ],
    ['a page size over the maximum', '{ articles(first: 101) { totalCount } }', {}],
    ['a negative page size', '{ articles(first: -1) { totalCount } }', {}],
    [
      'a null variable in a nested directive',
      'query ($o: Boolean = true) { site { title @include(if: $o) } }',
      { o: null },
    ],
  ])(
    'is rejected with BAD_USER_INPUT before execution when its cost cannot be computed: %s',
    async (_what, query, variables) => {
      expect(await refusal(await gateway.post({ query, variables }))).toMatchObject({
        status: 400,
        codes: ['BAD_USER_INPUT'],
      });
    },
  );

  test.each<[what: string, query: string, variables: Record<string, unknown>]>([
    ['a path that resembles a server error', '{ route(path: "http://[connect ENOENT") { status } }', {}],
  ])(
    'returns BAD_USER_INPUT for an input error found during execution: %s',
    async (_what, query, variables) => {
      expect(await refusal(await gateway.post({ query, variables }))).toMatchObject({
        status: 200,
        codes: ['BAD_USER_INPUT'],
      });
    },
  );

  test.each([
    ['lists', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
    ['objects', `${'{"a":'.repeat(DEEP / 3)}1${'}'.repeat(DEEP / 3)}`],
  ])('is rejected however deep its variables nest: %s', async (_what, value) => {
    for (const type of ['String!', 'ArticleFilter']) {
      const query = `query ($v: ${type}) { ${type === 'String!' ? 'tag(by: { slug: $v }) { id }' : 'archive(filter: $v) { year }'} }`;
      const body = `{"query":${JSON.stringify(query)},"variables":{"v":${value}}}`;
      expect(await refusal(await gateway.post(body))).toMatchObject({
        status: 400,
        codes: ['BAD_USER_INPUT'],
      });
    }
  });

  test('A slug that spells out a NUL escape is accepted', async () => {
    for (const slug of ['\\u0000', '\\\\u0000', 'u0000']) {
      const inDocument = { query: `{ tag(by: { slug: ${JSON.stringify(slug)} }) { id } }` };
      for (const request of [of('String!', slug), inDocument]) {
        expect(await (await gateway.post(request)).json()).toEqual({ data: { tag: null } });
      }
    }
  });
});

test('An invalid persistedQuery extension never causes a server error code', async () => {
  for (const persistedQuery of [true, 'x', 1, [], {}, { version: 1 }, { version: 1, sha256Hash: [[]] }]) {
    const { status, codes } = await refusal(await gateway.post({ extensions: { persistedQuery } }));
    expect(status).toBeLessThan(500);
    expect(codes.filter((code) => SERVER_FAULTS.includes(String(code)))).toEqual([]);
  }
});

function of(type: string, v: unknown) {
  return { query: `query ($v: ${type}) { tag(by: { slug: $v }) { id } }`, variables: { v } };
}

describe('A mutation with several fields', () => {
  const deletion = 'deleteArticle(input: { id: "x" }) { deletedId }';
  test.each([
    ['under aliases', `mutation { a: ${deletion} b: ${deletion} }`],
    ['in a fragment', `mutation { ...F a: ${deletion} } fragment F on Mutation { b: ${deletion} }`],
    ['in an inline fragment', `mutation { a: ${deletion} ... on Mutation { ... { b: ${deletion} } } }`],
  ])('is rejected before execution: %s', async (_where, query) => {
    const { status, codes, message } = await refusal(await gateway.post({ query }));
    expect([status, codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(message).toBe(
      'A mutation must have exactly one field, but this one has 2. Send each field in a separate request.',
    );
  });

  test('A mutation may select __typename in addition to its one field', async () => {
    const response = await gateway.post({ query: `mutation { __typename ${deletion} }` });
    expect((await refusal(response)).codes).toEqual(['FORBIDDEN']);
  });
});
