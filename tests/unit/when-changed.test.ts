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

function build(files = ['a.ts'], make = () => void made++) {
  whenChanged({ root, stamp: 'dist/.stamp', files, make });
}

test('whenChanged skips the build while its input files are unchanged', () => {
  build();
  build();
  expect(made).toBe(1);
});

test('whenChanged rebuilds after an input file is changed, renamed or added', async () => {
  build();
  await writeFile(join(root, 'a.ts'), 'second');
  build();
  await writeFile(join(root, 'b.ts'), 'second');
  build(['b.ts']);
  build(['a.ts', 'b.ts']);
  expect(made).toBe(4);
});

test('whenChanged rebuilds when the build stamp is missing', async () => {
  build();
  await rm(join(root, 'dist/.stamp'));
  build();
  expect(made).toBe(2);
});

test('whenChanged repeats a build that failed', () => {
  expect(() =>
    build(['a.ts'], () => {
      throw new Error('does not compile');
    }),
  ).toThrow('does not compile');
  build();
  expect(made).toBe(1);
});
