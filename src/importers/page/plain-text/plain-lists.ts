/** Signs that begin an item of a list, and next to nothing else. */
const SURE = /^[•‣⁃◦▪▫●○■□∙➤►▸✓✔]\s*(?=\S)/u;
/** What begins an item when the line beside it begins likewise, and may begin a line of speech or a date else. */
const LIKELY: [kind: string, sign: RegExp][] = [
  ['-', /^-\s+(?=\S)/u],
  ['–', /^–\s+(?=\S)/u],
  ['—', /^—\s+(?=\S)/u],
  ['*', /^\*\s+(?=\S)/u],
  ['·', /^·\s*(?=\S)/u],
  ['1', /^\(?(\d{1,3})[.)]\s+(?=\S)/u],
  ['a', /^\(?([a-z])\)\s+(?=\S)/iu],
];

/** An item of a list in a plain text. */
export interface ListLine {
  kind: 'ul' | 'ol';
  text: string;
  /** Where an ordered list begins, by its own number; 1 of others. */
  number: number;
  /** Whether its own sign is a letter. */
  isLettered: boolean;
}

/** A line as an item of a list; null when it is none. `beside` are the lines before and after, `isLong` is of prose. */
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

/** Whether a line begins like an item of any list. */
export function hasListSign(line: string): boolean {
  return SURE.test(line) || LIKELY.some(([, sign]) => sign.test(line));
}
