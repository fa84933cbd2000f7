import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { runPaced } from '../../../src/http/run-paced.js';

test('Much simultaneous work is run in order, ten pieces in a turn', async () => {
  const run: number[] = [];
  const inTurns: number[] = [];
  let isOver = false;
  const count = () => {
    inTurns.push(run.length);
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  for (let i = 0; i < 35; i++) runPaced(() => run.push(i));
  expect(run).toHaveLength(10);
  await sleep(100);
  isOver = true;
  expect(run).toEqual(Array.from({ length: 35 }, (_, i) => i));
  const steps = inTurns.map((after, i) => after - (inTurns[i - 1] ?? 10));
  expect(Math.max(...steps)).toBe(10);
  runPaced(() => run.push(99));
  expect(run.at(-1)).toBe(99);
});

test('Work that other work adds is run too', async () => {
  const run: string[] = [];
  runPaced(() => {
    runPaced(() => run.push('second'));
    run.push('first');
  });
  await sleep(20);
  expect(run.toSorted()).toEqual(['first', 'second']);
});
