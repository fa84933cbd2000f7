import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Percentage by which the old objects of the heap may grow from one collection to the next. V8 lets a small heap grow
 * to its fourfold. With less than this, collections take more CPU than they save memory.
 */
const GROWTH_PERCENT = 100;
/** Milliseconds between two looks at how busy the process was. */
const LOOK_MS = 10_000;
/** Share of a core below which a process counts as idle. Background work takes less. */
const IDLE_SHARE = 0.05;
/** Milliseconds of CPU after which there is garbage worth collecting. */
const WORTHWHILE_MS = 2_000;

/** Limits the garbage that V8 lets grow before it collects. */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}

type CollectGarbage = (options: {
  type: 'major';
  execution: 'async';
  flavor: 'last-resort';
}) => Promise<void>;

/**
 * Collects garbage once the process is idle after work, which returns memory to the system. V8 itself collects only
 * when it needs memory. Returns a function that stops it.
 */
export function collectWhenIdle(collect = createCollector(), lookMs = LOOK_MS): () => void {
  let lastUsage = process.cpuUsage();
  let lastLook = performance.now();
  let sinceCollection = Number.POSITIVE_INFINITY; // the start leaves garbage too
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(lastUsage);
    const busyMs = (user + system) / 1_000;
    const isIdle = busyMs < IDLE_SHARE * (performance.now() - lastLook);
    lastUsage = process.cpuUsage();
    lastLook = performance.now();
    sinceCollection += busyMs;
    if (!isIdle || sinceCollection < WORTHWHILE_MS) return;
    sinceCollection = 0;
    collect();
  }, lookMs).unref();
  return () => clearInterval(timer);
}

/** Returns V8's garbage collector, which is not there without its flag. */
function createCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as CollectGarbage;
  setFlagsFromString('--no-expose-gc');
  return () => void collectGarbage({ type: 'major', execution: 'async', flavor: 'last-resort' });
}
