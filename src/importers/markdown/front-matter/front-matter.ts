import { type FrontMatter, FrontMatterError, type FrontMatterParser } from './dialect.js';
import { findHeaderEnd, parseHeaderLines } from './header-lines.js';
import { parseToml } from './toml-fields.js';
import { parseYaml } from './yaml-fields.js';

/** Longest front matter, because the YAML parser's time grows with the square of the number of fields. */
const MAX_CHARACTERS = 64_000;

const PARSERS: Record<string, FrontMatterParser> = { yaml: parseYaml, json: parseYaml, toml: parseToml };

/**
 * Splits a text into front matter and body. Accepts YAML between `---` (also closed by `...`), TOML between
 * `+++`, JSON between braces, a named dialect (`---toml`), and lines such as `Title: Tides` up to an empty one.
 * Line ends become `\n`, and a byte order mark is dropped.
 * @throws {FrontMatterError} if it is not closed, does not parse, or is not a set of fields.
 */
export function readFrontMatter(text: string): FrontMatter {
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const block = findBlock(lines);
  if (block === null) {
    return { data: {}, findLine: () => 1, warnings: [], body: lines.join('\n'), bodyLine: 1 };
  }
  const fields = parseBlock(block.parse, lines.slice(block.from, block.to).join('\n'), block.from);
  removeMethodKeys(fields.data);
  return { ...fields, body: lines.slice(block.bodyFrom).join('\n'), bodyLine: block.bodyFrom + 1 };
}

/** Removes keys that replace a method of their mapping, which conversions to text call. */
function removeMethodKeys(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Date) return;
  for (const key of ['toString', 'valueOf', 'toJSON']) Reflect.deleteProperty(value, key);
  for (const each of Object.values(value)) removeMethodKeys(each);
}

interface FrontMatterBlock {
  parse: FrontMatterParser;
  /** Zero-based line indexes. `to` is exclusive. */
  from: number;
  to: number;
  bodyFrom: number;
}

function findBlock(lines: string[]): FrontMatterBlock | null {
  const first = lines.findIndex((line) => line.trim() !== '');
  const opening = lines[first]?.trimEnd() ?? '';
  const dialect = /^---[ \t]*(yaml|toml|json)?$/i.exec(opening);
  if (dialect) {
    return findFencedBlock(
      lines,
      first,
      PARSERS[dialect[1]?.toLowerCase() ?? ''] ?? parseYaml,
      /^(---|\.\.\.)[ \t]*$/,
    );
  }
  if (/^---[ \t]*(js|javascript|ts|coffee|cson)$/i.test(opening))
    throw new FrontMatterError(
      'front matter that is code is not run; write it as YAML, TOML or JSON',
      first + 1,
    );
  if (opening === '+++') return findFencedBlock(lines, first, parseToml, /^\+\+\+[ \t]*$/);
  // Accept only the start of a JSON object: a body may begin with the brace of a template tag.
  if (/^\{\s*("|$)/.test(opening)) return findJsonBlock(lines, first);
  const to = findHeaderEnd(lines, first);
  return to === null ? null : { parse: parseHeaderLines, from: first, to, bodyFrom: to };
}

function findFencedBlock(
  lines: string[],
  opening: number,
  parse: FrontMatterParser,
  closing: RegExp,
): FrontMatterBlock {
  const to = lines.findIndex((line, i) => i > opening && closing.test(line));
  if (to === -1) throw createUnclosedError(opening);
  return { parse, from: opening + 1, to, bodyFrom: to + 1 };
}

function findJsonBlock(lines: string[], first: number): FrontMatterBlock {
  let depth = 0;
  for (const [i, line] of lines.entries()) {
    if (i < first) continue;
    const structure = line.replace(/"(?:\\.|[^"\\])*(?:"|\\?$)/gs, '');
    depth += (structure.match(/[{[]/g)?.length ?? 0) - (structure.match(/[\]}]/g)?.length ?? 0);
    if (depth <= 0) return { parse: parseYaml, from: first, to: i + 1, bodyFrom: i + 1 };
  }
  throw createUnclosedError(first);
}

function createUnclosedError(opening: number): FrontMatterError {
  return new FrontMatterError('the front matter that begins here has no closing delimiter', opening + 1);
}

/** Parses a block and converts its line numbers to those of the whole text. */
function parseBlock(parse: FrontMatterParser, text: string, from: number): ReturnType<FrontMatterParser> {
  if (text.length > MAX_CHARACTERS) {
    const limit = `the limit is ${MAX_CHARACTERS}`;
    throw new FrontMatterError(`the front matter is too long: ${text.length} characters; ${limit}`, from);
  }
  try {
    const { data, findLine, warnings } = parse(text);
    return {
      data,
      findLine: (path) => findLine(path) + from,
      warnings: warnings.map((warning) => ({ ...warning, line: warning.line + from })),
    };
  } catch (error) {
    if (error instanceof FrontMatterError) throw new FrontMatterError(error.message, error.line + from);
    throw error;
  }
}
