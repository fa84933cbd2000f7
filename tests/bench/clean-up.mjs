import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {(() => Promise<unknown>)[]} */
const tasks = [];
let running;

/** Registers a task for the end of the run, however it ends. The latest task runs first. */
export function addCleanup(task) {
  tasks.push(task);
}

function cleanUp() {
  running ??= (async () => {
    for (const task of tasks.toReversed()) await task().catch((error) => console.error(error));
  })();
  return running;
}

/** Runs a benchmark and then the clean-up, also when a signal ends it. */
export async function runBenchmark(main) {
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 }))
    process.on(signal, () => cleanUp().then(() => process.exit(code)));
  await main().catch((error) => {
    // Failures after the beginning of the clean-up are due to it.
    if (!running) console.error(error);
    process.exitCode = 1;
  });
  await cleanUp();
}

export async function createTemporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-bench-'));
  addCleanup(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
