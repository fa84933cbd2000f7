import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
// @ts-expect-error: a script that runs before anything is compiled
import { canBuild, lockBuild } from '../../bin/build-lock.mjs';

const MODULE = new URL('../../bin/build-lock.mjs', import.meta.url).href;
const HOLD = `const { lockBuild } = await import(${JSON.stringify(MODULE)});
await lockBuild(process.argv[1]);
process.stdout.write('locked');
setInterval(() => undefined, 1_000);`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dateline-lock-'));
});
afterEach(() => rm(root, { recursive: true }));

async function startHolder(): Promise<ChildProcess> {
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', HOLD, root]);
  await once(holder.stdout, 'data');
  return holder;
}

test('A build waits for another one in the same checkout, also for one that is killed', async () => {
  const holder = await startHolder();
  let isLocked = false;
  const locking = lockBuild(root).then((release: () => void) => {
    isLocked = true;
    return release;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isLocked).toBe(false);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const release = await locking;
  release();
  (await lockBuild(root))();
});

test('The lock of a process that no longer exists is removed', async () => {
  const release = await lockBuild(root);
  release();
  // No process has this ID: it is over the limit of Linux.
  await writeFile(join(root, 'dist', '.lock'), '99999999');
  (await lockBuild(root))();
});

test('A folder that cannot be written is named, with what to do', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', HOLD, file]);
  const [[printed], [code]] = await Promise.all([once(holder.stderr, 'data'), once(holder, 'exit')]);
  expect(String(printed)).toContain(`The build cannot write to ${join(file, 'dist')}: ENOTDIR`);
  expect(String(printed)).toContain('Build as a user who may write there.');
  expect(code).toBe(1);
});

test('A checkout that a user may not write is not built again if it is built', async () => {
  const refuse = () => {
    throw new Error('EACCES');
  };
  await mkdir(join(root, 'dist'));
  expect(canBuild(root)).toBe(true);
  expect(canBuild(root, refuse)).toBe(true);
  await writeFile(join(root, 'dist', 'cli.js'), '');
  expect(canBuild(root)).toBe(true);
  expect(canBuild(root, refuse)).toBe(false);
});
