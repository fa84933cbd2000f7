import { isBoxLabel, isScreenLine, plain } from './labels.js';
import { isBareName, namesIn } from './names.js';
import { htmlOfBlocks, plainBlocks } from './plain-blocks.js';
import { plainLines } from './plain-lines.js';
import { isProse, isSentence, isUseless } from './plain-prose.js';
import type { FoundArticle } from './read-page.js';
import { isDateLine, writtenDate } from './written-dates.js';

const BYLINE = /^(by|written by|words by|text by|story by|von|par|por|di)\s+\p{L}/iu;
/** `Home » Growing » A pear that keeps`, and as often with other signs. */
const CRUMBS = /\s[»›>/]\s|^home\s?[»›>/]/i;
/** Lines above the text among which the title stands. */
const ABOVE = 30;

/** The article of a page's plain text, as it is when all of a page is copied; null when there is none. */
export function readPlainPage(text: string): FoundArticle | null {
  const lines = plainLines(text);
  const texts = lines.map((line) => line.text);
  const start = startOf(texts);
  if (start < 0) return null;
  const above = texts.slice(Math.max(0, start - ABOVE), start);
  const at = titleAt(above, texts);
  if (at < 0) return null;
  const title = above[at]!;
  const below = above.slice(at + 1);
  const byline = [...below, ...above].find((line) => BYLINE.test(line) && line.length < 120);
  const dated =
    [...below, ...above].find(isDateLine) ?? below.find((line) => line.length < 120 && writtenDate(line));
  const standfirst =
    below.find((line) => mayBeStandfirst(line, title) && line !== byline && line !== dated) ?? null;
  const { blocks, leftOut } = plainBlocks(lines.slice(start), title);
  return {
    ...{ title, standfirst, description: null, address: null, image: null, tags: [] },
    authors: namesIn(byline ?? below.find((line) => isBareName(line) && !isUseless(line)) ?? ''),
    publishedAt: dated ? writtenDate(dated) : null,
    updatedAt: null,
    isFree: true,
    section: sectionOf(above, title),
    html: htmlOfBlocks(blocks),
    leftOut: [...above.filter((line) => ![title, byline, dated, standfirst].includes(line)), ...leftOut],
  };
}

/** Where the text begins: at the first prose after which no byline and no date comes any more. */
function startOf(lines: string[]): number {
  const first = lines.findIndex(isProse);
  if (first < 0)
    return lines.findIndex((line, i) => i > 0 && isSentence(line) && line.split(' ').length >= 8);
  const later = lines
    .slice(first + 1, first + 6)
    .findLastIndex((line) => isDateLine(line) || BYLINE.test(line));
  const next = lines.findIndex((line, i) => i > first + 1 + later && isProse(line));
  return later >= 0 && next >= 0 ? next : first;
}

/** The title stands near the text, in several words, and often once more elsewhere. */
function titleAt(above: string[], all: string[]): number {
  let [best, most] = [-1, Number.NEGATIVE_INFINITY];
  for (const [i, line] of above.entries()) {
    const isOther = isUseless(line) || isDateLine(line) || BYLINE.test(line) || CRUMBS.test(line);
    if (isOther || line.length > 200) continue;
    const worth = worthOf(line, above.slice(i + 1, i + 4), all) - (above.length - i) * 0.3;
    if (worth > most) [best, most] = [i, worth];
  }
  // Of two sentences one below the other, the second is the standfirst.
  const over = above[best - 1] ?? '';
  const isTitle =
    over.split(' ').length >= 5 && !/[.:]$/.test(over) && !isUseless(over) && !CRUMBS.test(over);
  return isTitle && !isDateLine(over) && !BYLINE.test(over) ? best - 1 : best;
}

function worthOf(line: string, next: string[], all: string[]): number {
  const words = line.split(/\s+/).length;
  const isRepeated = all.filter((each) => !isUseless(each) && plain(each).includes(plain(line))).length > 1;
  const isShouted = line === line.toUpperCase() ? 3 : 0;
  const isIntroduced = next.some((each) => isDateLine(each) || BYLINE.test(each));
  const isShort = words < 3 ? 4 : 0;
  const isPhrase = /[.]$/.test(line) ? 5 : 0;
  return (
    Math.min(words, 8) +
    (isRepeated && words > 1 ? 6 : 0) +
    (isIntroduced ? 4 : 0) -
    isShort -
    isPhrase -
    isShouted
  );
}

function mayBeStandfirst(line: string, title: string): boolean {
  const isTitleAgain = plain(line).includes(plain(title)) || plain(title).includes(plain(line));
  return (
    !isTitleAgain &&
    line.split(' ').length >= 6 &&
    !isUseless(line) &&
    !CRUMBS.test(line) &&
    !/^photo(graph)?|photo:/i.test(line)
  );
}

function sectionOf(above: string[], title: string): string[] {
  const trail = above.find((line) => CRUMBS.test(line) && line.length < 200);
  const crumbs = trail?.split(/[»›>/]/).map((crumb) => crumb.trim()) ?? [];
  const isOwn = (crumb: string) =>
    plain(crumb) !== plain(title) && !isScreenLine(crumb) && !isBoxLabel(crumb);
  return crumbs.filter((crumb) => crumb !== '' && crumb.length <= 40 && isOwn(crumb));
}
