import type { FieldPath, FrontMatterParser } from './dialect.js';

const FIELD = /^([A-Za-z][\w-]*)[ \t]*:(?!\S)(.*)$/;
const LISTS = new Set(['author', 'authors', 'tags', 'keywords']);
const CONTINUATION = /^(?: {4}|\t)/;

/**
 * Returns the end of the fields that Pelican and MultiMarkdown have as lines at the begin of a file, up to an empty
 * line. Null if the lines are text: one of them is no field, or none is the title.
 */
export function findHeaderEnd(lines: string[], first: number): number | null {
  const length = lines.slice(first).findIndex((line) => line.trim() === '');
  const end = length === -1 ? lines.length : first + length;
  const header = lines.slice(first, end);
  const areFields = header.every((line, i) => FIELD.test(line) || (i > 0 && CONTINUATION.test(line)));
  return areFields && header.some((line) => /^title[ \t]*:/i.test(line)) ? end : null;
}

/** Parses such fields. Their values are text, which an indented line continues. */
export const parseHeaderLines: FrontMatterParser = (text) => {
  const fields = new Map<string, { value: string; line: number }>();
  let last: { value: string; line: number } | undefined;
  for (const [i, line] of text.split('\n').entries()) {
    const [, name, value = ''] = CONTINUATION.test(line) ? [] : (FIELD.exec(line) ?? []);
    if (name === undefined) {
      if (last) last.value = `${last.value} ${line.trim()}`.trim();
      continue;
    }
    last = { value: value.trim(), line: i + 1 };
    fields.set(name.toLowerCase(), last);
  }
  return {
    data: Object.fromEntries([...fields].map(([name, { value }]) => [name, splitList(name, value)])),
    findLine: ([name]: FieldPath) => fields.get(String(name).toLowerCase())?.line ?? 1,
    warnings: [],
  };
};

/** Splits authors and tags at semicolons, as Pelican does. */
function splitList(name: string, value: string): string | string[] {
  return LISTS.has(name) && value.includes(';') ? value.split(';').map((each) => each.trim()) : value;
}
