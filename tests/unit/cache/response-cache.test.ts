import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ResponseCache } from '../../../src/cache/response-cache.js';
import { type CachedResponse, ResponseStore } from '../../../src/cache/response-cache-store.js';
import type { RunInTurn } from '../../../src/cache/shared-execution.js';
import { ClientQueues } from '../../../src/rate-limit/concurrency/client-queues.js';
import { OperationsDelayed, TooManyOperations } from '../../../src/rate-limit/concurrency/refusals.js';

const QUESTION = { name: 'POST { front }', key: 'front' };
const HOUR_MS = 3_600_000;

function respond(text: string, changes: Partial<CachedResponse> = {}): CachedResponse {
  return {
    ...{
      key: 'front',
      status: 200,
      headers: {},
      body: Buffer.from(text),
      isCacheable: true,
      isShareable: true,
      encodings: {},
    },
    ...{
      tags: ['article:1'],
      texts: [],
      untrackedFields: [],
      createdAt: Date.now(),
      expiresAt: Date.now() + HOUR_MS,
      cdnTtlMs: 0,
    },
    operation: { name: null, type: 'query', documentHash: null, outcome: 'OK' },
    ...changes,
  };
}

/** A response that is created when `finish` is called. */
function createLater() {
  let finish: (response: CachedResponse) => void = () => undefined;
  const signals: (AbortSignal | undefined)[] = [];
  const response = new Promise<CachedResponse>((resolve) => {
    finish = resolve;
  });
  const create = (signal: AbortSignal | undefined) => {
    signals.push(signal);
    return response;
  };
  return { create, signals, finish };
}

function startCache() {
  const store = new ResponseStore(1_000_000);
  const queues = new ClientQueues({ running: 8, perClient: 1, waiting: 1, maxWaitMs: 60_000 });
  const enqueue =
    (name: string): RunInTurn =>
    (signal, work) =>
      queues.run({ name, weight: 1 }, signal, work);
  return { store, enqueue, cache: new ResponseCache(store, { isSynchronized: true }, HOUR_MS) };
}

describe('Response cache with a queue per client', () => {
  test('executes identical requests of several clients once', async () => {
    const { cache, enqueue } = startCache();
    const { create, signals, finish } = createLater();
    const asked = ['a', 'b', 'c'].map((name) =>
      cache.getOrCreate(QUESTION, create, { runInTurn: enqueue(name) }),
    );
    await sleep(0);
    finish(respond('front'));
    for (const { response } of await Promise.all(asked)) expect(String(response.body)).toBe('front');
    expect(signals).toHaveLength(1);
  });

  test('a client does not wait in the queue of another that sent the same request first', async () => {
    const { cache, enqueue } = startCache();
    const slow = createLater();
    const busy = cache.getOrCreate({ name: 'slow', key: null }, slow.create, { runInTurn: enqueue('a') });
    const queued = cache.getOrCreate(QUESTION, async () => respond('of a'), { runInTurn: enqueue('a') });
    const other = cache.getOrCreate(QUESTION, async () => respond('of b'), { runInTurn: enqueue('b') });
    expect(String((await other).response.body)).toBe('of b');
    // The first client leaves its queue with the same result.
    expect(String((await queued).response.body)).toBe('of b');
    slow.finish(respond('slow', { key: null }));
    await busy;
  });

  test('the refusal of one client does not reach another with the same request', async () => {
    const { cache, enqueue } = startCache();
    const slow = createLater();
    const busy = ['a', 'a', 'b'].map((name, i) =>
      cache.getOrCreate({ name: `slow ${i}`, key: null }, slow.create, { runInTurn: enqueue(name) }),
    );
    const create = async () => respond('front');
    const refused = cache.getOrCreate(QUESTION, create, { runInTurn: enqueue('a') });
    const other = cache.getOrCreate(QUESTION, create, { runInTurn: enqueue('b') });
    await expect(refused).rejects.toThrow(TooManyOperations);
    slow.finish(respond('slow', { key: null }));
    expect(String((await other).response.body)).toBe('front');
    await Promise.all(busy);
  });

  test("a client with time left does not get another's failed response", async () => {
    const { cache, enqueue } = startCache();
    const { create, finish } = createLater();
    const first = cache.getOrCreate(QUESTION, create, { runInTurn: enqueue('a') });
    await sleep(0);
    const other = cache.getOrCreate(QUESTION, async () => respond('of b'), { runInTurn: enqueue('b') });
    finish(respond('too late', { status: 503, isCacheable: false }));
    expect(String((await other).response.body)).toBe('of b');
    await first;
  });

  test('an execution is stopped when the last of its clients has disconnected, and not before', async () => {
    const { cache, enqueue } = startCache();
    const { create, signals, finish } = createLater();
    const clients = ['a', 'b'].map((name) => ({ name, left: new AbortController() }));
    const asked = clients.map(({ name, left }) =>
      cache.getOrCreate(QUESTION, create, { signal: left.signal, runInTurn: enqueue(name) }),
    );
    await sleep(0);
    clients[0]!.left.abort();
    expect(signals[0]!.aborted).toBe(false);
    clients[1]!.left.abort();
    expect(signals[0]!.aborted).toBe(true);
    // A later client does not join it.
    const later = cache.getOrCreate(QUESTION, async () => respond('later'), { runInTurn: enqueue('c') });
    expect(String((await later).response.body)).toBe('later');
    finish(respond('front'));
    await Promise.all(asked);
  });

  test('a request after a change does not get a response that was read before it', async () => {
    const { cache, store, enqueue } = startCache();
    const { create, finish } = createLater();
    const before = cache.getOrCreate(QUESTION, create, { runInTurn: enqueue('a') });
    await sleep(0);
    store.invalidate(['article:1']);
    const after = cache.getOrCreate(QUESTION, async () => respond('new'), { runInTurn: enqueue('b') });
    expect(String((await after).response.body)).toBe('new');
    finish(respond('old'));
    await before;
    expect(String(cache.find(QUESTION.name, () => null).found?.response.body)).toBe('new');
  });

  test('sends the last response to a client while its operations wait for the database', async () => {
    const { cache } = startCache();
    await cache.getOrCreate(QUESTION, async () => respond('last', { expiresAt: Date.now() + 20 }));
    await sleep(30);
    const refuse = (error: Error) => cache.getOrCreate(QUESTION, () => Promise.reject(error));
    const { cacheStatus, response } = await refuse(new OperationsDelayed());
    expect([cacheStatus, String(response.body)]).toEqual(['STALE', 'last']);
    await expect(refuse(new TooManyOperations())).rejects.toThrow(TooManyOperations);
  });
});

test('A cache without memory builds no key of an operation', () => {
  const cache = new ResponseCache(new ResponseStore(0), { isSynchronized: true }, HOUR_MS);
  const buildKey = () => {
    throw new Error('A key was built.');
  };
  expect(cache.find('POST { front }', buildKey)).toEqual({ key: null, found: null });
});
