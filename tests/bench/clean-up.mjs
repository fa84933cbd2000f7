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

/** Returns true if the clean-up has begun, so that failures are due to it. */
export function isEnding() {
  return running !== undefined;
}

export function cleanUp() {
  running ??= (async () => {
    for (const task of tasks.toReversed()) await task().catch((error) => console.error(error));
  })();
  return running;
}

export function installSignalHandlers() {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.on(signal, () => cleanUp().then(() => process.exit(code)));
  }
}

export async function createTemporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-bench-'));
  addCleanup(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
