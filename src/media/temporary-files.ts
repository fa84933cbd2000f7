import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** Milliseconds after which another host's unfinished file counts as abandoned. */
const ABANDONED_AFTER_MS = 3_600_000;
const HOST = hostname().replace(/[^A-Za-z0-9-]/g, '-');

/**
 * Writes a file as a whole: under a temporary name that no key has, which is renamed when complete. A reader finds
 * the whole file or none.
 */
export async function writeWhole(path: string, bytes: Uint8Array, { flush = false } = {}): Promise<void> {
  const temporary = join(dirname(path), `.${HOST}.${process.pid}.${randomUUID()}`);
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, bytes, { flush });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Deletes unfinished files of killed processes. Returns their number. */
export async function removeUnfinished(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let removed = 0;
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !entry.name.startsWith('.') || !(await isAbandoned(entry.name, path))) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function isAbandoned(name: string, path: string): Promise<boolean> {
  const [, host, pid] = name.split('.');
  // At its start this process has written nothing yet: a file with its number is that of a former one.
  if (host === HOST && /^\d+$/.test(pid ?? '')) return Number(pid) === process.pid || !isRunning(Number(pid));
  const stats = await stat(path).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
