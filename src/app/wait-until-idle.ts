import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds of which the share of work is looked at. */
const LOOK_MS = 50;
/** Share of time in which the event loop works, below which the process counts as idle. */
const IDLE_SHARE = 0.5;

/** Waits until the event loop of this thread has little work, but no longer than `timeoutMs`. */
export async function waitUntilIdle(timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let utilization: number;
  do {
    const before = performance.eventLoopUtilization();
    await sleep(LOOK_MS);
    ({ utilization } = performance.eventLoopUtilization(before));
  } while (utilization > IDLE_SHARE && performance.now() < deadline);
}
