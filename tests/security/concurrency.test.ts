import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { ClientAllowance } from '../../src/rate-limit/concurrency/client-allowance.js';
import { ClientQueues } from '../../src/rate-limit/concurrency/client-queues.js';
import { OperationsDelayed, TooManyOperations } from '../../src/rate-limit/concurrency/refusals.js';
import { startServer, type TestServer } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';

const MANY = 60_000;
const client = (name: string, weight = 1) => ({ name, weight });

/** Starts an operation without awaiting it. Operations that are left over are rejected after the test. */
function start(queues: ClientQueues, of: ReturnType<typeof client>, work: () => Promise<void>): void {
  queues.run(of, undefined, work).catch(() => undefined);
}

/** Creates work that runs until `end` is called. */
function works() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.set(name, resolve));
  };
  return { begun, work, end: (name: string) => ends.get(name)!() };
}

describe('Operation queues per client', () => {
  const options = { running: 8, perClient: 4, waiting: 3, maxWaitMs: MANY };

  test("an operation waits behind its own client's operations, not behind those of others", async () => {
    const queues = new ClientQueues(options);
    const { begun, work, end } = works();
    start(queues, client('b'), work('b0'));
    for (let i = 0; i < 3; i++) start(queues, client('a'), work(`a${i}`));
    start(queues, client('b'), work('b1'));
    await sleep(0);
    // Two clients share the places equally.
    expect(begun).toEqual(['b0', 'a0', 'a1', 'b1']);
    end('a0');
    await waitUntil(() => begun.length === 5);
    expect(begun.at(-1)).toBe('a2');
  });

  test('a lone client with fast operations fills its share without blocking others', async () => {
    const queues = new ClientQueues(options);
    for (let i = 0; i < 100; i++) await queues.run(client('a'), undefined, async () => undefined);
    const { begun, work } = works();
    for (let i = 0; i < 7; i++) start(queues, client('a'), work(`a${i}`));
    await sleep(50);
    expect(begun).toHaveLength(4);
    await expect(queues.run(client('a'), undefined, work('a8'))).rejects.toThrow(TooManyOperations);
    start(queues, client('b'), work('b'));
    await sleep(0);
    expect(begun.at(-1)).toBe('b');
  });

  test('an exempt client uses its whole share in competition with other clients', async () => {
    const queues = new ClientQueues(options);
    const { begun, work } = works();
    start(queues, client('a'), work('a'));
    for (let i = 0; i < 6; i++) start(queues, client('b', Number.POSITIVE_INFINITY), work('b'));
    await sleep(0);
    expect(begun).toEqual(['a', 'b', 'b', 'b', 'b']);
  });

  test('slow operations get only a share of time while other clients are active', async () => {
    const queues = new ClientQueues({ ...options, waiting: 100 });
    let slow = 0;
    const asks = Array.from({ length: 20 }, () =>
      queues.run(client('slow'), undefined, async () => {
        slow += 1;
        await sleep(200);
      }),
    );
    const waits: number[] = [];
    for (let i = 0; i < 100; i++) {
      const asked = performance.now();
      await queues.run(client('quick'), undefined, async () => waits.push(performance.now() - asked));
      await sleep(20);
    }
    // Alone, the client would have run twenty or more in these two seconds.
    expect(slow).toBeLessThan(8);
    expect(slow).toBeGreaterThan(1);
    expect(waits.sort((a, b) => a - b)[90]).toBeLessThan(20);
    await Promise.allSettled(asks.slice(0, slow));
  });

  test('events of a client compete with the requests of others', async () => {
    const allowance = new ClientAllowance();
    const requests = new ClientQueues(options, allowance);
    const events = new ClientQueues({ ...options, waiting: 100 }, allowance);
    const reading = setInterval(
      () => void requests.run(client('reader'), undefined, async () => undefined),
      20,
    );
    let slow = 0;
    const following = Array.from({ length: 20 }, () =>
      events.run(client('follower'), undefined, async () => {
        slow += 1;
        await sleep(200);
      }),
    );
    await sleep(2_000);
    // Alone, it would have had twenty or more in these two seconds.
    expect(slow).toBeLessThan(8);
    clearInterval(reading);
    await Promise.allSettled(following.slice(0, slow));
  });

  test('operations that ran while a client was alone do not delay it later', async () => {
    const queues = new ClientQueues(options);
    for (let i = 0; i < 20; i++) await queues.run(client('alone'), undefined, () => sleep(60));
    await queues.run(client('other'), undefined, async () => undefined);
    const asked = performance.now();
    await queues.run(client('alone'), undefined, async () => undefined);
    expect(performance.now() - asked).toBeLessThan(30);
  });

  test('an aborted operation is not started, and a running one counts until it ends', async () => {
    const queues = new ClientQueues({ ...options, perClient: 1 });
    const { begun, work, end } = works();
    const leaving = [new AbortController(), new AbortController()];
    const asked = leaving.map(({ signal }, i) => queues.run(client('a'), signal, work(`${i}`)));
    const last = queues.run(client('a'), undefined, work('last'));
    await sleep(0);
    for (const each of leaving) each.abort(new Error('It left.'));
    await expect(asked[1]).rejects.toThrow('It left.');
    expect([begun, queues.size]).toEqual([['0'], { running: 1, waiting: 1 }]);
    end('0');
    await waitUntil(() => begun.includes('last'));
    end('last');
    await last;
    expect(queues.size).toEqual({ running: 0, waiting: 0 });
  });

  test('an operation that waits too long behind one that does not end is refused as unavailable', async () => {
    const queues = new ClientQueues({ ...options, perClient: 1, maxWaitMs: 50 });
    const { work } = works();
    start(queues, client('a'), work('a'));
    await expect(queues.run(client('a'), undefined, work('b'))).rejects.toThrow(OperationsDelayed);
  });

  test('fewer operations run in parallel with a mutation, and the rest wait in the queue', async () => {
    const queues = new ClientQueues({ ...options, running: 32 });
    const { begun, work, end } = works();
    start(queues, client('editor'), () => queues.write(work('write')));
    await sleep(0);
    for (let i = 0; i < 20; i++) start(queues, client(`reader ${i}`), work(`read ${i}`));
    await sleep(0);
    expect([begun.length, queues.size]).toEqual([3, { running: 3, waiting: 18 }]);
    // It writes for so long that it loses its priority.
    await waitUntil(() => begun.length === 9);
    expect(queues.size).toEqual({ running: 9, waiting: 12 });
    end('write');
    await waitUntil(() => begun.length === 21);
    expect(queues.size).toEqual({ running: 20, waiting: 0 });
  });

  test('that wait too long for many that end are refused as too many', async () => {
    const queues = new ClientQueues({ ...options, perClient: 1, waiting: 200, maxWaitMs: 1_000 });
    const asked = Array.from({ length: 150 }, () => queues.run(client('a'), undefined, () => sleep(20)));
    const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toBeInstanceOf(TooManyOperations);
  });
});

describe('Operation limits with a busy database', () => {
  let gateway: TestServer;
  let free: () => Promise<void>;
  beforeAll(async () => {
    const limits = { RUNNING_PER_CLIENT: '1', WAITING_PER_CLIENT: '2', READ_SECONDS: '60', CACHE_MB: '16' };
    gateway = await startServer({ settings: { TRUSTED_PROXIES: 'loopback', METRICS: 'true', ...limits } });
  });
  afterAll(() => gateway.close());

  /** Blocks reads of tags until `free` is called. */
  async function occupy() {
    const holder = await gateway.database.jobPool.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE tag IN ACCESS EXCLUSIVE MODE');
    free = async () => {
      await holder.query('ROLLBACK');
      holder.release();
    };
  }
  const query = (i: number) => `{ tags(first: 1) { nodes { slug } } } # ${i}`;
  const headersOf = (address: string) => ({ 'x-forwarded-for': address });
  const ways: Record<string, (i: number, address: string) => Promise<{ status: number; text: string }>> = {
    POST: (i, address) => read(gateway.post({ query: query(i) }, headersOf(address))),
    GET: (i, address) =>
      read(
        gateway.get(`/graphql?${new URLSearchParams({ query: query(i) })}`, { headers: headersOf(address) }),
      ),
    'event stream': (i, address) =>
      read(
        gateway.get('/graphql/stream', {
          method: 'POST',
          headers: {
            accept: 'text/event-stream',
            'content-type': 'application/json',
            ...headersOf(address),
          },
          body: JSON.stringify({ query: query(i) }),
        }),
      ),
    WebSocket: async (i, address) => {
      const socket = await openSocket(address);
      const text = await answerTo(socket, query(i));
      socket.close();
      return { status: 200, text };
    },
  };
  async function read(asked: Promise<Response>) {
    const response = await asked;
    if (response.status === 429) expect(response.headers.get('retry-after')).toBe('1');
    return { status: response.status, text: await response.text() };
  }
  async function openSocket(address: string): Promise<WebSocket> {
    const url = `${gateway.address.replace('http', 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers: headersOf(address) });
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"type":"connection_init"}');
    await new Promise((resolve) => socket.once('message', resolve));
    return socket;
  }
  const answerTo = (socket: WebSocket, document: string) =>
    new Promise<string>((resolve) => {
      socket.once('message', (data) => resolve(String(data)));
      socket.once('close', (code, reason) => resolve(`${code} ${reason}`));
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: document } }));
    });
  /** Returns the number of operations that were executed to the end. */
  const ran = async (transport: string) => {
    const page = await (await gateway.get('/metrics')).text();
    const lines = page.split('\n').filter((line) => line.startsWith('dateline_operations_total'));
    return lines
      .filter((line) => line.includes(`transport="${transport}"`) && !line.includes('TOO_MANY'))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  test.each(Object.keys(ways).map((way, i) => [way, `203.0.113.${i + 1}`] as const))(
    "a client's operations over the limit are rejected by %s without affecting others",
    async (way, address) => {
      await occupy();
      const asked = Array.from({ length: 6 }, (_, i) => ways[way]!(i, address));
      const refused = await Promise.race([Promise.all(asked), sleep(1_500)]).then(async () => {
        const settled: string[] = [];
        for (const each of asked) each.then(({ text }) => settled.push(text));
        await sleep(100);
        return settled;
      });
      expect(refused).toHaveLength(3);
      // An error would end a subscription for good, so the socket is closed and the client connects again.
      const expected = way === 'WebSocket' ? '1013 You have reached the limit' : 'TOO_MANY_OPERATIONS';
      for (const text of refused) expect(text).toContain(expected);
      const other = ways[way]!(7, `198.51.100.${address.at(-1)}`);
      await sleep(100);
      await free();
      const texts = (await Promise.all(asked)).map(({ text }) => text);
      expect(texts.filter((text) => text.includes('{"data":{"tags":{'))).toHaveLength(3);
      expect((await other).text).toContain('{"data":{"tags":{');
    },
  );

  test('a query is not delayed by the operations of another client that sent the same query before', async () => {
    await occupy();
    const same = () => gateway.post({ query: '{ site { title } } # same' }, headersOf('198.51.100.61'));
    const busy = ways.POST!(200, '203.0.113.61');
    await sleep(100);
    const waiting = gateway.post({ query: '{ site { title } } # same' }, headersOf('203.0.113.61'));
    await sleep(100);
    const outcome = await Promise.race([same().then(({ status }) => status), sleep(1_000, 'still waiting')]);
    await free();
    expect(outcome).toBe(200);
    expect((await waiting).status).toBe(200);
    expect((await busy).status).toBe(200);
  });

  test('a client that subscribes and completes 3,000 times runs only the allowed operations', async () => {
    await occupy();
    const before = await ran('live');
    const socket = await openSocket('203.0.113.50');
    const codes: string[] = [];
    socket.on('message', (data) => codes.push(/"code":"(\w+)"/.exec(String(data))?.[1] ?? String(data)));
    for (let i = 0; i < 3_000; i++) {
      const payload = { query: query(i) };
      socket.send(JSON.stringify({ id: `${i}`, type: 'subscribe', payload }));
      socket.send(JSON.stringify({ id: `${i}`, type: 'complete' }));
    }
    await sleep(3_000);
    await free();
    await sleep(1_000);
    const count = (await ran('live')) - before;
    if (count > 20) console.log(`${count} operations ran`);
    expect(count).toBeLessThanOrEqual(20);
    socket.terminate();
  });

  test('a client that subscribes and completes in parallel with others can still subscribe', async () => {
    const socket = await openSocket('203.0.113.52');
    const answered = new Promise<string>((resolve) => {
      socket.on('message', (data) => String(data).includes('"id":"last"') && resolve(String(data)));
      socket.on('close', (code, reason) => resolve(`${code} ${reason}`));
    });
    for (let i = 0; i < 60; i++) {
      if (i % 20 === 0) await ways.POST!(200 + i, '198.51.100.52');
      socket.send(JSON.stringify({ id: `${i}`, type: 'subscribe', payload: { query: query(300 + i) } }));
      socket.send(JSON.stringify({ id: `${i}`, type: 'complete' }));
    }
    await sleep(500);
    socket.send(JSON.stringify({ id: 'last', type: 'subscribe', payload: { query: query(400) } }));
    expect(await answered).toContain('{"data":{"tags":{');
    socket.terminate();
  });

  test('operations of a disconnected client that have not started are dropped', async () => {
    await occupy();
    const before = await ran('http');
    const leaving = Array.from({ length: 3 }, () => new AbortController());
    const asks = leaving.map(({ signal }, i) =>
      gateway.get('/graphql', {
        method: 'POST',
        signal,
        headers: { 'content-type': 'application/json', ...headersOf('203.0.113.51') },
        body: JSON.stringify({ query: query(100 + i) }),
      }),
    );
    await sleep(500);
    for (const each of leaving) each.abort();
    await Promise.allSettled(asks);
    await sleep(200);
    // The queue is empty, so the next operation starts at once.
    const next = ways.POST!(103, '203.0.113.51');
    await sleep(100);
    await free();
    expect((await next).status).toBe(200);
    expect((await ran('http')) - before).toBeLessThanOrEqual(2);
  });
});
