import { hasListSign } from './plain-lists.js';

/** Line lengths at which programs wrap text, in characters. */
const WRAP_LENGTH = { from: 50, to: 100 };

/** Underline of a heading: a row of one repeated sign, such as `=====`. */
const UNDERLINE = /^([=_~^*‾─—-])\1{2,}$/u;

/** A line of plain text as a page shows it. A wrapped paragraph is one line. */
export interface PlainLine {
  text: string;
  /** Index of the group, counted from 0. Empty lines separate groups. */
  group: number;
  /** True if a row of signs underlines the line. */
  isUnderlined: boolean;
}

export function parsePlainLines(text: string): PlainLine[] {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map((group) => group.split('\n').flatMap((line) => line.replace(/\s+/g, ' ').trim() || []))
    .flatMap(splitAtUnderlines)
    .filter(({ lines }) => lines.length > 0);
  return groups.flatMap(({ lines, isUnderlined }, group) =>
    (isWrapped(lines) ? [lines.join(' ')] : lines).map((line) => ({ text: line, group, isUnderlined })),
  );
}

/**
 * Splits lines so that every underlined line is a separate group. Rows of signs with no line above are
 * dropped.
 */
function splitAtUnderlines(lines: string[]): { lines: string[]; isUnderlined: boolean }[] {
  const parts: { lines: string[]; isUnderlined: boolean }[] = [];
  let part: string[] = [];
  for (const line of lines) {
    if (!UNDERLINE.test(line)) {
      part.push(line);
      continue;
    }
    const heading = part.splice(-1);
    parts.push({ lines: part, isUnderlined: false }, { lines: heading, isUnderlined: true });
    part = [];
  }
  return [...parts, { lines: part, isUnderlined: false }];
}

/** Returns true if all lines but the last have a typical wrap length and some break off within a sentence. */
function isWrapped(lines: string[]): boolean {
  if (lines.length < 2) return false;
  const full = lines.slice(0, -1);
  const isFull = full.every(({ length }) => length >= WRAP_LENGTH.from && length <= WRAP_LENGTH.to);
  return isFull && full.some((line) => /[\p{Ll},]$/u.test(line)) && !lines.some(hasListSign);
}
