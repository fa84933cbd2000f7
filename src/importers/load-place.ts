import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { decodeText } from './decode-text.js';
import { FetchError, type Fetcher } from './fetcher.js';

export interface Loaded {
  text: string;
  /** Where it was fetched, after redirects; null for a file. */
  url: string | null;
  /** HTTP status; 200 for a file. */
  status: number;
  headers: IncomingHttpHeaders;
}

/** What is in a file or at an address. Throws FetchError for a file that cannot be read, or an address that answers with an error. */
export async function loadPlace(
  place: string,
  fetcher: Fetcher,
  headers: Record<string, string>,
): Promise<Loaded> {
  if (!/^https?:\/\//i.test(place)) {
    const bytes = await readFile(place).catch(({ code }: NodeJS.ErrnoException) => {
      throw new FetchError(
        code === 'ENOENT' ? `there is no file ${place}` : `${place} cannot be read (${code})`,
        true,
      );
    });
    return { text: decodeText(bytes), url: null, status: 200, headers: {} };
  }
  const answer = await fetcher.get(place, headers);
  if (answer.status !== 200 && answer.status !== 304)
    throw new FetchError(`${place} answered ${answer.status}`, true);
  return answer;
}
