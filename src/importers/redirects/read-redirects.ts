import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse';
import { UnreadableSourceError } from '../run/unreadable-source.js';

/** A line of a file of redirects. */
export interface RedirectLine {
  /** Number of the line, from 1. */
  line: number;
  from: string;
  to: string;
  /** Status code, e.g. 301; empty if the file has none. */
  status: string;
}

/**
 * Yields the lines of a CSV file with the columns from, to and, optionally, status. A first line with these
 * names is skipped. Throws UnreadableSourceError if it is no CSV file.
 */
export async function* readRedirects(file: string): AsyncGenerator<RedirectLine> {
  const parser = parse({
    ...{ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true },
  });
  createReadStream(file)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  try {
    let isFirst = true;
    for await (const { record, info } of parser as AsyncIterable<CsvRow>) {
      const [from = '', to = '', status = ''] = record;
      const isHeader = isFirst && from.toLowerCase() === 'from' && to.toLowerCase() === 'to';
      isFirst = false;
      if (!isHeader) yield { line: info.lines, from, to, status };
    }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code.startsWith('CSV_'))
      throw new UnreadableSourceError(`${basename(file)} is not valid CSV: ${message}`);
    if (code === 'ENOENT') throw new UnreadableSourceError(`File not found: ${file}.`);
    if (code === 'EISDIR') throw new UnreadableSourceError(`${file} is a folder, but a file is expected.`);
    throw error;
  }
}

interface CsvRow {
  record: string[];
  info: { lines: number };
}
