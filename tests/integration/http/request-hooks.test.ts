import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { CompletedRequest, IncomingRequest } from '../../../src/http/request-hooks.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createWebSocketClient } from '../../support/live-clients.js';
import { waysToAsk } from '../../support/transports.js';
import { waitUntil } from '../../support/until.js';

const TITLE = 'query Title { article(by: { slug: "story" }) { title } }';
const WRITE = 'mutation { recordView(input: { article: "story" }) { userErrors { code } } }';

/** The error with which the hook refuses every request. */
let refusal: { code: string; message: string } | null = null;
let gateway: Gateway;
let ways: ReturnType<typeof waysToAsk>;
let requests: IncomingRequest[] = [];
let responses: { request: IncomingRequest; response: CompletedRequest }[] = [];

beforeAll(async () => {
  gateway = await startGateway(
    { CACHE_MB: '16' },
    {
      siteConfig: {
        hooks: {
          onRequest: async (request) => {
            requests.push(request);
            if (request.headers['x-blocked']) {
              throw new GraphQLError('This client is blocked.', { extensions: { code: 'FORBIDDEN' } });
            }
            if (request.headers['x-broken']) throw new TypeError('a fault of the hook');
            if (request.headers['x-foreign'])
              throw Object.assign(new Error('a fault of the hook'), { statusCode: 404 });
            if (refusal) throw new GraphQLError(refusal.message, { extensions: { code: refusal.code } });
          },
          onResponse: (request, response) => {
            responses.push({ request, response });
            if (request.headers['x-broken-response']) throw new TypeError('a fault of the hook');
          },
        },
      },
    },
  );
  await gateway.save({ slug: 'story', title: 'A story' });
  ways = waysToAsk(gateway.address);
});
afterAll(async () => {
  await ways.close();
  await gateway.close();
});
beforeEach(() => {
  refusal = null;
  requests = [];
  responses = [];
});

function post(query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

describe('Request hooks', () => {
  test('run once for a new, a repeated and a cached request over every transport', async () => {
    for (const way of ways.names) {
      for (const time of ['new', 'repeated', 'cached']) {
        requests = [];
        responses = [];
        const answer = await ways.ask(way, 'text', TITLE);
        expect({ way, time, answer }).toMatchObject({ answer: expect.stringContaining('A story') });
        await waitUntil(() => responses.length === 1);
        expect({ way, time, requests: requests.length }).toEqual({ way, time, requests: 1 });
        expect(responses[0]!.request).toMatchObject({ id: requests[0]!.id, ip: '127.0.0.1' });
        expect(responses[0]!.response).toMatchObject({
          name: 'Title',
          type: 'query',
          outcome: 'OK',
          status: 200,
        });
      }
    }
  });

  test('receive the transport, the method and the source of each response', async () => {
    const seen = [];
    for (const way of ways.names) {
      responses = [];
      await ways.ask(way, 'text', TITLE);
      await waitUntil(() => responses.length === 1);
      const [{ request, response }] = responses as [(typeof responses)[number]];
      seen.push([way, request.transport, request.method, response.source]);
    }
    expect(seen).toEqual([
      ['POST', 'http', 'POST', 'HIT'],
      ['GET', 'http', 'GET', 'HIT'],
      ['WebSocket', 'websocket', null, 'BYPASS'],
      ['event stream', 'sse', 'POST', 'BYPASS'],
    ]);
  });

  test('receive the payload of connection_init over WebSocket, within limits', async () => {
    const client = createWebSocketClient(gateway.address, {
      connectionParams: {
        'X-App-Version': '1',
        ...{ 'x-number': 1, 'x-long': 'a'.repeat(201), 'x-forwarded-for': '192.0.2.1', 'bad name': '1' },
      },
    });
    await new Promise<void>((complete, error) => {
      client.subscribe({ query: TITLE }, { next: () => undefined, error, complete });
    });
    await client.dispose();
    expect(requests[0]!.headers).toEqual({ 'x-app-version': '1' });
  });

  test('refuse cached and uncached requests, each once, with the code of their error', async () => {
    await post(TITLE);
    const NEW = 'query New { article(by: { slug: "story" }) { title path } }';
    for (const query of [TITLE, NEW]) {
      requests = [];
      responses = [];
      const response = await post(query, { 'x-blocked': '1' });
      const { errors } = (await response.json()) as any;
      expect(errors).toEqual([{ message: 'This client is blocked.', extensions: { code: 'FORBIDDEN' } }]);
      await waitUntil(() => responses.length === 1);
      expect(requests).toHaveLength(1);
      expect(responses[0]!.response).toMatchObject({ outcome: 'FORBIDDEN' });
      expect(response.headers.get('x-request-id')).toBe(requests[0]!.id);
    }
    expect(await (await post(TITLE)).json()).toEqual({ data: { article: { title: 'A story' } } });
  });

  test('that refuse a mutation prevent its writes', async () => {
    expect((await post(WRITE, { 'x-blocked': '1' })).status).toBe(403);
    const [{ count }] = await gateway.database.prisma.$queryRaw<[{ count: number }]>`
      SELECT count(*)::int AS count FROM article_views`;
    expect(count).toBe(0);
  });

  test('that fail after the response affect neither it nor the gateway', async () => {
    await post(TITLE);
    for (const query of [TITLE, 'query Later { article(by: { slug: "story" }) { path } }']) {
      responses = [];
      const response = await post(query, { 'x-broken-response': '1' });
      expect(response.status).toBe(200);
      await waitUntil(() => responses.length === 1);
    }
    expect(await (await post(TITLE)).json()).toEqual({ data: { article: { title: 'A story' } } });
  });

  test.each([
    ['APP_OUTDATED', 'Update the app.', 400],
    ['SERVICE_UNAVAILABLE', 'Maintenance until 10:00.', 503],
    ['FORBIDDEN', 'This client is blocked.', 403],
    ['RATE_LIMITED', 'Come back later.', 429],
  ])(
    'refuse over HTTP with the code %s, the message and the status of the code',
    async (code, message, status) => {
      refusal = { code, message };
      const response = await post(TITLE);
      expect(response.status).toBe(status);
      expect(response.headers.get('retry-after')).toBe(status === 503 ? '1' : null);
      expect(await response.json()).toEqual({ errors: [{ message, extensions: { code } }] });
    },
  );

  test.each(['APP_OUTDATED', 'FORBIDDEN'])('refuse over every transport with the code %s', async (code) => {
    refusal = { code, message: 'Update the app.' };
    for (const way of ways.names) {
      const { errors } = JSON.parse(await ways.ask(way, 'text', TITLE));
      expect([way, errors]).toEqual([way, [{ message: 'Update the app.', extensions: { code } }]]);
    }
  });

  test.each(['x-broken', 'x-foreign'])(
    'that fail unexpectedly answer 500 without their message: %s',
    async (header) => {
      for (const query of [TITLE, WRITE]) {
        const response = await post(query, { [header]: '1' });
        expect(response.status).toBe(500);
        const { errors } = (await response.json()) as any;
        expect(errors).toEqual([
          {
            message: expect.stringContaining('Internal error'),
            extensions: { code: 'INTERNAL_SERVER_ERROR' },
          },
        ]);
      }
    },
  );
});
