import { expect, test } from '@jest/globals';
// @ts-expect-error: a command, in JavaScript
import { fuzzPages, realPages } from './fuzz-pages.mjs';

test('Reading and rendering a fuzzed page stays within 5 seconds and 200 MiB', async () => {
  const pages = await realPages();
  const { read, articles, faults } = await fuzzPages({ runs: 150, seed: 17, seconds: 40, pages });
  expect(faults.map(({ error }: { error: string }) => error)).toEqual([]);
  expect(read).toBeGreaterThan(10);
  expect(articles).toBeGreaterThan(3);
});
