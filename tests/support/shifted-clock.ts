import { jest } from '@jest/globals';

const ALL_BUT_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
  ...(['setTimeout', 'clearTimeout'] as const),
];

/** Calls a function while the clock of this process differs from that of the database. */
export async function withShiftedClock<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  jest.useFakeTimers({ now: Date.now() + ms, doNotFake: [...ALL_BUT_DATE] });
  try {
    return await work();
  } finally {
    jest.useRealTimers();
  }
}
