import { type FieldsParser, type FrontMatter, FrontMatterError } from './dialect.js';
import { parseToml } from './toml-fields.js';
import { parseYaml } from './yaml-fields.js';

/** The YAML parser's time grows with the square of the number of fields. */
const MAX_CHARACTERS = 64_000;

const PARSERS: Record<string, FieldsParser> = { yaml: parseYaml, json: parseYaml, toml: parseToml };

/**
 * Splits a text into its fields and its body. Understands YAML between `---` (closed by `...` too), TOML
 * between `+++`, JSON between braces, and a named dialect (`---toml`). A text without front matter is all
 * body. Line ends come out as `\n`, a byte order mark is dropped.
 *
 * @throws {FrontMatterError} when it is never closed, does not parse, or is not a set of fields.
 */
export function readFrontMatter(text: string): FrontMatter {
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const block = findBlock(lines);
  if (block === null) {
    return { data: {}, lineOf: () => 1, warnings: [], body: lines.join('\n'), bodyLine: 1 };
  }
  const fields = parseBlock(block.parse, lines.slice(block.from, block.to).join('\n'), block.from);
  return { ...fields, body: lines.slice(block.bodyFrom).join('\n'), bodyLine: block.bodyFrom + 1 };
}

interface Block {
  parse: FieldsParser;
  /** Zero-based line indexes; `to` is the line after the last. */
  from: number;
  to: number;
  bodyFrom: number;
}

function findBlock(lines: string[]): Block | null {
  const first = lines.findIndex((line) => line.trim() !== '');
  const opening = lines[first]?.trimEnd() ?? '';
  const dialect = /^---[ \t]*(yaml|toml|json)?$/i.exec(opening);
  if (dialect) {
    return fenced(lines, first, PARSERS[dialect[1]?.toLowerCase() ?? 'yaml']!, /^(---|\.\.\.)[ \t]*$/);
  }
  if (opening === '+++') return fenced(lines, first, parseToml, /^\+\+\+[ \t]*$/);
  // Nothing but a JSON object begins so: a body may well begin with a brace of a template tag.
  if (/^\{\s*("|$)/.test(opening)) return jsonBlock(lines, first);
  return null;
}

function fenced(lines: string[], opening: number, parse: FieldsParser, closing: RegExp): Block {
  const to = lines.findIndex((line, i) => i > opening && closing.test(line));
  if (to === -1) throw neverClosed(opening);
  return { parse, from: opening + 1, to, bodyFrom: to + 1 };
}

function jsonBlock(lines: string[], first: number): Block {
  let depth = 0;
  for (let i = first; i < lines.length; i++) {
    const structure = lines[i]!.replace(/"(?:\\.|[^"\\])*(?:"|\\?$)/gs, '');
    depth += (structure.match(/[{[]/g)?.length ?? 0) - (structure.match(/[\]}]/g)?.length ?? 0);
    if (depth <= 0) return { parse: parseYaml, from: first, to: i + 1, bodyFrom: i + 1 };
  }
  throw neverClosed(first);
}

function neverClosed(opening: number): FrontMatterError {
  return new FrontMatterError('the front matter that begins here is never closed', opening + 1);
}

/** The parsers count within their block; what leaves here counts in the whole text. */
function parseBlock(parse: FieldsParser, text: string, from: number): ReturnType<FieldsParser> {
  if (text.length > MAX_CHARACTERS) {
    const limit = `the limit is ${MAX_CHARACTERS}`;
    throw new FrontMatterError(`the front matter has ${text.length} characters; ${limit}`, from);
  }
  try {
    const { data, lineOf, warnings } = parse(text);
    return {
      data,
      lineOf: (path) => lineOf(path) + from,
      warnings: warnings.map((warning) => ({ ...warning, line: warning.line + from })),
    };
  } catch (error) {
    if (error instanceof FrontMatterError) throw new FrontMatterError(error.message, error.line + from);
    throw error;
  }
}
