import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { JSONParser } from '@streamparser/json';
import { CsvError, parse } from 'csv-parse';
import { decodeWithCharset } from '../fetch/decode-text.js';
import { explainFile } from '../fetch/identify-content.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';

/** The values of a row by column, or an object of JSON. */
export type TableRecord = Record<string, unknown>;

/** A record with its place in the file, or what is wrong at that place. */
export type PlacedRecord = { place: string } & ({ record: TableRecord; group: string } | { problem: string });

/** Bytes of a file by which its form and character set are recognized. */
const HEAD_BYTES = 65_536;
/** Characters of a record, above which it is not read. */
const MAX_RECORD_SIZE = 50 * 1024 * 1024;
/** Characters of a first line, above which a file is one document of JSON. */
const MAX_FIRST_LINE = 16 * 1024 * 1024;
const DELIMITERS = [',', ';', '\t'];

/**
 * Streams the records of a file: rows of CSV with a line of names (RFC 4180; also with semicolons and tabs), lines of JSON,
 * or the objects of an array of JSON, at the top or in a property of the top. Throws UnreadableSourceError.
 */
export async function* readRecords(file: string): AsyncGenerator<PlacedRecord> {
  const name = basename(file);
  try {
    const { text, charset } = await readHead(file);
    const start = text.trimStart();
    if (start.startsWith('[')) yield* readJson(file, charset, '$.*');
    else if (start.startsWith('{') && (await isJsonLines(file, charset))) yield* readJsonLines(file, charset);
    else if (start.startsWith('{')) yield* readJson(file, charset, '$.*.*');
    else if (start.startsWith('<'))
      throw new UnreadableSourceError(`${name} is not a table.${await explainFile(file)}`);
    else yield* readCsv(file, charset, start);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UnreadableSourceError(`File not found: ${file}.`);
    if (code === 'EISDIR') throw new UnreadableSourceError(`${file} is a folder, but a file is expected.`);
    throw error;
  }
}

async function readHead(file: string): Promise<{ text: string; charset: string }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.includes(0) && !/^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2)))
      throw new UnreadableSourceError(`${basename(file)} is not a table.${await explainFile(file)}`);
    const { text, assumedCharset } = decodeWithCharset(bytes);
    const bom = bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
    return { text: text.replace(/^\ufeff/, ''), charset: assumedCharset ?? bom };
  } finally {
    await handle.close();
  }
}

async function* readText(file: string, charset: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset);
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>)
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* readCsv(file: string, charset: string, head: string): AsyncGenerator<PlacedRecord> {
  const parser = parse({
    delimiter: findDelimiter(head),
    bom: true,
    info: true,
    max_record_size: MAX_RECORD_SIZE,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // An error of reading ends the parser, which the loop below awaits.
  pipeline(Readable.from(readText(file, charset)), parser, () => undefined);
  let header: string[] | null = null;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const place = `line ${line}`;
      line = info.lines + 1;
      if (header === null) header = record.map((name) => name.trim());
      else if (record.length === header.length)
        yield {
          place,
          group: 'rows',
          record: Object.fromEntries(header.map((name, i) => [name, record[i]])),
        };
      else
        yield {
          place,
          problem: `the row has ${record.length} values, and the table ${header.length} columns`,
        };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const problem =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'a quotation mark is not closed, so the rest of the file cannot be read'
        : `the rest of the file cannot be read: ${error.message.slice(0, 200)}`;
    yield { place: `line ${line}`, problem };
  }
}

/** Returns the delimiter that is most frequent in the line of names, outside of quotation marks. */
function findDelimiter(head: string): string {
  const [names = ''] = head.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const counts = DELIMITERS.map((sign) => names.split(sign).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Returns true if the first line is an object of JSON, and not the whole file. */
async function isJsonLines(file: string, charset: string): Promise<boolean> {
  let text = '';
  for await (const chunk of readText(file, charset)) {
    text += chunk;
    if (!chunk.includes('\n') && text.length <= MAX_FIRST_LINE) continue;
    const [line = '', rest] = text.trimStart().split(/\r?\n/, 2);
    if (rest !== undefined) return parseObject(line) !== null;
    if (text.length > MAX_FIRST_LINE) return false;
  }
  return false;
}

async function* readJsonLines(file: string, charset: string): AsyncGenerator<PlacedRecord> {
  const input = Readable.from(readText(file, charset));
  let line = 0;
  try {
    for await (const text of createInterface({ input })) {
      line += 1;
      const place = `line ${line}`;
      const written = text.trim();
      const record = parseObject(written);
      if (record !== null) yield { place, group: 'rows', record };
      else if (written !== '') yield { place, problem: 'the line is not an object of JSON' };
    }
  } finally {
    input.destroy();
  }
}

function parseObject(text: string): TableRecord | null {
  try {
    const value = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Streams the objects of the arrays of a JSON document: those of the top, or of a property of the top. */
async function* readJson(file: string, charset: string, path: '$.*' | '$.*.*'): AsyncGenerator<PlacedRecord> {
  let records: PlacedRecord[] = [];
  let failure: string | null = null;
  let count = 0;
  const parser = new JSONParser({ paths: [path], keepStack: false });
  parser.onValue = ({ value, key, stack }) => {
    if (typeof key !== 'number') return;
    count += 1;
    const group = path === '$.*' ? 'rows' : String(stack.at(-1)?.key);
    const place = path === '$.*' ? `item ${key + 1}` : `${group} ${key + 1}`;
    records.push(
      isRecord(value) ? { place, group, record: value } : { place, problem: 'the item is not an object' },
    );
  };
  parser.onError = ({ message }) => {
    failure ??= message;
  };
  for await (const chunk of readText(file, charset)) {
    if (!parser.isEnded) parser.write(chunk);
    yield* records;
    records = [];
    if (failure !== null) break;
  }
  if (failure === null && !parser.isEnded) failure = 'the file is truncated';
  if (failure !== null) throw new UnreadableSourceError(`${basename(file)} is not valid JSON: ${failure}`);
  if (count === 0)
    throw new UnreadableSourceError(
      `${basename(file)} has no list of objects, at the top or in a property of the top.`,
    );
}

export function isRecord(value: unknown): value is TableRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
