/** Signs that always begin a list item. */
const SURE = /^[•‣⁃◦▪▫●○■□∙➤►▸✓✔]\s*(?=\S)/u;
/**
 * Signs that begin a list item if an adjacent line begins likewise. Alone they may begin speech or a date.
 */
const LIKELY: [kind: string, sign: RegExp][] = [
  ['-', /^-\s+(?=\S)/u],
  ['–', /^–\s+(?=\S)/u],
  ['—', /^—\s+(?=\S)/u],
  ['*', /^\*\s+(?=\S)/u],
  ['·', /^·\s*(?=\S)/u],
  ['1', /^\(?(\d{1,3})[.)]\s+(?=\S)/u],
  ['a', /^\(?([a-z])\)\s+(?=\S)/iu],
];

/** A list item in plain text. */
export interface ListLine {
  kind: 'ul' | 'ol';
  text: string;
  /** Number of an item in an ordered list. 1 for other items. */
  number: number;
  /** True if the item is numbered with a letter. */
  isLettered: boolean;
}

/** Parses a line as a list item. `beside` holds the lines before and after. Returns null for other lines. */
export function listLine(line: string, beside: string[], isLong: boolean): ListLine | null {
  if (SURE.test(line)) return { kind: 'ul', text: line.replace(SURE, ''), number: 1, isLettered: false };
  const [kind, sign] = LIKELY.find(([, each]) => each.test(line)) ?? [];
  if (!kind || !sign) return null;
  if (isLong && !beside.some((other) => sign.test(other))) return null;
  const own = sign.exec(line)?.[1] ?? '1';
  return {
    kind: kind === '1' || kind === 'a' ? 'ol' : 'ul',
    text: line.replace(sign, ''),
    number: kind === 'a' ? own.toLowerCase().charCodeAt(0) - 96 : Number(own),
    isLettered: kind === 'a',
  };
}

/** Returns true if a line begins like a list item. */
export function hasListSign(line: string): boolean {
  return SURE.test(line) || LIKELY.some(([, sign]) => sign.test(line));
}
