import { beforeEach, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { DependencyTracker } from '../../../../src/cache/dependency-tracker.js';
import { type Exchange, GraphQLPipeline } from '../../../../src/http/graphql/pipeline.js';
import type { RequestHooks } from '../../../../src/http/request-hooks.js';

/** The stages that ran, in order. */
let log: string[];
beforeEach(() => {
  log = [];
});

/** Records a stage, and takes a turn of the event loop for it, in which a stage that did not wait would run. */
async function pass(stage: string): Promise<void> {
  log.push(stage);
  await new Promise((resolve) => setImmediate(resolve));
}

function createPipeline(hooks: RequestHooks = {}) {
  const context = { dependencies: new DependencyTracker(), outcome: { effect: 'written' }, cost: {} };
  return new GraphQLPipeline<any>({
    hooks: {
      onRequest: async (request) => {
        await pass('hook');
        await hooks.onRequest?.(request);
      },
      onResponse: () => void log.push('report'),
    },
    admit: async () => {
      await pass('admit');
      return { context, client: { name: 'a', weight: 1 }, rateLimitStatus: null };
    },
    queues: {
      run: async (_client: unknown, _signal: unknown, work: () => Promise<unknown>) => {
        await pass('turn');
        return work();
      },
    } as never,
    onMutation: () => pass('wait for caches'),
    telemetry: { onOperation: () => undefined } as never,
    log: {} as never,
  });
}

function createExchange(cached: string | null = null): Exchange<any, string, string> {
  return {
    cached,
    isCacheable: true,
    canBeMutation: false,
    describe: () => ({ id: 'a', transport: 'http', method: 'POST', headers: {}, ip: '127.0.0.1' }),
    watchClient: () => new AbortController().signal,
    onAdmitted: () => void log.push('admitted'),
    execute: async () => {
      await pass('execute');
      return 'result';
    },
    share: async ({ signal, runInTurn }, create) => {
      const result = await runInTurn(signal, () => create(signal));
      await pass('store');
      return result;
    },
    refuse: (error) => {
      log.push('refuse');
      return error instanceof GraphQLError ? error.message : null;
    },
    send: async (answer, report) => {
      await pass(`send ${answer}`);
      const operation = { name: null, type: 'query', documentHash: null, outcome: 'OK' };
      report({ status: 200, ms: 1, operation, texts: [], source: 'MISS' });
    },
  };
}

test('A request passes each stage of the pipeline in order', async () => {
  await createPipeline().run(createExchange());
  expect(log).toEqual([
    'hook',
    'admit',
    'admitted',
    'turn',
    'execute',
    'wait for caches',
    'store',
    'send result',
    'report',
  ]);
});

test('A cached answer passes the hook, and is sent and reported', async () => {
  await createPipeline().run(createExchange('cached'));
  expect(log).toEqual(['hook', 'send cached', 'report']);
});

test('A request that the hook refuses is answered and reported, cached or not', async () => {
  const refusing = {
    onRequest: () => {
      throw new GraphQLError('refusal');
    },
  };
  for (const cached of [null, 'cached']) {
    log = [];
    await createPipeline(refusing).run(createExchange(cached));
    expect(log).toEqual(['hook', 'refuse', 'send refusal', 'report']);
  }
});

test('A request whose client has left is neither answered nor reported', async () => {
  const exchange = createExchange();
  await createPipeline().run({
    ...exchange,
    execute: () => Promise.reject(new Error('left')),
  });
  expect(log).toEqual(['hook', 'admit', 'admitted', 'turn', 'refuse']);
});
