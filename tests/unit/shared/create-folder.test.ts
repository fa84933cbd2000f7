import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFolder } from '../../../src/shared/create-folder.js';

describe('createFolder', () => {
  let temporaryFolder: string;
  beforeAll(async () => {
    temporaryFolder = await mkdtemp(join(tmpdir(), 'dateline-folder-'));
  });
  afterAll(() => rm(temporaryFolder, { recursive: true }));

  test('creates a folder with its parents, and accepts one that exists', async () => {
    const folder = join(temporaryFolder, 'a', 'b');
    createFolder(folder);
    createFolder(folder);
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  test('fails below a file', async () => {
    await writeFile(join(temporaryFolder, 'file'), '');
    expect(() => createFolder(join(temporaryFolder, 'file', 'a'))).toThrow('ENOTDIR');
  });

  test('fails where the system allows no new folder', () => {
    expect(() => createFolder('/proc/none/a')).toThrow('ENOENT');
  });
});
