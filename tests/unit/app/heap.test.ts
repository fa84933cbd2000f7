import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { collectWhenIdle } from '../../../src/app/heap.js';

const LOOK_MS = 200;

function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; ) Math.random();
}

test('Garbage is collected once after the start, and again only after work', async () => {
  const collect = jest.fn();
  const stop = collectWhenIdle(collect, LOOK_MS);
  await sleep(8 * LOOK_MS);
  stop();
  expect(collect).toHaveBeenCalledTimes(1);
});

test('No garbage is collected while the process is busy', async () => {
  const collect = jest.fn();
  const stop = collectWhenIdle(collect, LOOK_MS);
  for (let i = 0; i < 10; i++) {
    work(LOOK_MS / 2);
    await sleep(1);
  }
  stop();
  expect(collect).not.toHaveBeenCalled();
});

/** Makes garbage until the space of new objects has grown to its limit, and returns its size in MiB. */
const GROW_NEW_SPACE = `
  const v8 = process.getBuiltinModule('node:v8');
  const readNewSpaceMiB = () =>
    v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').physical_space_size / 2 ** 20;
  for (let i = 0, objects = []; i < 3e6; i++) {
    objects.push({ i, list: [i] });
    if (objects.length > 1e5) objects = [];
  }`;

/** Runs a module in a process that may have 64 MiB of new objects, and returns the JSON that it writes. */
function runWithLargeNewSpace(code: string) {
  const heap = new URL('../../../dist/app/heap.js', import.meta.url).href;
  const program = `const { collectGarbage, limitCommandMemory, limitHeapGrowth } = await import('${heap}');
    ${code}`;
  const options = ['--max-semi-space-size=32', '--input-type=module', '-e', program];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' }));
}

/** Returns the sizes of the spaces of new objects of a thread and of the process after a call, in MiB. */
function readNewSpaces(call: string): [thread: number, process: number] {
  return runWithLargeNewSpace(`
    const { Worker } = await import('node:worker_threads');
    ${call};
    const code = ${JSON.stringify(`${GROW_NEW_SPACE}; process.getBuiltinModule('node:worker_threads').parentPort.postMessage(readNewSpaceMiB())`)};
    const threadMiB = await new Promise((resolve) => new Worker(code, { eval: true }).once('message', resolve));
    ${GROW_NEW_SPACE}
    console.log(JSON.stringify([threadMiB, readNewSpaceMiB()]));`);
}

test('Threads have a smaller space of new objects than the process, which keeps its own', () => {
  const [threadMiB, processMiB] = readNewSpaces('limitHeapGrowth()');
  expect(threadMiB).toBeLessThanOrEqual(16);
  expect(processMiB).toBeGreaterThan(16);
});

test('Threads of a command have an even smaller one on a machine with little memory', () => {
  expect(readNewSpaces('limitCommandMemory(512)')[0]).toBeLessThanOrEqual(4);
  expect(readNewSpaces('limitCommandMemory(4096)')[0]).toBeGreaterThan(4);
});

test('A collection returns the space of new objects to the system', () => {
  const [before, after] = runWithLargeNewSpace(`
    ${GROW_NEW_SPACE}
    const before = readNewSpaceMiB();
    await collectGarbage();
    console.log(JSON.stringify([before, readNewSpaceMiB()]));`);
  expect(before).toBeGreaterThan(16);
  expect(after).toBeLessThan(8);
});
