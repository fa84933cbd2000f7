import type { Readable } from 'node:stream';

/** Properties of a stored file. */
export interface MediaFile {
  /** Size in bytes. */
  size: number;
  /** Media type, by the file extension of the key. */
  contentType: string;
  /** Strong entity tag with quotes; another one after the file was replaced by other bytes. */
  etag: string;
  modifiedAt: Date;
}

/** Part of a file: positions of its first and last byte, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Stores pictures and other files by key. A key is a relative path such as `2026/11/bridge-800.webp`: see
 * isMediaKey.
 *
 * Methods reject with a MediaStorageError while the storage is unavailable. They do not retry; callers may,
 * since all methods are idempotent.
 */
export interface MediaStorage {
  /**
   * Stores a file, or replaces it as a whole: a reader gets the old bytes or the new ones. Rejects with an
   * InvalidMediaKeyError for an invalid key.
   */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Returns a file's properties, or null if there is no such file. */
  head(key: string): Promise<MediaFile | null>;
  /**
   * Opens a file, or the part of it in `range`, which lies within its size. Returns null if there is no such file.
   * The caller reads `body` to its end or destroys it.
   */
  get(key: string, range?: ByteRange): Promise<(MediaFile & { body: Readable }) | null>;
  /** Deletes a file if it exists. */
  delete(key: string): Promise<void>;
  /** Returns the URL of a file for readers: absolute, or a path of the gateway. */
  getUrl(key: string): string;
  /**
   * Returns a URL to which a client can PUT a file of exactly `bytes` bytes for some seconds, past the gateway. Without
   * this method, clients send files to the gateway.
   */
  createUploadUrl?(key: string, bytes: number, expiresInSeconds: number): Promise<string>;
}

/** Path below which the gateway serves files. */
export const MEDIA_PATH = '/media/';
/** Beginning of the keys of files that clients have sent and that were not inspected; they are not served. */
export const INCOMING = 'incoming/';
/** Path below which it receives files. */
export const UPLOADS_PATH = '/media/uploads/';

/** Maximum characters of a key, and of one name in it. */
const MAX_KEY_LENGTH = 512;
const MAX_NAME_LENGTH = 200;
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * Returns true for a key: names of letters, digits, `-`, `_` and `.`, separated by `/`. No name begins with a
 * dot, so a key cannot leave the folder that it is in.
 */
export function isMediaKey(key: string): boolean {
  if (key.length > MAX_KEY_LENGTH) return false;
  return key.split('/').every((name) => name.length <= MAX_NAME_LENGTH && NAME.test(name));
}

/** Thrown if a storage is unavailable or rejects the gateway; the caller may try again later. */
export class MediaStorageError extends Error {
  override name = 'MediaStorageError';
}

/** Thrown for a key under which nothing can be stored. */
export class InvalidMediaKeyError extends Error {
  override name = 'InvalidMediaKeyError';

  constructor(key: string) {
    super(`${JSON.stringify(key.slice(0, 100))} is not a key: letters, digits, - _ . and / between names.`);
  }
}

/** Throws an InvalidMediaKeyError unless the key is valid. */
export function assertMediaKey(key: string): void {
  if (!isMediaKey(key)) throw new InvalidMediaKeyError(key);
}
