import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildQueryUrl, sendRaw, startServer, type TestServer } from '../../support/test-server.js';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ settings: { BODY_LIMIT_KB: '16' } });
});
afterAll(() => gateway.close());

const SERVER_FAULTS = ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'];
const FILTERED = 'query ($filter: ArticleFilter) { archive(filter: $filter) { year } }';
/** Room for two arrays of 5,000 in a body of 16 KiB. */
const DEEP = 5_000;

/** The answer's status and codes, once it is sure that it is JSON of the one form, and has its request id. */
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

describe('A request that is not GraphQL over HTTP', () => {
  test.each<[what: string, body: string | undefined, headers: Record<string, string>, status: number]>([
    ['broken JSON', '{"query":', {}, 400],
    ['an empty body', '', {}, 400],
    ['null', 'null', {}, 400],
    ['a number', '1', {}, 400],
    ['an empty object', '{}', {}, 400],
    ['an array of operations', '[{"query":"{__typename}"}]', {}, 400],
    ['no query', '{"variables":{}}', {}, 400],
    ['an empty query', '{"query":""}', {}, 400],
    ['a query that is no string', '{"query":{"kind":"Document"}}', {}, 400],
    ['variables that are a string', '{"query":"{__typename}","variables":"{}"}', {}, 400],
    ['variables that are a list', '{"query":"{__typename}","variables":[]}', {}, 400],
    ['an operation name that is a number', '{"query":"{__typename}","operationName":1}', {}, 400],
    ['extensions that are a list', '{"query":"{__typename}","extensions":[]}', {}, 400],
    ['a prototype', '{"query":"{__typename}","__proto__":{"a":1}}', {}, 400],
    ['a constructor', '{"query":"{__typename}","constructor":{"prototype":{"a":1}}}', {}, 400],
    ['plain text', '{__typename}', { 'content-type': 'text/plain' }, 415],
    ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a multipart form', '', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['a content type that is none', '{}', { 'content-type': '!' }, 415],
    ['a wish for a picture', '{"query":"{__typename}"}', { accept: 'image/png' }, 406],
  ])('is refused: %s', async (_what, body, headers, status) => {
    expect(await refusal(await gateway.post(body, headers))).toMatchObject({
      status,
      codes: ['BAD_REQUEST'],
    });
  });

  test('is told how to send JSON', async () => {
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
  ])('is refused: GET %s', async (path, status) => {
    const answer = await refusal(await gateway.get(path));
    expect(answer).toMatchObject({ status, codes: ['BAD_REQUEST'] });
    expect(answer.message).not.toContain('secret');
  });

  test('is refused with the methods that there are', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const response = await gateway.get('/graphql', { method });
      expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
      expect(await refusal(response)).toMatchObject({ status: 405, codes: ['BAD_REQUEST'] });
    }
    const response = await gateway.get('/healthz', { method: 'POST' });
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(response.status).toBe(405);
  });

  test('is refused when its body is over the limit, which the message names', async () => {
    const answer = await refusal(await gateway.post({ query: `{ __typename } #${'x'.repeat(20_000)}` }));
    expect(answer).toMatchObject({ status: 413, codes: ['PAYLOAD_TOO_LARGE'] });
    expect(answer.message).toContain('16 KiB');
  });

  test.each([
    ['what is no HTTP', 'HELLO\r\n\r\n', 400],
    ['a header of 20 kB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'two lengths',
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
  ])('is refused in JSON too: %s', async (_what, bytes, status) => {
    const [head, body] = (await sendRaw(gateway.address, bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/json');
    expect(JSON.parse(body!).errors[0].extensions.code).toBe('BAD_REQUEST');
  });

  test.each(['', 'Host: other.example\r\n'])('is answered whatever it calls our host: %j', async (host) => {
    const version = host ? '1.1' : '1.0';
    const request = `GET /graphql?query={__typename} HTTP/${version}\r\n${host}Connection: close\r\n\r\n`;
    const answer = await sendRaw(gateway.address, request);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('{"data":{"__typename":"Query"}}');
  });
});

describe('HEAD and OPTIONS', () => {
  test('are answered with no body', async () => {
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
    ['a lone surrogate', { query: '{ tag(slug: "\\uD800") { id } }' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['NUL between words', { query: '{ site\0 { title } }' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing argument', { query: '{ tag { id } }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a number over 32 bits',
      { query: '{ tags(first: 2147483648) { totalCount } }' },
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'no such operation',
      { query: 'query A { __typename }', operationName: 'B' },
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'two operations',
      { query: 'query A { __typename } query B { __typename }' },
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['too many tokens', { query: `{ ${'a '.repeat(1_500)} }` }, 413, 'PAYLOAD_TOO_LARGE'],
    ['a missing variable', of('String!', undefined), 400, 'BAD_USER_INPUT'],
    ['a variable of another type', of('String!', 1), 400, 'BAD_USER_INPUT'],
    [
      'more bad variables than are counted',
      { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: tooMany },
      400,
      'BAD_USER_INPUT',
    ],
    ['NUL in a variable', of('String!', 'a\0b'), 400, 'BAD_USER_INPUT'],
    ['half a character in a variable', of('String!', 'a\ud800b'), 400, 'BAD_USER_INPUT'],
    [
      'NUL deep in a variable',
      { query: FILTERED, variables: { filter: { tag: ['a', '\0'] } } },
      400,
      'BAD_USER_INPUT',
    ],
    ['NUL in the document', { query: '{ tag(slug: "a\0") { id } }' }, 400, 'BAD_USER_INPUT'],
    ['NUL as an escape', { query: '{ tag(slug: "a\\u0000") { id } }' }, 400, 'BAD_USER_INPUT'],
    ['NUL as a long escape', { query: '{ tag(slug: "a\\u{000}") { id } }' }, 400, 'BAD_USER_INPUT'],
    ['NUL in a block string', { query: '{ tag(slug: """\0""") { id } }' }, 400, 'BAD_USER_INPUT'],
    [
      'a date that is none',
      { query: FILTERED, variables: { filter: { publishedAfter: 'soon' } } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a number for a date',
      { query: FILTERED, variables: { filter: { publishedAfter: 8.64e15 } } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a prototype in a variable',
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
      'another hash',
      { query: '{__typename}', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'an unknown version',
      { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } },
      400,
      'BAD_USER_INPUT',
    ],
  ])('has the code of its fault: %s', async (_what, request, status, code) => {
    const before = gateway.logs.length;
    expect(await refusal(await gateway.post(request))).toMatchObject({ status, codes: [code] });
    expect(gateway.logs.slice(before).filter(({ level }) => level >= 50)).toEqual([]);
  });

  test.each<[what: string, query: string, variables: Record<string, unknown>]>([
    [
      'an argument',
      'query ($o: ArticleOrder = NEWEST) { articles(orderBy: $o) { totalCount } }',
      { o: null },
    ],
    [
      'a directive at the root',
      'query ($o: Boolean = true) { site @include(if: $o) { title } }',
      { o: null },
    ],
    ['a page too long', '{ articles(first: 101) { totalCount } }', {}],
    ['a page of less than nothing', '{ articles(first: -1) { totalCount } }', {}],
    ['a directive below', 'query ($o: Boolean = true) { site { title @include(if: $o) } }', { o: null }],
  ])('is refused before it runs when its lists cannot be counted: %s', async (_what, query, variables) => {
    expect(await refusal(await gateway.post({ query, variables }))).toMatchObject({
      status: 400,
      codes: ['BAD_USER_INPUT'],
    });
  });

  test.each<[what: string, query: string, variables: Record<string, unknown>]>([
    ['a path that reads like a fault of ours', '{ route(path: "http://[connect ENOENT") { status } }', {}],
  ])('is the fault of its sender also when it shows late: %s', async (_what, query, variables) => {
    expect(await refusal(await gateway.post({ query, variables }))).toMatchObject({
      status: 200,
      codes: ['BAD_USER_INPUT'],
    });
  });

  test.each([
    ['lists', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
    ['objects', `${'{"a":'.repeat(DEEP / 3)}1${'}'.repeat(DEEP / 3)}`],
  ])('is refused however deep its variables are nested: %s', async (_what, value) => {
    for (const type of ['String!', 'ArticleFilter']) {
      const query = `query ($v: ${type}) { ${type === 'String!' ? 'tag(slug: $v) { id }' : 'archive(filter: $v) { year }'} }`;
      const body = `{"query":${JSON.stringify(query)},"variables":{"v":${value}}}`;
      expect(await refusal(await gateway.post(body))).toMatchObject({
        status: 400,
        codes: ['BAD_USER_INPUT'],
      });
    }
  });

  test('is not taken for one with NUL when it only speaks of it', async () => {
    for (const slug of ['\\u0000', '\\\\u0000', 'u0000']) {
      const inDocument = { query: `{ tag(slug: ${JSON.stringify(slug)}) { id } }` };
      for (const request of [of('String!', slug), inDocument]) {
        expect(await (await gateway.post(request)).json()).toEqual({ data: { tag: null } });
      }
    }
  });
});

test('A persisted query that hides a fault of its own is no way around the list of codes', async () => {
  for (const persistedQuery of [true, 'x', 1, [], {}, { version: 1 }, { version: 1, sha256Hash: [[]] }]) {
    const { status, codes } = await refusal(await gateway.post({ extensions: { persistedQuery } }));
    expect(status).toBeLessThan(500);
    expect(codes.filter((code) => SERVER_FAULTS.includes(String(code)))).toEqual([]);
  }
});

function of(type: string, v: unknown) {
  return { query: `query ($v: ${type}) { tag(slug: $v) { id } }`, variables: { v } };
}

describe('A mutation with more than one field', () => {
  const deletion = 'deleteArticle(input: { id: "x" }) { deletedId }';
  test.each([
    ['under aliases', `mutation { a: ${deletion} b: ${deletion} }`],
    ['in a fragment', `mutation { ...F a: ${deletion} } fragment F on Mutation { b: ${deletion} }`],
    ['in an inline fragment', `mutation { a: ${deletion} ... on Mutation { ... { b: ${deletion} } } }`],
  ])('is refused before anything runs: %s', async (_where, query) => {
    const { status, codes, message } = await refusal(await gateway.post({ query }));
    expect([status, codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(message).toBe(
      'A mutation must have exactly one field, but this one has 2. Send each field in a separate request.',
    );
  });

  test('is not one that asks for its type as well', async () => {
    const response = await gateway.post({ query: `mutation { __typename ${deletion} }` });
    expect((await refusal(response)).codes).toEqual(['FORBIDDEN']);
  });
});
