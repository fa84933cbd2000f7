import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {(() => Promise<unknown>)[]} */
const tasks = [];
let running;

/** Does `task` when the run ends, however it ends; the latest comes first. */
export function addCleanup(task) {
  tasks.push(task);
}

/** Whether the end has begun, so that what fails now fails because of it. */
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
