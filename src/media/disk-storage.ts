import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { getMediaType } from '../shared/media-type.js';
import {
  assertMediaKey,
  isMediaKey,
  MEDIA_PATH,
  type MediaFile,
  type MediaStorage,
  MediaStorageError,
} from './media-storage.js';
import { writeWhole } from './temporary-files.js';

export interface DiskStorageOptions {
  /** Folder of the files, created with the first one. Several instances need a shared one. */
  folder: string;
}

/** Error codes of a path at which there is no file. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'EISDIR'];

/** Creates a storage of files in a folder, which the gateway serves itself. */
export function createDiskStorage({ folder }: DiskStorageOptions): MediaStorage {
  const resolvePath = (key: string) => join(folder, ...key.split('/'));
  return {
    put: async (key, bytes) => {
      assertMediaKey(key);
      await writeWhole(resolvePath(key), bytes, { flush: true }).catch(fail);
    },
    head: async (key) => {
      if (!isMediaKey(key)) return null;
      const stats = await stat(resolvePath(key), { bigint: true }).catch(ignoreAbsence);
      return stats?.isFile() ? describeFile(key, stats) : null;
    },
    get: async (key, range) => {
      if (!isMediaKey(key)) return null;
      const file = await open(resolvePath(key)).catch(ignoreAbsence);
      if (!file) return null;
      const stats = await statOpen(file);
      if (!stats.isFile()) {
        await file.close();
        return null;
      }
      return { ...describeFile(key, stats), body: file.createReadStream(range) };
    },
    delete: async (key) => {
      if (isMediaKey(key)) await unlink(resolvePath(key)).catch(ignoreAbsence);
    },
    getUrl: (key) => `${MEDIA_PATH}${key}`,
  };
}

/** Reads the properties of an open file, and closes it if that fails. */
async function statOpen(file: FileHandle) {
  return file.stat({ bigint: true }).catch(async (error: Error) => {
    await file.close();
    return fail(error);
  });
}

function describeFile(key: string, { size, mtimeNs }: { size: bigint; mtimeNs: bigint }): MediaFile {
  return {
    size: Number(size),
    contentType: getMediaType(key) ?? 'application/octet-stream',
    etag: `"${mtimeNs.toString(36)}-${size.toString(36)}"`,
    modifiedAt: new Date(Number(mtimeNs / 1_000_000n)),
  };
}

function ignoreAbsence(error: NodeJS.ErrnoException): null {
  return ABSENT.includes(String(error.code)) ? null : fail(error);
}

function fail(error: Error): never {
  throw new MediaStorageError(`The folder of media files cannot be used: ${error.message}`, { cause: error });
}
