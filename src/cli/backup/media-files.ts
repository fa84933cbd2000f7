import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import type { MediaStorage } from '../../media/media-storage.js';

/** Number of files that are copied at the same time. */
const CONCURRENCY = 4;
/** Key of the library: the beginning of the SHA-256 digest of the bytes, and the file extension. */
const HASHED_KEY = /^([0-9a-f]{40})\.\w+$/;

export interface CopiedFiles {
  files: number;
  bytes: number;
  /** Files that could not be copied, with the reason. */
  problems: string[];
}

/** Copies stored files into a folder. */
export async function saveMedia(
  storage: MediaStorage,
  keys: string[],
  folder: string,
  signal: AbortSignal,
): Promise<CopiedFiles> {
  await mkdir(folder);
  return copyEach(keys, signal, async (key) => {
    const file = await storage.get(key);
    if (!file) return 'it is not in the media storage';
    const path = join(folder, ...key.split('/'));
    await mkdir(dirname(path), { recursive: true });
    const hash = createHash('sha256');
    file.body.on('data', (chunk) => hash.update(chunk));
    await pipeline(file.body, createWriteStream(path, { flush: true }), { signal });
    return hasHash(key, hash.digest('hex')) ? file.size : 'its bytes have changed in the media storage';
  });
}

/** Copies the files of a folder into the storage, except those that it already has. */
export async function restoreMedia(
  storage: MediaStorage,
  folder: string,
  signal: AbortSignal,
): Promise<CopiedFiles> {
  return copyEach(await listKeys(folder), signal, async (key) => {
    const path = join(folder, ...key.split('/'));
    const { size } = await stat(path);
    if ((await storage.head(key))?.size === size) return size;
    const bytes = await readFile(path);
    if (!hasHash(key, createHash('sha256').update(bytes).digest('hex'))) return 'its bytes are damaged';
    await storage.put(key, bytes);
    return size;
  });
}

/** Returns the number and size of the files of a folder. */
export async function measureMedia(folder: string): Promise<{ files: number; bytes: number }> {
  let bytes = 0;
  const keys = await listKeys(folder);
  for (const key of keys) bytes += (await stat(join(folder, ...key.split('/')))).size;
  return { files: keys.length, bytes };
}

/** Copies each file with a function that returns its size, or why it was not copied. */
async function copyEach(
  keys: string[],
  signal: AbortSignal,
  copy: (key: string) => Promise<number | string>,
): Promise<CopiedFiles> {
  const limit = pLimit(CONCURRENCY);
  const result: CopiedFiles = { files: 0, bytes: 0, problems: [] };
  await limit.map(keys, async (key) => {
    signal.throwIfAborted();
    const outcome = await copy(key);
    if (typeof outcome === 'string') {
      result.problems.push(`${key}: ${outcome}`);
      return;
    }
    result.files += 1;
    result.bytes += outcome;
  });
  return result;
}

async function listKeys(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .sort();
}

function hasHash(key: string, digest: string): boolean {
  const [, hash] = HASHED_KEY.exec(key) ?? [];
  return hash === undefined || digest.startsWith(hash);
}
