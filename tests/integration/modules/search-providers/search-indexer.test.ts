import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SearchProviderClient } from '../../../../src/modules/search/provider/provider-client.js';
import { SearchIndexer } from '../../../../src/modules/search/provider/search-indexer.js';
import type { SearchDocument, SearchIndex } from '../../../../src/modules/search/provider/search-provider.js';
import { noopLogger } from '../../../../src/shared/logging/logger.js';
import { type Gateway, startGateway } from '../../../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('An index does not count as complete when its build was stopped', async () => {
  let builds = 0;
  const started = new EventTarget();
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const index: SearchIndex = {
    readSequence: async () => null,
    replaceAll: async (batches) => {
      const iterator = batches[Symbol.asyncIterator]();
      started.dispatchEvent(new Event('started'));
      await released;
      const documents: SearchDocument[] = [];
      for (let next = await iterator.next(); !next.done; next = await iterator.next())
        documents.push(...next.value);
      builds += 1;
    },
    update: async () => undefined,
  };
  const client = new SearchProviderClient(
    { name: 'test', search: async () => ({ hits: [] }), index } as never,
    noopLogger,
  );
  const { changes, pool } = gateway.database;
  const indexer = new SearchIndexer({ index, client, changes, pool, log: noopLogger });
  const building = once(started as never, 'started');
  indexer.start();
  await building;
  const stopped = indexer.stop();
  release();
  await stopped;
  expect(builds).toBe(0);
  expect(client.isReady).toBe(false);
});
