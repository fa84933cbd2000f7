import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodeWithCharset } from '../fetch/decode-text.js';
import { FetchError } from '../fetch/fetch-error.js';
import { MAX_FILE_BYTES } from '../fetch/fetcher.js';
import type { ImporterContext } from '../own/importer.js';
import { listCharsetWarnings } from '../run/charset-warnings.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import type { AgencyFormat, PlacedItem } from './placed-item.js';

/** Milliseconds since a change of a file within which it may still be written. */
const WRITING_MS = 60_000;

/** Reads the items of files, folders and URLs. A sync reads what has changed since its last run. */
export async function* readItems(
  format: AgencyFormat,
  locations: string[],
  context: Pick<ImporterContext, 'since' | 'fetchIfChanged'>,
): AsyncGenerator<PlacedItem> {
  for (const location of locations) {
    if (/^https?:\/\//i.test(location)) yield* readUrl(format, location, context);
    else yield* readPath(format, location, context.since);
  }
}

async function* readUrl(
  { accept, parse }: AgencyFormat,
  url: string,
  { fetchIfChanged }: Pick<ImporterContext, 'fetchIfChanged'>,
): AsyncGenerator<PlacedItem> {
  const response = await fetchIfChanged(url, { accept });
  if (response === null) return;
  if (response.status !== 200) throw new FetchError(`${url} responded with status ${response.status}`, true);
  yield* parse(response.text, url, false);
}

async function* readPath(format: AgencyFormat, path: string, since: Date | null): AsyncGenerator<PlacedItem> {
  const stats = await stat(path).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UnreadableSourceError(
      code === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read (${code}).`,
    );
  });
  if (!stats.isDirectory()) {
    yield* readItemFile(format, path, basename(path));
    return;
  }
  const names = (await readdir(path, { recursive: true })).filter((name) => format.fileName.test(name));
  for (const name of names.sort()) {
    const file = join(path, name);
    const { mtimeMs, isFile } = await describeFile(file);
    // The clocks of a file server and the gateway differ a little.
    if (isFile && (since === null || mtimeMs >= since.getTime() - WRITING_MS))
      yield* readItemFile(format, file, name);
  }
}

async function describeFile(file: string): Promise<{ mtimeMs: number; size: number; isFile: boolean }> {
  const stats = await stat(file).catch(() => null);
  return { mtimeMs: stats?.mtimeMs ?? 0, size: stats?.size ?? 0, isFile: stats?.isFile() ?? false };
}

async function* readItemFile(
  { parse }: AgencyFormat,
  file: string,
  name: string,
): AsyncGenerator<PlacedItem> {
  const { mtimeMs, size } = await describeFile(file);
  if (size > MAX_FILE_BYTES) {
    yield { place: name, problem: `the file has ${size} bytes; at most ${MAX_FILE_BYTES} are read` };
    return;
  }
  const bytes = await readFile(file).catch(({ code }: NodeJS.ErrnoException) => String(code));
  if (typeof bytes === 'string') {
    // An agency may have moved it meanwhile.
    if (bytes !== 'ENOENT') yield { place: name, problem: `the file cannot be read (${bytes})` };
    return;
  }
  const decoded = decodeWithCharset(bytes);
  const warnings = listCharsetWarnings(decoded.text, decoded);
  for await (const placed of parse(decoded.text, name, Date.now() - mtimeMs < WRITING_MS))
    yield 'item' in placed && warnings.length > 0 ? { ...placed, warnings } : placed;
}
