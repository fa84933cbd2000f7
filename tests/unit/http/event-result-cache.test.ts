import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { RunInTurn } from '../../../src/cache/shared-execution.js';
import { EventResult, EventResultCache } from '../../../src/http/subscriptions/event-result-cache.js';
import { ClientQueues } from '../../../src/rate-limit/concurrency/client-queues.js';

const queues = new ClientQueues({ running: 8, perClient: 1, waiting: 9, maxWaitMs: 60_000 });
const enqueue =
  (name: string): RunInTurn =>
  (signal, work) =>
    queues.run({ name, weight: 1 }, signal, work);
const subscriber = (name: string, execute: () => Promise<EventResult>) => ({
  ...{ signal: undefined, runInTurn: enqueue(name), execute },
});

describe('Results of an event', () => {
  test('are executed once for many subscribers', async () => {
    const cache = new EventResultCache();
    let count = 0;
    const execute = async () => {
      count += 1;
      await sleep(10);
      return new EventResult({ data: { count } });
    };
    const asked = Array.from({ length: 1_000 }, (_, i) =>
      cache.getOrExecute(cache, 'key', subscriber(`client ${i}`, execute)),
    );
    for (const { response } of await Promise.all(asked)) expect(response).toEqual({ data: { count: 1 } });
    expect(count).toBe(1);
  });

  test('do not wait behind the operations of the first subscriber', async () => {
    const cache = new EventResultCache();
    let end = () => {};
    const busy = queues.run(
      { name: 'a', weight: 1 },
      undefined,
      () => new Promise<void>((resolve) => (end = resolve)),
    );
    const execute = async () => new EventResult({ data: {} });
    const asked = ['a', 'b'].map((name) => cache.getOrExecute(cache, 'key', subscriber(name, execute)));
    expect(await Promise.all(asked)).toHaveLength(2);
    end();
    await busy;
  });

  test('that failed are executed again', async () => {
    const cache = new EventResultCache();
    const failing = subscriber('a', () => Promise.reject(new Error('The database is away.')));
    await expect(cache.getOrExecute(cache, 'key', failing)).rejects.toThrow('away');
    const again = subscriber('a', async () => new EventResult({ data: {} }));
    expect((await cache.getOrExecute(cache, 'key', again)).response).toEqual({ data: {} });
  });
});
