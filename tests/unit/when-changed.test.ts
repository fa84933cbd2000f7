import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
// @ts-expect-error: a script that runs before anything is compiled
import { whenChanged } from '../../bin/when-changed.mjs';

let root: string;
let made: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dateline-build-'));
  await mkdir(join(root, 'dist'));
  await writeFile(join(root, 'a.ts'), 'first');
  made = 0;
});
afterEach(() => rm(root, { recursive: true }));

function build(files = ['a.ts'], make: () => void | Promise<void> = () => void made++): Promise<void> {
  return whenChanged({ root, stamp: 'dist/.stamp', files, make });
}

test('whenChanged skips the build while its input files are unchanged', async () => {
  await build();
  await build();
  expect(made).toBe(1);
});

test('whenChanged rebuilds after an input file is changed, renamed or added', async () => {
  await build();
  await writeFile(join(root, 'a.ts'), 'second');
  await build();
  await writeFile(join(root, 'b.ts'), 'second');
  await build(['b.ts']);
  await build(['a.ts', 'b.ts']);
  expect(made).toBe(4);
});

test('whenChanged rebuilds when the build stamp is missing', async () => {
  await build();
  await rm(join(root, 'dist/.stamp'));
  await build();
  expect(made).toBe(2);
});

test('whenChanged repeats a build that failed', async () => {
  const failing = build(['a.ts'], () => Promise.reject(new Error('does not compile')));
  await expect(failing).rejects.toThrow('does not compile');
  await build();
  expect(made).toBe(1);
});
