import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';

const QUERY = JSON.stringify({ query: '{ article(by: { slug: "story" }) { title body { html } } }' });
const JSON_TYPE = { 'content-type': 'application/json' };
/** Headers that differ in every response. */
const OWN = ['date', 'x-request-id', 'connection', 'keep-alive', 'transfer-encoding'];

interface Given {
  status: number;
  headers: Record<string, unknown>;
  body: Buffer;
}

/** Sends a request in one piece, which the fast path serves if it is cached. */
function post(address: string, body: string, headers: OutgoingHttpHeaders = {}): Promise<Given> {
  return sendPieces(address, [body], headers);
}

/** Sends a request in two pieces, which bypasses the fast path. */
function postTheLongWay(address: string, body: string, headers: OutgoingHttpHeaders): Promise<Given> {
  return sendPieces(address, [body.slice(0, 10), body.slice(10)], headers);
}

function sendPieces(address: string, pieces: string[], headers: OutgoingHttpHeaders): Promise<Given> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(pieces.join('')) };
    const options = { method: 'POST', headers: { ...JSON_TYPE, ...length, ...headers } };
    const request = httpRequest(`${address}/graphql`, options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) });
    });
    request.on('error', reject);
    const [first, ...rest] = pieces;
    request.write(first);
    setTimeout(() => request.end(rest.join('')), rest.length > 0 ? 30 : 0);
  });
}

function comparable({ status, headers, body }: Given) {
  const others = Object.entries(headers).filter(([name]) => !OWN.includes(name));
  const vary = String(headers.vary).split(', ').sort();
  return { status, headers: { ...Object.fromEntries(others), vary }, body: body.toString('base64') };
}

describe.each([
  ['every CORS origin', '*', [{}, { origin: 'https://courier.example' }]],
  [
    'one CORS origin',
    'https://courier.example',
    [{}, { origin: 'https://courier.example' }, { origin: 'https://x.example' }],
  ],
])('Cache fast path for %s', (_whose, CORS_ORIGINS, callers) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway({ CORS_ORIGINS, CACHE_MB: '16' });
    await gateway.save({
      slug: 'story',
      title: 'A story',
      body: { format: 'markdown', text: 'A ferry. '.repeat(300) },
    });
    for (const coding of ['identity', 'gzip', 'br']) {
      await post(gateway.address, QUERY, { 'accept-encoding': coding }); // executes the query
      await post(gateway.address, QUERY, { 'accept-encoding': coding }); // compresses the response
    }
  });
  afterAll(() => gateway.close());

  test.each(['identity', 'gzip', 'br, gzip', '*;q=0'])(
    'sends the same response as Fastify for Accept-Encoding %s',
    async (coding) => {
      for (const caller of callers) {
        const headers = { ...caller, 'accept-encoding': coding };
        const [inFront, behind] = [
          await post(gateway.address, QUERY, headers),
          await postTheLongWay(gateway.address, QUERY, headers),
        ];
        expect(inFront.headers['x-cache']).toBe('HIT');
        expect(comparable(inFront)).toEqual(comparable(behind));
      }
    },
  );
});

describe('Requests to the cache fast path', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway({ CACHE_MB: '16' });
    await gateway.save({ slug: 'story', title: 'A story' });
    await post(gateway.address, QUERY);
  });
  afterAll(() => gateway.close());

  /** Sends pieces with pauses over one connection and returns everything received until it closes. */
  function send(...pieces: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const { port } = new URL(gateway.address);
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', async () => {
        for (const piece of pieces) {
          socket.write(piece);
          await new Promise((later) => setTimeout(later, 30));
        }
      });
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', reject).on('close', () => resolve(text));
    });
  }

  const headOf = (body: string, more = '') =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${more}\r\n`;

  test('responds to a request sent in pieces, cached or not', async () => {
    for (const query of [QUERY, '{"query":"{ site { title } }"}']) {
      const answer = await send(headOf(query, 'connection: close\r\n'), query.slice(0, 9), query.slice(9));
      expect(answer).toMatch(/^HTTP\/1.1 200 OK.+"data"/s);
    }
  });

  test('responds to pipelined requests in their order', async () => {
    const other = '{"query":"{ site { language } }"}';
    const all = [headOf(QUERY), QUERY, headOf(other), other, headOf(QUERY), QUERY];
    const answers = await send(all.join('') + headOf(other, 'connection: close\r\n') + other);
    expect([...answers.matchAll(/"(article|site)"/g)].map(([, what]) => what)).toEqual([
      ...['article', 'site', 'article', 'site'],
    ]);
  });

  test('caches a request with a body that is too long for the fast path', async () => {
    const long = JSON.stringify({ query: '{ site { title } }', variables: { unused: 'x'.repeat(40_000) } });
    for (const _ of [1, 2]) expect((await post(gateway.address, long)).status).toBe(200);
    expect((await post(gateway.address, long)).headers['x-cache']).toBe('HIT');
  });

  test('executes a query again after a change invalidated its response', async () => {
    await gateway.save({ slug: 'story', title: 'Another title' });
    const { body } = await post(gateway.address, QUERY);
    expect(JSON.parse(body.toString()).data.article.title).toBe('Another title');
  });
});
