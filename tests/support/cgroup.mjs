import { existsSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addCleanup } from '../bench/clean-up.mjs';

/** Creates a memory cgroup (version 2, else 1), deleted at the end, and returns its folder. Needs root. */
export async function createGroup(bytes) {
  const isSecond = existsSync('/sys/fs/cgroup/cgroup.controllers');
  const folder = `/sys/fs/cgroup/${isSecond ? '' : 'memory/'}dateline-${process.pid}`;
  await mkdir(folder);
  addCleanup(async () => {
    for (let tries = 0; tries < 50 && existsSync(folder); tries++)
      await rmdir(folder).catch(() => sleep(100));
  });
  await writeFile(join(folder, isSecond ? 'memory.max' : 'memory.limit_in_bytes'), String(bytes));
  return folder;
}
