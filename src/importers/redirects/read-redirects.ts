import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { parse as parseYaml } from 'yaml';
import { explainFile } from '../fetch/identify-content.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { ghostJsonSchema, ghostYamlSchema, readGhostJson, readGhostYaml } from './ghost-redirects.js';
import type { RedirectLine } from './redirect-line.js';
import {
  isRedirectionHeader,
  readRedirectionExport,
  readRedirectionRecord,
  redirectionSchema,
} from './redirection-plugin.js';

/** Maximum size of a JSON or YAML file in bytes. */
const MAX_BYTES = 50 * 1024 * 1024;

/**
 * Yields the redirects of a file: a CSV file, an export of the WordPress plugin Redirection (JSON or CSV), or the
 * redirects.json or redirects.yaml of a Ghost site. Throws UnreadableSourceError for other files.
 */
export async function* readRedirects(file: string): AsyncGenerator<RedirectLine> {
  const extension = extname(file).toLowerCase();
  try {
    if (extension === '.json') yield* await readJson(file);
    else if (extension === '.yaml' || extension === '.yml') yield* await readYaml(file);
    else {
      const explanation = await explainFile(file, 'table', 'text');
      if (explanation !== '')
        throw new UnreadableSourceError(
          `${basename(file)} is not a list of redirects (CSV, JSON or YAML).${explanation}`,
        );
      yield* readCsv(file);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof CsvError)
      throw new UnreadableSourceError(`${basename(file)} is not valid CSV: ${message}`);
    if (code === 'ENOENT') throw new UnreadableSourceError(`File not found: ${file}.`);
    if (code === 'EISDIR') throw new UnreadableSourceError(`${file} is a folder, but a file is expected.`);
    throw error;
  }
}

/**
 * Yields the lines of a CSV file with the columns from, to and, optionally, status, or of one of Redirection. A first
 * line with the names of the columns is skipped.
 */
async function* readCsv(file: string): AsyncGenerator<RedirectLine> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  createReadStream(file)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  let isFirst = true;
  let isOfPlugin = false;
  for await (const { record, info } of parser as AsyncIterable<CsvRow>) {
    const [from = '', to = '', status = ''] = record;
    const isHeader = isFirst && from.toLowerCase() === 'from' && to.toLowerCase() === 'to';
    const isPluginHeader = isFirst && isRedirectionHeader(record);
    isFirst = false;
    isOfPlugin ||= isPluginHeader;
    if (isHeader || isPluginHeader) continue;
    yield isOfPlugin ? readRedirectionRecord(record, info.lines) : { line: info.lines, from, to, status };
  }
}

async function readJson(file: string): Promise<RedirectLine[]> {
  const json = parseText(file, await readText(file), JSON.parse);
  const plugin = redirectionSchema.safeParse(json);
  if (plugin.success) return readRedirectionExport(plugin.data);
  const ghost = ghostJsonSchema.safeParse(json);
  if (ghost.success) return readGhostJson(ghost.data);
  throw new UnreadableSourceError(
    `${basename(file)} is neither an export of Redirection nor the redirects.json of a Ghost site.`,
  );
}

async function readYaml(file: string): Promise<RedirectLine[]> {
  const { data } = ghostYamlSchema.safeParse(parseText(file, await readText(file), parseYaml));
  if (data) return readGhostYaml(data);
  throw new UnreadableSourceError(
    `${basename(file)} is not the redirects.yaml of a Ghost site, with targets by address under 301 and 302.`,
  );
}

async function readText(file: string): Promise<string> {
  if ((await stat(file)).size > MAX_BYTES)
    throw new UnreadableSourceError(`${basename(file)} is larger than ${MAX_BYTES} bytes.`);
  return (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
}

function parseText(file: string, text: string, parseFormat: (text: string) => unknown): unknown {
  try {
    return parseFormat(text);
  } catch (error) {
    throw new UnreadableSourceError(`${basename(file)} cannot be read: ${(error as Error).message}`);
  }
}

interface CsvRow {
  record: string[];
  info: { lines: number };
}
