import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { JSONParser } from '@streamparser/json';
import { explainFile } from '../fetch/identify-content.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';

/** A row of a table in an export. */
export interface GhostRow {
  /** Name of the table, such as `posts`, `tags` or `posts_tags`. `meta` holds metadata of the export. */
  table: string;
  row: unknown;
}

/**
 * Paths of table rows: with or without the `db` wrapper, both of which Ghost accepts, and in a list of
 * members.
 */
const ROW_PATHS = ['$.db.*.data.*.*', '$.data.*.*', '$.members.*'];
const META_PATHS = ['$.db.*.meta', '$.meta'];

/**
 * Streams the rows of an export. Throws UnreadableSourceError where the file breaks off, after the rows
 * before that point.
 */
export async function* readRows(file: string): AsyncGenerator<GhostRow> {
  let rows: GhostRow[] = [];
  let failure: string | null = null;
  const parser = new JSONParser({ paths: [...ROW_PATHS, ...META_PATHS], keepStack: false });
  parser.onValue = ({ value, key, stack }) => {
    const table = key === 'meta' ? 'meta' : String(stack.at(-1)?.key);
    rows.push({ table, row: value });
  };
  parser.onError = ({ message }) => {
    failure ??= message;
  };
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
      if (!parser.isEnded) parser.write(chunk);
      yield* rows;
      rows = [];
      if (failure !== null) break;
    }
  } catch (error) {
    throw toSourceError(file, error as NodeJS.ErrnoException);
  }
  if (failure === null && !parser.isEnded) failure = 'the file is truncated';
  if (failure === null) return;
  const explanation = await explainFile(file, 'ghost', 'json');
  throw new UnreadableSourceError(
    explanation === ''
      ? `${basename(file)} is not valid JSON: ${failure}`
      : `${basename(file)} is not a Ghost export (JSON).${explanation}`,
  );
}

export function toSourceError(file: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT') return new UnreadableSourceError(`File not found: ${file}.`);
  if (error.code === 'EISDIR')
    return new UnreadableSourceError(`${file} is a folder, but a file is expected.`);
  return error;
}
