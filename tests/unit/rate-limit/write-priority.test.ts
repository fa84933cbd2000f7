import { describe, expect, test } from '@jest/globals';
import { WritePriority } from '../../../src/rate-limit/concurrency/write-priority.js';

/** Returns the milliseconds of a stretch of writes for which they had priority. */
function countPriority(priority: WritePriority, began: number, ended: number): number {
  priority.begin(began);
  let count = 0;
  for (let now = began; now < ended; now++) if (priority.isLeft(now)) count += 1;
  priority.end(ended);
  return count;
}

describe('Priority of writes', () => {
  test('a stretch has half a second of it', () => {
    const priority = new WritePriority();
    expect(countPriority(priority, 1_000, 3_000)).toBe(500);
  });

  test('an editor who writes for 300 ms of each second always has it', () => {
    const priority = new WritePriority();
    for (let second = 1; second <= 60; second++)
      expect(countPriority(priority, second * 1_000, second * 1_000 + 300)).toBe(300);
  });

  test('a program that writes with pauses of 10 ms has it for 5 of 110 ms', () => {
    const priority = new WritePriority();
    countPriority(priority, 0, 1_000);
    for (let start = 1_010; start < 5_000; start += 110)
      expect(countPriority(priority, start, start + 100)).toBe(5);
  });
});
