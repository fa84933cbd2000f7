import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { JSONParser } from '@streamparser/json';
import { UnreadableSourceError } from '../run/unreadable-source.js';

/** A row of a table of the export. */
export interface GhostRow {
  /** `posts`, `tags`, `posts_tags` and so on; `meta` is what the export says of itself. */
  table: string;
  row: unknown;
}

/** With and without `db` around it, as Ghost itself takes both; and a list of members by itself. */
const ROW_PATHS = ['$.db.*.data.*.*', '$.data.*.*', '$.members.*'];
const META_PATHS = ['$.db.*.meta', '$.meta'];

/** The rows of an export, as the file is read. Throws UnreadableSource where it breaks off, after all that stands before. */
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
  if (failure === null && !parser.isEnded) failure = 'it ends in the middle';
  if (failure !== null) throw new UnreadableSourceError(`${basename(file)} is no whole JSON: ${failure}`);
}

export function toSourceError(file: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT') return new UnreadableSourceError(`There is no file ${file}.`);
  if (error.code === 'EISDIR') return new UnreadableSourceError(`${file} is a folder; give the file in it.`);
  return error;
}
