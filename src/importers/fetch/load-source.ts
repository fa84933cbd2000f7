import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { type DecodedText, decodeWithCharset } from './decode-text.js';
import { decompress } from './decompress.js';
import { FetchError } from './fetch-error.js';
import { type Fetcher, MAX_FILE_BYTES } from './fetcher.js';

export interface LoadedSource extends DecodedText {
  /** The file as it is, decompressed. */
  bytes: Buffer;
  /** URL after redirects, or null for a file. */
  url: string | null;
  /** HTTP status. 200 for a file. */
  status: number;
  headers: IncomingHttpHeaders;
}

/** Loads a file or URL. Throws FetchError if the file cannot be read or the server responds with an error. */
export async function loadSource(
  location: string,
  fetcher: Fetcher,
  headers: Record<string, string>,
): Promise<LoadedSource> {
  if (!/^https?:\/\//i.test(location)) {
    const bytes = await readFile(location).catch(({ code }: NodeJS.ErrnoException) => {
      throw new FetchError(
        code === 'ENOENT' ? `file not found: ${location}` : `${location} cannot be read (${code})`,
        true,
      );
    });
    const content = await decompress(bytes, location, MAX_FILE_BYTES);
    return { bytes: content, ...decodeWithCharset(content), url: null, status: 200, headers: {} };
  }
  const response = await fetcher.getBytes(location, headers);
  if (response.status !== 200 && response.status !== 304)
    throw new FetchError(`${location} responded with status ${response.status}`, true);
  const bytes = await decompress(response.bytes, location, MAX_FILE_BYTES);
  return { ...response, bytes, ...decodeWithCharset(bytes, response.headers['content-type']) };
}
