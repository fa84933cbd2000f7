import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { CompletedRequest, IncomingRequest } from '../../../src/http/request-hooks.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { waysToAsk } from '../../support/transports.js';
import { waitUntil } from '../../support/until.js';

const TITLE = 'query Title { article(by: { slug: "story" }) { title } }';
const WRITE = 'mutation { recordView(input: { article: "story" }) { userErrors { code } } }';

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

  test('that refuse a mutation leave nothing written', async () => {
    expect((await post(WRITE, { 'x-blocked': '1' })).status).toBe(400);
    const [{ count }] = await gateway.database.prisma.$queryRaw<[{ count: number }]>`
      SELECT count(*)::int AS count FROM article_views`;
    expect(count).toBe(0);
  });

  test('that fail after the response leave it, and the gateway, as they are', async () => {
    await post(TITLE);
    for (const query of [TITLE, 'query Later { article(by: { slug: "story" }) { path } }']) {
      responses = [];
      const response = await post(query, { 'x-broken-response': '1' });
      expect(response.status).toBe(200);
      await waitUntil(() => responses.length === 1);
    }
    expect(await (await post(TITLE)).json()).toEqual({ data: { article: { title: 'A story' } } });
  });

  test('that fail unexpectedly answer 500 without their message', async () => {
    const response = await post(TITLE, { 'x-broken': '1' });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('fault of the hook');
  });
});
