import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { openDatabase } from '../../src/database/database.js';
import { MessageRateLimit } from '../../src/http/subscriptions/message-rate.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import {
  ARTICLE_EVENTS,
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../support/live-clients.js';
import { recordStatements } from '../support/statements.js';
import { sendRaw, startServer } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';

let gateway: Gateway;
afterEach(() => gateway.close());

const from = 'Y2hhbmdlOjA'; // before the first change

/** Opens a WebSocket without a client library. */
async function openSocket(greeting = true, protocols = ['graphql-transport-ws']): Promise<WebSocket> {
  const socket = new WebSocket(`${gateway.address.replace('http', 'ws')}/graphql`, protocols);
  await once(socket, 'open');
  if (greeting) {
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
  }
  return socket;
}

const codeOf = async (socket: WebSocket) => (await once(socket, 'close'))[0];

test('A WebSocket without connection_init is closed', async () => {
  gateway = await startGateway({ LIVE_INIT_SECONDS: '0.2' });
  expect(await codeOf(await openSocket(false))).toBe(4408);
});

test('A subscription with an invalid key or perspective is rejected', async () => {
  gateway = await startGateway();
  for (const [params, code] of [
    [{ authorization: 'Bearer dl_00000000_none' }, 4401],
    [{ 'x-perspective': 'preview' }, 4403],
    [{ 'x-perspective': 'yesterday' }, 4400],
  ] as const) {
    const failure = await recordSubscription(
      createWebSocketClient(gateway.address, { connectionParams: params }),
    ).ended;
    expect(failure).toMatchObject({ code });
    const heard = recordSubscription(createSseClient(gateway.address, { headers: params }));
    await heard.ended;
    expect(heard.errors[0]!.extensions.code).toMatch(/UNAUTHENTICATED|FORBIDDEN|BAD_USER_INPUT/);
  }
});

test('A preview subscription ends when its API key is revoked', async () => {
  gateway = await startGateway();
  const key = await gateway.createKey('preview');
  const params = { authorization: `Bearer ${key}`, 'x-perspective': 'preview' };
  const heard = recordSubscription(createWebSocketClient(gateway.address, { connectionParams: params }), {
    after: from,
  });
  await gateway.save({});
  await waitUntil(() => heard.events.length === 1);
  await gateway.database.prisma.apiKey.updateMany({ data: { revokedAt: new Date() } });
  await gateway.save({});
  await heard.ended;
  expect(heard.events).toHaveLength(1);
  expect(heard.errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
});

test('Subscriptions per WebSocket and connections per instance are limited', async () => {
  gateway = await startGateway({
    LIVE_SUBSCRIPTIONS: '2',
    LIVE_CONNECTIONS: '2',
    LIVE_CONNECTIONS_PER_CLIENT: '2',
  });
  const client = createWebSocketClient(gateway.address);
  const heard = [1, 2, 3].map(() => recordSubscription(client, { after: from }));
  expect(await heard[2]!.ended).toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
  heard[0]!.stop();
  await gateway.save({});
  await waitUntil(() => heard[1]!.events.length === 1);
  const stream = recordSubscription(createSseClient(gateway.address), { after: from });
  await waitUntil(() => stream.events.length === 1);
  await expect(openSocket()).rejects.toThrow('503');
  expect(await recordSubscription(createSseClient(gateway.address)).ended).toMatchObject({
    response: { status: 503 },
  });
  stream.stop();
  heard[1]!.stop();
});

test('A client that stops reading is closed with 1013 while others receive every event', async () => {
  gateway = await startGateway({ LIVE_BUFFER: '5' });
  await gateway.save({ slug: 'long', body: { format: 'markdown', text: 'So it was. '.repeat(5_000) } });
  const bodies = Array.from({ length: 12 }, (_, i) => `body${i}: body { html }`).join(' ');
  const query = `subscription ($slug: String) { articleEvents(article: $slug) { cursor article { ${bodies} } } }`;
  const stalled = await openSocket();
  stalled.send(
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { slug: 'long' } } }),
  );
  const sound = recordSubscription(createWebSocketClient(gateway.address), { slug: 'long' });
  const key = await gateway.createKey('write', 'publish');
  const { article } = await gateway.query('{ article(by: { slug: "long" }) { id } }');
  const correct =
    'mutation ($input: AddCorrectionInput!) { addCorrection(input: $input) { userErrors { message } } }';
  const first = once(stalled, 'message'); // it may come before the response of the mutation
  await gateway.queryAs(key)(correct, { input: { id: article.id, text: 'Wrong.' } });
  await first;
  await waitUntil(() => sound.events.length === 1);
  stalled.pause();
  const CHANGES = 40;
  for (let i = 0; i < CHANGES; i++) {
    await gateway.queryAs(key)(correct, { input: { id: article.id, text: `${i}` } });
    // On a busy machine, the one that reads would fall behind as well.
    await waitUntil(() => sound.events.length >= i - 2);
  }
  await waitUntil(() => sound.events.length === CHANGES + 1);
  stalled.resume();
  let received = 0;
  stalled.on('message', () => {
    received += 1;
  });
  expect(await codeOf(stalled)).toBe(1013);
  expect(received).toBeLessThan(CHANGES);
  sound.stop();
});

test('An invalid or oversized message closes only its own WebSocket', async () => {
  gateway = await startGateway({ BODY_LIMIT_KB: '4' });
  const heard = recordSubscription(createWebSocketClient(gateway.address), { after: from });
  for (const [message, code] of [
    ['nothing', 4400],
    ['{"type":"next","id":"1","payload":{}}', 4400],
    [JSON.stringify({ type: 'ping', payload: { long: 'x'.repeat(5_000) } }), 1009],
  ] as const) {
    const socket = await openSocket();
    socket.send(message);
    expect(await codeOf(socket)).toBe(code);
  }
  await gateway.save({});
  await waitUntil(() => heard.events.length === 1);
  heard.stop();
});

test('The messages of a client are read at a bounded rate', async () => {
  gateway = await startGateway({ TRUSTED_PROXIES: 'loopback', METRICS: 'true' });
  const open = async (address: string) => {
    const url = `${gateway.address.replace('http', 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { 'x-forwarded-for': address } });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    return socket;
  };
  const answer = async (socket: WebSocket, count: number) => {
    for (let answered = 0; answered < count; answered++) await once(socket, 'message');
    return performance.now();
  };
  const ping = (length: number) => JSON.stringify({ type: 'ping', payload: { words: 'x'.repeat(length) } });
  const [fast, other] = [await open('203.0.113.1'), await open('203.0.113.2')];
  const began = answer(fast, 1);
  const ended = answer(fast, 1_300);
  for (let i = 0; i < 1_300; i++) fast.send(ping(2_000));
  const beside = answer(other, 1);
  other.send(ping(0));
  expect(await ended).toBeGreaterThan((await began) + 1_000);
  expect(await beside).toBeLessThan(await ended);
  const page = await (await fetch(`${gateway.address}/metrics`)).text();
  expect(page).toMatch(/^dateline_connections_throttled_total\{reason="messages"\} [1-9]/m);
  for (const socket of [fast, other]) socket.terminate();
});

test('A client that sends far too many messages loses the socket, and no other client does', async () => {
  gateway = await startGateway();
  const [flooding, quiet] = [await openSocket(), await openSocket()];
  let throttled = 0;
  const limit = new MessageRateLimit(() => {
    throttled += 1;
  });
  for (let i = 0; i < 10_000 && flooding.readyState === WebSocket.OPEN; i++)
    await limit.count('flooding', flooding);
  await limit.count('quiet', quiet);
  expect(await codeOf(flooding)).toBe(1006);
  expect([throttled >= 2, quiet.readyState, quiet.isPaused]).toEqual([true, WebSocket.OPEN, false]);
  quiet.terminate();
});

test('CORS_ORIGINS limits which origins may open a WebSocket', async () => {
  gateway = await startGateway({ CORS_ORIGINS: 'https://courier.example' });
  const open = (origin: string) =>
    new WebSocket(`${gateway.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
  for (const origin of ['https://courier.example', gateway.address]) await once(open(origin), 'open');
  await expect(once(open('https://elsewhere.example'), 'open')).rejects.toThrow('403');
});

test('An event is executed once for identical subscriptions, resumed ones included', async () => {
  gateway = await startGateway();
  const heard: SubscriptionRecorder[] = [];
  for (const client of [createWebSocketClient(gateway.address), createSseClient(gateway.address)]) {
    for (let i = 0; i < 5; i++)
      heard.push(
        recordSubscription(client, { slug: 'a' }),
        recordSubscription(client, { slug: 'a', after: from }),
      );
  }
  await gateway.save({ slug: 'a' });
  await waitUntil(() => heard.filter(({ events }) => events.length === 1).length >= 10);
  await new Promise((resolve) => setTimeout(resolve, 300)); // those without a cursor started around that time
  const before = heard.map(({ events }) => events.length);
  const id = (await gateway.query('{ article(by: { slug: "a" }) { id } }')).article.id;
  const key = await gateway.createKey('write', 'publish');
  const statements = await recordStatements(async () => {
    await gateway.queryAs(key)(
      'mutation ($id: ID!) { addCorrection(input: { id: $id, text: "So." }) { revision } }',
      { id },
    );
    await waitUntil(() => heard.every(({ events }, i) => events.length === before[i]! + 1));
  });
  const ofReaders = statements.filter((text) => text.includes('"published"."article"'));
  expect(ofReaders).toHaveLength(1);
  for (const each of heard) each.stop();
});

test('A closing instance makes clients reconnect and resume on another instance', async () => {
  gateway = await startGateway();
  const database = openDatabase(gateway.database.connection, 5);
  const other = await startServer({ database });
  const codes: number[] = [];
  const url = () =>
    (codes.length === 0 ? other.address : gateway.address).replace('http', 'ws').concat('/graphql');
  const client = createWebSocketClient('http://nowhere', {
    url,
    retryAttempts: 5,
    retryWait: async () => undefined,
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  });
  const heard = recordSubscription(client, { after: from });
  const raw = await fetch(
    `${other.address}/graphql/stream?${new URLSearchParams({ query: ARTICLE_EVENTS })}`,
    {
      headers: { accept: 'text/event-stream' },
    },
  );
  await gateway.save({});
  await waitUntil(() => heard.events.length === 1);
  await other.close();
  expect(await raw.text()).not.toContain('event: complete');
  await gateway.save({});
  await waitUntil(() => heard.events.length === 2);
  expect(codes[0]).toBe(1012);
  heard.stop();
  await database.close();
});

test('EventSource receives a last event id and resumes after it', async () => {
  gateway = await startGateway();
  await gateway.save({ slug: 'a' });
  const open = async (headers: Record<string, string>) => {
    const query = 'subscription { articleEvents { kind } }';
    const response = await fetch(`${gateway.address}/graphql/stream?${new URLSearchParams({ query })}`, {
      headers,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    return { reader, text: (await reader.read()).value! };
  };
  const first = await open({ accept: 'text/event-stream' });
  const [, id] = /^id: (\S+)\n\n$/.exec(first.text)!;
  await first.reader.cancel();
  await gateway.save({ slug: 'b' });
  const again = await open({ accept: 'text/event-stream', 'last-event-id': id! });
  const { value } = await again.reader.read();
  expect((again.text + value).replaceAll(/^:\n\n/gm, '')).toMatch(
    /^id: (\S+)\n\nid: (?!\1\n)\S+\nevent: next\ndata: {"data":{"articleEvents":{"kind":"PUBLISHED"}}}\n\n$/,
  );
  await again.reader.cancel();
});

test('An event stream forbids proxies to compress, buffer or store it, with and without a key', async () => {
  gateway = await startGateway();
  for (const [headers, cacheControl] of [
    [{}, 'no-store, no-transform'],
    [{ cookie: 'a=b' }, 'private, no-store, no-transform'],
  ] as const) {
    const url = `${gateway.address}/graphql/stream?${new URLSearchParams({ query: ARTICLE_EVENTS })}`;
    const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } });
    expect([response.headers.get('cache-control'), response.headers.get('x-accel-buffering')]).toEqual([
      cacheControl,
      'no',
    ]);
    await response.body!.cancel();
  }
});

test('A cursor older than the change log is rejected with CURSOR_EXPIRED', async () => {
  gateway = await startGateway();
  await gateway.save({});
  await gateway.database.pool.query('DELETE FROM content_change');
  await gateway.database.pool.query('UPDATE change_log SET trimmed_to = 1');
  const failure = await recordSubscription(createWebSocketClient(gateway.address), { after: from }).ended;
  expect(failure).toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
});

test('Keepalive pings a WebSocket and closes it when the client does not respond', async () => {
  gateway = await startGateway({ LIVE_KEEPALIVE_SECONDS: '0.5' });
  const socket = await openSocket();
  await once(socket, 'ping');
  await once(socket, 'ping');
  const deaf = new WebSocket(`${gateway.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    autoPong: false,
  });
  await once(deaf, 'open');
  expect(await codeOf(deaf)).toBe(1006);
  socket.close();
});

test('Operations over WebSocket have the same limits as over HTTP', async () => {
  gateway = await startGateway({ INTROSPECTION: 'false' });
  const client = createWebSocketClient(gateway.address);
  const documents = [
    '{ __schema { types { name } } }',
    'mutation { a: addCorrection(input: { id: "a", text: "a" }) { revision } b: addCorrection(input: { id: "a", text: "a" }) { revision } }',
    '{ articles(first: 101) { nodes { title } } }',
    '{ sit { title } }',
  ];
  for (const document of documents) {
    const heard = recordSubscription(client, {}, document);
    const failure = await heard.ended;
    const errors = Array.isArray(failure) ? failure : heard.errors;
    expect([document, errors]).toEqual([document, await gateway.queryErrors(document)]);
  }
  const site = recordSubscription(client, {}, '{ site { title } }');
  await site.ended;
  expect(site.events).toEqual([{ title: 'The Harbour Courier' }]);
});

test('An event stream runs queries and rejects mutations', async () => {
  gateway = await startGateway();
  const client = createSseClient(gateway.address);
  const site = recordSubscription(client, {}, '{ site { title } }');
  await site.ended;
  expect(site.events).toEqual([{ title: 'The Harbour Courier' }]);
  const mutation = recordSubscription(
    client,
    {},
    'mutation { deleteArticle(input: { id: "a" }) { deletedId } }',
  );
  await mutation.ended;
  expect(mutation.errors[0]!.extensions.code).toBe('BAD_REQUEST');
});

test('A client that leaves before its stream starts frees its connection', async () => {
  gateway = await startGateway({ LIVE_CONNECTIONS: '1' });
  const open = (signal?: AbortSignal) =>
    fetch(`${gateway.address}/graphql/stream?${new URLSearchParams({ query: ARTICLE_EVENTS })}`, {
      headers: { accept: 'text/event-stream' },
      ...(signal && { signal }),
    });
  for (let i = 0; i < 30; i++) {
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), Math.random() * 8);
    await open(leaving.signal).catch(() => undefined);
    leaving.abort();
  }
  await waitUntil(async () => {
    const { status, body } = await open();
    await body?.cancel();
    return status === 200;
  });
});

test('A request that offers an HTTP/2 upgrade is served over HTTP/1.1', async () => {
  gateway = await startGateway();
  const body = JSON.stringify({ query: '{ site { title } }' });
  const offer = 'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n';
  const head = `POST /graphql HTTP/1.1\r\nhost: a\r\n${offer}content-type: application/json\r\n`;
  const requests = `${head}content-length: ${body.length}\r\n\r\n${body}GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`;
  const answers = await sendRaw(gateway.address, requests);
  expect(answers).toContain('{"data":{"site":{"title":"The Harbour Courier"}}}');
  expect(answers).toContain('{"status":"ok"}');
});
