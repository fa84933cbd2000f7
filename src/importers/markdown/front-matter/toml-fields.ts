import { parse, TomlError } from 'smol-toml';
import { type FieldPath, FrontMatterError, type FrontMatterParser } from './dialect.js';

/** Parses TOML 1.0. Dates are returned as `TomlDate`. */
export const parseToml: FrontMatterParser = (text) => {
  const lines = text.split('\n');
  try {
    return { data: parse(text), findLine: (path) => findFieldLine(lines, path), warnings: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only the first line: the others quote the source, and the line number is reported separately.
    throw new FrontMatterError(error.message.replace(/\n.*/s, ''), error.line);
  }
};

/**
 * Finds the line of a field by searching for its name step by step, because the parser provides no positions.
 */
function findFieldLine(lines: string[], path: FieldPath): number {
  let index = 0;
  let name = '';
  for (const step of path) {
    if (typeof step === 'string') {
      // Skip blank names: the search for one would be quadratic in the number of spaces.
      if (step.trim() === '') continue;
      name = step.replace(/[^\w-]/g, '\\$&');
      index = findLineIndex(lines, new RegExp(`(^|[\\s{,.[])["']?${name}["']?\\s*[=.\\]]`), index) ?? index;
      continue;
    }
    const table = new RegExp(`^\\s*\\[\\[\\s*${name}\\s*\\]\\]`);
    for (let nth = 0; nth < step; nth++) index = findLineIndex(lines, table, index + 1) ?? index;
  }
  return index + 1;
}

function findLineIndex(lines: string[], pattern: RegExp, from: number): number | undefined {
  const found = lines.findIndex((line, i) => i >= from && pattern.test(line));
  return found === -1 ? undefined : found;
}
