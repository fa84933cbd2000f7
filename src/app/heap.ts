import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { getMemoryLimitMiB } from '../shared/memory-limit.js';

interface HeapLimits {
  /**
   * Percentage by which the old objects of the heap may grow from one collection to the next. V8 lets a small heap grow
   * to its fourfold.
   */
  growthPercent: number;
  /**
   * MiB of one half of the new objects of a thread. Threads would have the limit of the process, which is for many
   * requests at a time: 32.
   */
  threadSemiSpaceMiB: number;
}

/** With less than this, collections take more CPU than they save memory. */
const LIMITS: HeapLimits = { growthPercent: 100, threadSemiSpaceMiB: 8 };
/** Limits of a command that has little memory beside the gateway. An import takes a quarter longer with them. */
const TIGHT_LIMITS: HeapLimits = { growthPercent: 30, threadSemiSpaceMiB: 2 };
/** MiB of a machine or container below which commands have tight limits. */
const LITTLE_MEMORY_MIB = 1_000;
/** Milliseconds between two looks at how busy the process was. */
const LOOK_MS = 10_000;
/** Share of a core below which a process counts as idle. Background work takes less. */
const IDLE_SHARE = 0.05;
/** Milliseconds of CPU after which there is garbage worth collecting. */
const WORTHWHILE_MS = 2_000;

/**
 * Work of a function of WebAssembly before V8 optimizes it, fifty times that of Node.js 20, whose V8 would optimize functions of
 * Prisma's query compiler while it is loaded, and take 14 MiB for that.
 */
const WASM_TIERING_BUDGET = 100_000_000;

/**
 * Limits the garbage that V8 lets grow before it collects, here and in threads that start afterwards, and the memory
 * that it takes to optimize WebAssembly.
 */
export function limitHeapGrowth({ growthPercent, threadSemiSpaceMiB }: HeapLimits = LIMITS): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  // V8 reads it when a heap is created, so that the one of this thread keeps its own.
  setFlagsFromString(`--max-semi-space-size=${threadSemiSpaceMiB}`);
  setFlagsFromString(`--wasm-tiering-budget=${WASM_TIERING_BUDGET}`);
}

/** Limits the memory of a command, which runs beside the gateway. */
export function limitCommandMemory(memoryMiB = getMemoryLimitMiB()): void {
  limitHeapGrowth(memoryMiB < LITTLE_MEMORY_MIB ? TIGHT_LIMITS : LIMITS);
}

/** Option of Node.js for the limit of the heap, in MiB, as operators set it. */
const HEAP_LIMIT = /^--max[-_]old[-_]space[-_]size=\d+$/;

/**
 * Calls a function while V8's flag for the limit of the heap is as in a process without the option: V8 refuses a code cache
 * that was made with other flags. The heap of this thread keeps its limit, which V8 read when it was created.
 */
export function withoutHeapLimitFlag<Result>(call: () => Result): Result {
  const given = [...(process.env.NODE_OPTIONS ?? '').split(' '), ...process.execArgv];
  const option = given.findLast((each) => HEAP_LIMIT.test(each));
  if (option === undefined) return call();
  setFlagsFromString('--max-old-space-size=0');
  try {
    return call();
  } finally {
    setFlagsFromString(option); // for the threads that start afterwards
  }
}

/**
 * Collects garbage once the process is idle after work, which returns memory to the system. V8 itself collects only
 * when it needs memory. Returns a function that stops it.
 */
export function collectWhenIdle(collect: () => unknown = collectGarbage, lookMs = LOOK_MS): () => void {
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

/**
 * Collects garbage and returns free memory to the system. V8 does both when a debugger wants it; `gc()` of Node.js 20
 * leaves the space of new objects at its size, of up to 64 MiB.
 */
export async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}
