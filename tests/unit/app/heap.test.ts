import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { collectWhenIdle } from '../../../src/app/heap.js';

const LOOK_MS = 200;

function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; ) Math.random();
}

test('Garbage is collected once after the start, and again only after work', async () => {
  const collect = jest.fn();
  const stop = collectWhenIdle(collect, LOOK_MS);
  await sleep(8 * LOOK_MS);
  stop();
  expect(collect).toHaveBeenCalledTimes(1);
});

test('No garbage is collected while the process is busy', async () => {
  const collect = jest.fn();
  const stop = collectWhenIdle(collect, LOOK_MS);
  for (let i = 0; i < 10; i++) {
    work(LOOK_MS / 2);
    await sleep(1);
  }
  stop();
  expect(collect).not.toHaveBeenCalled();
});
