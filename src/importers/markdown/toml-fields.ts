import { parse, TomlError } from 'smol-toml';
import { type FieldPath, type FieldsParser, FrontMatterError } from './dialect.js';

/** TOML 1.0. Dates come as `TomlDate`. */
export const parseToml: FieldsParser = (text) => {
  const lines = text.split('\n');
  try {
    return { data: parse(text), lineOf: (path) => lineOf(lines, path), warnings: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The message goes on with the surrounding lines; the receipt names the line instead.
    throw new FrontMatterError(error.message.split('\n')[0]!, error.line);
  }
};

/** The parser keeps no positions, so the field's name is looked for, each step after the one before it. */
function lineOf(lines: string[], path: FieldPath): number {
  let at = 0;
  let name = '';
  for (const step of path) {
    if (typeof step === 'string') {
      // A name of spaces would be looked for anew at every space.
      if (step.trim() === '') continue;
      name = step.replace(/[^\w-]/g, '\\$&');
      at = search(lines, new RegExp(`(^|[\\s{,.[])["']?${name}["']?\\s*[=.\\]]`), at) ?? at;
      continue;
    }
    const table = new RegExp(`^\\s*\\[\\[\\s*${name}\\s*\\]\\]`);
    for (let nth = 0; nth < step; nth++) at = search(lines, table, at + 1) ?? at;
  }
  return at + 1;
}

function search(lines: string[], pattern: RegExp, from: number): number | undefined {
  const found = lines.findIndex((line, i) => i >= from && pattern.test(line));
  return found === -1 ? undefined : found;
}
