import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/env.js';
import { createFolder } from '../../shared/create-folder.js';
import { type Finding, failed, formatReason, ok, warning } from './finding.js';

/** Free bytes that an empty database needs, and below which a warning is printed. */
const LEAST_FREE = 64 * 2 ** 20;
const SHORT_FREE = 1024 * 2 ** 20;

/** Checks that DATA_DIR, if used, is writable and has free space. */
export async function checkDataFolder({ DATA_DIR, DATABASE_URL, SMTP_URL }: Config): Promise<Finding[]> {
  if (DATABASE_URL && SMTP_URL) return [ok('data folder', 'not used')];
  return [await checkWritable(DATA_DIR), await checkSpace(DATA_DIR)];
}

async function checkWritable(folder: string): Promise<Finding> {
  const file = join(folder, `.doctor-${randomUUID()}`);
  const isNew = !existsSync(folder);
  try {
    createFolder(folder);
    await writeFile(file, 'x');
    await rm(file);
    if (isNew) await rm(folder, { recursive: true });
    return ok('data folder', `${folder} is writable`);
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined);
    const advice =
      'Make the user who starts Dateline the owner, free space on the disk, or set another DATA_DIR.';
    return failed('data folder', `${folder} is not writable: ${formatReason(error)}`, advice);
  }
}

async function checkSpace(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(existingAncestor(resolve(folder)));
  const free = bavail * bsize;
  const message = `${Math.floor(free / 2 ** 20)} MiB free in ${folder}`;
  const advice = 'Enlarge the disk, or delete other files on it.';
  if (free < LEAST_FREE) return failed('disk', message, advice);
  return free < SHORT_FREE ? warning('disk', message, advice) : ok('disk', message);
}

function existingAncestor(path: string): string {
  return existsSync(path) ? path : existingAncestor(dirname(path));
}
