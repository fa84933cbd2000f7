import { expect, test } from '@jest/globals';
// @ts-expect-error: a command, in JavaScript
import { fuzzPages, realPages } from './fuzz-pages.mjs';

test('No page takes more than 5 seconds or 200 MiB to be read and rendered, whatever it holds', async () => {
  const pages = await realPages();
  const { read, articles, faults } = await fuzzPages({ runs: 150, seed: 17, seconds: 40, pages });
  expect(faults.map(({ error }: { error: string }) => error)).toEqual([]);
  expect(read).toBeGreaterThan(10);
  expect(articles).toBeGreaterThan(3);
});
