import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodeWithCharset } from '../fetch/decode-text.js';
import { FetchError } from '../fetch/fetch-error.js';
import type { ImporterContext } from '../own/importer.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { isObject } from './item.js';

/** An item with the file or URL that it is in, or what is wrong there. */
export type PlacedItem = { place: string } & (
  | { item: Record<string, unknown> }
  | { problem: string; isIncomplete?: boolean }
);

const NAME = /\.(json|jsonl|ndjson)$/i;
const LINES_NAME = /\.(jsonl|ndjson)$/i;
/** Milliseconds since a change of a file within which it may still be written. */
const WRITING_MS = 60_000;

/** Reads the items of files, folders and URLs. A sync reads what has changed since its last run. */
export async function* readItems(
  locations: string[],
  context: Pick<ImporterContext, 'since' | 'fetchIfChanged'>,
): AsyncGenerator<PlacedItem> {
  for (const location of locations) {
    if (/^https?:\/\//i.test(location)) yield* readUrl(location, context);
    else yield* readPath(location, context.since);
  }
}

async function* readUrl(
  url: string,
  { fetchIfChanged }: Pick<ImporterContext, 'fetchIfChanged'>,
): AsyncGenerator<PlacedItem> {
  const response = await fetchIfChanged(url, { accept: 'application/json, */*;q=0.5' });
  if (response === null) return;
  if (response.status !== 200) throw new FetchError(`${url} responded with status ${response.status}`, true);
  yield* parseItems(response.text, url, false);
}

async function* readPath(path: string, since: Date | null): AsyncGenerator<PlacedItem> {
  const stats = await stat(path).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UnreadableSourceError(
      code === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read (${code}).`,
    );
  });
  if (!stats.isDirectory()) {
    yield* readJsonFile(path, basename(path));
    return;
  }
  const names = (await readdir(path, { recursive: true })).filter((name) => NAME.test(name)).sort();
  for (const name of names) {
    const file = join(path, name);
    const { mtimeMs, isFile } = await describeFile(file);
    // The clocks of a file server and the gateway differ a little.
    if (isFile && (since === null || mtimeMs >= since.getTime() - WRITING_MS))
      yield* readJsonFile(file, name);
  }
}

async function describeFile(file: string): Promise<{ mtimeMs: number; isFile: boolean }> {
  const stats = await stat(file).catch(() => null);
  return { mtimeMs: stats?.mtimeMs ?? 0, isFile: stats?.isFile() ?? false };
}

async function* readJsonFile(file: string, name: string): AsyncGenerator<PlacedItem> {
  const bytes = await readFile(file).catch(({ code }: NodeJS.ErrnoException) => String(code));
  if (typeof bytes === 'string') {
    // An agency may have moved it meanwhile.
    if (bytes !== 'ENOENT') yield { place: name, problem: `the file cannot be read (${bytes})` };
    return;
  }
  const { mtimeMs } = await describeFile(file);
  yield* parseItems(decodeWithCharset(bytes).text, name, Date.now() - mtimeMs < WRITING_MS);
}

/** Parses one item, a list of items at the top or in a property, or an item on each line. */
function* parseItems(text: string, place: string, isNew: boolean): Generator<PlacedItem> {
  const content = text.replace(/^\ufeff/, '').trim();
  const whole = LINES_NAME.test(place) ? { error: 'lines' } : parse(content);
  if ('value' in whole) {
    const items = listItems(whole.value);
    if (items.length === 0) yield { place, problem: 'the file has no item' };
    for (const [i, item] of items.entries())
      yield toPlaced(item, items.length === 1 ? place : `${place}, item ${i + 1}`);
    return;
  }
  const lines = content.split('\n');
  if (!LINES_NAME.test(place) && (lines.length === 1 || 'error' in parse(lines[0] ?? ''))) {
    yield { place, problem: `the file is not valid JSON: ${whole.error}`, isIncomplete: isNew };
    return;
  }
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const parsed = parse(line);
    const isIncomplete = isNew && i === lines.length - 1;
    if ('value' in parsed) yield toPlaced(parsed.value, `${place}, line ${i + 1}`);
    else
      yield {
        place: `${place}, line ${i + 1}`,
        problem: `the line is not valid JSON: ${parsed.error}`,
        isIncomplete,
      };
  }
}

function toPlaced(value: unknown, place: string): PlacedItem {
  return isObject(value) ? { place, item: value } : { place, problem: 'the item is not an object of JSON' };
}

/** Returns the items of a document: itself, or those of its first list of objects. */
function listItems(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  if (!isObject(document) || 'uri' in document) return [document];
  const lists = Object.values(document).filter(Array.isArray);
  return lists.find((list) => list.some((each) => isObject(each) && 'uri' in each)) ?? [document];
}

function parse(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: (error as Error).message.slice(0, 200) };
  }
}
