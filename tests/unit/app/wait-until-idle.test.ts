import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { waitUntilIdle } from '../../../src/app/wait-until-idle.js';

/** Keeps the event loop busy until the promise is settled, and returns how many turns that took. */
async function workUntil(promise: Promise<void>): Promise<number> {
  let isOver = false;
  void promise.then(() => {
    isOver = true;
  });
  let turns = 0;
  for (; !isOver; turns++) {
    const end = performance.now() + 5;
    while (performance.now() < end);
    await nextTurn();
  }
  return turns;
}

test('An idle process is not waited for until the timeout', async () => {
  // The test would run into its own timeout.
  await waitUntilIdle(1_000_000);
});

test('A busy process is waited for until the timeout, and no longer', async () => {
  expect(await workUntil(waitUntilIdle(300))).toBeGreaterThan(0);
});

test('A process that becomes idle is not waited for any longer', async () => {
  const waiting = waitUntilIdle(1_000_000);
  await workUntil(new Promise((resolve) => setTimeout(resolve, 200)));
  await waiting;
});
