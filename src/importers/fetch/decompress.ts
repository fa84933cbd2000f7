import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { FetchError } from './fetch-error.js';

const unpack = promisify(gunzip);

/**
 * Decompresses a file of gzip, such as sitemap.xml.gz; returns other files as they are. Throws FetchError if the
 * file is damaged, or is larger than `maxBytes` when decompressed.
 */
export async function decompress(bytes: Buffer, location: string, maxBytes: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `is larger than ${maxBytes} bytes when it is decompressed`
        : 'is compressed with gzip, but damaged';
    throw new FetchError(`${location} ${reason}.`, true);
  }
}
