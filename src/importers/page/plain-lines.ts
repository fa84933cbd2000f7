/** Where programs wrap text. Letters. */
const WRAPPED = { from: 50, to: 100 };

/** A line of a text as its page shows it: a paragraph is one, also where the text was wrapped. */
export interface PlainLine {
  text: string;
  /** Lines without an empty one between them are a group, counted from 0. */
  group: number;
}

export function plainLines(text: string): PlainLine[] {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map((group) => group.split('\n').flatMap((line) => line.replace(/\s+/g, ' ').trim() || []))
    .filter((lines) => lines.length > 0);
  return groups.flatMap((lines, group) =>
    (isWrapped(lines) ? [lines.join(' ')] : lines).map((line) => ({ text: line, group })),
  );
}

/** All lines but the last are about as long as lines go, and some break off within a sentence. */
function isWrapped(lines: string[]): boolean {
  if (lines.length < 2) return false;
  const full = lines.slice(0, -1);
  const isFull = full.every(({ length }) => length >= WRAPPED.from && length <= WRAPPED.to);
  return (
    isFull && full.some((line) => /[\p{Ll},]$/u.test(line)) && !lines.some((line) => /^[•*-]\s/.test(line))
  );
}
