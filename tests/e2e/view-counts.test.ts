import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DatelineProcess, startDateline } from '../support/dateline-process.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import { createReaderHeaders, waitForValue } from '../support/readers.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.save({ slug: 'ferry' });
});
afterAll(() => gateway.close());

async function views(slug: string): Promise<number> {
  const { popular } = await gateway.query('{ popular(window: ALL, first: 100) { views article { slug } } }');
  return popular.find(({ article }: any) => article.slug === slug)?.views ?? 0;
}

describe('View counts of a process', () => {
  afterEach(() => DatelineProcess.killAll());

  const start = (VIEW_FLUSH_SECONDS: string) => {
    const { host, database } = gateway.database.connection;
    const DATABASE_URL = `postgresql://dateline:hush@localhost/${database}?host=${host}`;
    return startDateline({ DATABASE_URL, SEED: 'false', TRUSTED_PROXIES: 'loopback', VIEW_FLUSH_SECONDS });
  };
  /** Sends one view each from a range of addresses. */
  const read = async (address: string, from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const headers = createReaderHeaders(`198.51.${i >> 8}.${i & 255}`);
      const response = await fetch(`${address}/beacon`, { method: 'POST', body: 'ferry', headers });
      expect(response.status).toBe(204);
    }
  };

  test('writes all counted views on SIGTERM before the flush interval ends', async () => {
    const { dateline, address } = await start('3600');
    const before = await views('ferry');
    await read(address, 0, 300);
    expect(await views('ferry')).toBe(before);
    expect(await dateline.stop()).toBe(0);
    expect(await views('ferry')).toBe(before + 300);
  });

  test('loses at most the views of the last flush interval when killed', async () => {
    const { dateline, address } = await start('1');
    const before = await views('ferry');
    await read(address, 300, 400);
    await waitForValue(async () => (await views('ferry')) === before + 100);
    await read(address, 400, 450);
    dateline.signal('SIGKILL');
    await dateline.ended;
    const kept = (await views('ferry')) - before;
    expect(kept).toBeGreaterThanOrEqual(100);
    expect(kept).toBeLessThanOrEqual(150);
  });
});
