import { basename } from 'node:path';
import { replaceUnstorable } from '../../shared/text/valid-unicode.js';
import { FetchError } from './fetch-error.js';
import type { Fetcher } from './fetcher.js';

/** Fetches a file and names it by its URL. Throws FetchError if the server responds with an error. */
export async function fetchFile(fetcher: Fetcher, url: string): Promise<{ bytes: Uint8Array; name: string }> {
  const response = await fetcher.getBytes(url);
  if (response.status !== 200) throw new FetchError(`${url} responded with status ${response.status}.`, true);
  return { bytes: response.bytes, name: getFileName(response.url) };
}

/** Returns the last part of a URL's path, decoded where possible. */
export function getFileName(url: string): string {
  const name = basename(new URL(url).pathname);
  try {
    return replaceUnstorable(decodeURIComponent(name)) || 'file';
  } catch {
    return name;
  }
}
