import { createComplexityError } from '../limits.js';

// Each sign may be compared with all that follows it up to the next blank line, so this product bounds what
// the parser does. Ordinary bodies stay below a hundredth of the limit, which takes two or three seconds.
const MAX_WORK = 200_000_000;
const MAX_LAZY_WORK = 20_000_000;

const MARKDOWN_SYNTAX = /[*_~`[\]<!@&\\]/g;
const CONTAINER = /^[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))/;

/** Refuses Markdown on which the parser's time would grow with the square of its length. */
export function assertMarkdownComplexity(text: string): void {
  let work = 0;
  let lazyWork = 0;
  for (const passage of text.split(/\n[ \t\r]*\n/)) {
    work += passage.length * countMatches(passage, MARKDOWN_SYNTAX);
    lazyWork += countLazyLines(passage) ** 2;
    if (work > MAX_WORK || lazyWork > MAX_LAZY_WORK) throw createComplexityError();
  }
}

function countMatches(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}

// Lines that go on with a quotation or list without its sign are each tried against all before them.
function countLazyLines(passage: string): number {
  const lines = passage.split('\n');
  const start = lines.findIndex((line) => CONTAINER.test(line));
  return start < 0 ? 0 : lines.slice(start).filter((line) => !CONTAINER.test(line)).length;
}
