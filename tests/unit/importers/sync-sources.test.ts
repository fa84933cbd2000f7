import { expect, test } from '@jest/globals';
import { type SyncSource, syncSources } from '../../../src/importers/sync-sources.js';
import type { SyncDeps } from '../../../src/importers/wordpress/wordpress-sync.js';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const parts = { fetcher: { requestCount: 0 } } as SyncDeps;

test('syncSources syncs the other sources after a failure and names every failed one', async () => {
  const synced: string[] = [];
  const site = (address: string, isThere: boolean): SyncSource => ({
    url: address,
    sync: async () => {
      if (!isThere) throw new Error(`${address} cannot be reached`);
      synced.push(address);
      return { counts: {}, resultsWithReasons: [], seconds: 1 } as never;
    },
  });
  const follow = (...sources: SyncSource[]) => syncSources(sources, parts, silent as never);
  await expect(follow(site('a', false), site('b', true), site('c', false))).rejects.toThrow(
    'a cannot be reached; c cannot be reached',
  );
  await expect(follow(site('a', false), site('d', true))).rejects.toThrow(/^a cannot be reached$/);
  await follow(site('e', true));
  expect(synced).toEqual(['b', 'd', 'e']);
});
