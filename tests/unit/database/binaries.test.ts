import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { linkLibraries } from '../../../src/database/embedded/binaries.js';

test('linkLibraries creates the missing library symlinks of embedded PostgreSQL, also when called concurrently', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-package-'));
  await mkdir(join(folder, 'native/lib'), { recursive: true });
  const links = [
    { source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' },
    { source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so' },
  ];
  await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));
  await writeFile(join(folder, 'native/lib/libicuuc.so.60.2'), 'the library');
  await Promise.all([linkLibraries(folder), linkLibraries(folder)]);
  await linkLibraries(folder);
  for (const { target } of links) {
    expect(await readlink(join(folder, target))).toBe('libicuuc.so.60.2');
    expect(await readFile(join(folder, target), 'utf8')).toBe('the library');
  }
  await rm(folder, { recursive: true });
});
