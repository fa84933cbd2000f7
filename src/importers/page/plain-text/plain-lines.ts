import { hasListSign } from './plain-lists.js';

/** Where programs wrap text. Letters. */
const WRAP_LENGTH = { from: 50, to: 100 };

/** A row of one sign below a heading: `=====`. */
const UNDERLINE = /^([=_~^*‾─—-])\1{2,}$/u;

/** A line of a text as its page shows it: a paragraph is one, also where the text was wrapped. */
export interface PlainLine {
  text: string;
  /** Lines without an empty one between them are a group, counted from 0. */
  group: number;
  /** Whether a row of signs stands right below it. */
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

/** An underlined line is a group of its own. Rows of signs below nothing are no text. */
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

/** All lines but the last are about as long as lines go, and some break off within a sentence. */
function isWrapped(lines: string[]): boolean {
  if (lines.length < 2) return false;
  const full = lines.slice(0, -1);
  const isFull = full.every(({ length }) => length >= WRAP_LENGTH.from && length <= WRAP_LENGTH.to);
  return isFull && full.some((line) => /[\p{Ll},]$/u.test(line)) && !lines.some(hasListSign);
}
