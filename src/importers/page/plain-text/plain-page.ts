import { isBoxLabel, isInterfaceText, normalizeLabel } from '../layout/labels.js';
import { isBareName, parseBylineNames } from '../metadata/names.js';
import { isDateLine, parseWrittenDate } from '../metadata/written-dates.js';
import type { ExtractedArticle } from '../read-page.js';
import { parsePlainBlocks, renderPlainBlocks } from './plain-blocks.js';
import { parsePlainLines } from './plain-lines.js';
import { isBoilerplateLine, isProse, isSentence } from './plain-prose.js';

const BYLINE = /^(by|written by|words by|text by|story by|von|par|por|di)\s+\p{L}/iu;
/** Breadcrumbs such as `Home » Growing » A pear that keeps`, with any usual separator. */
const BREADCRUMBS = /\s[»›>/]\s|^home\s?[»›>/]/i;
/** Number of lines above the text that are searched for the title. */
const MAX_LINES_ABOVE = 30;

/**
 * Extracts the article from the plain text of a page, as copied from a browser. Returns null if there is
 * none.
 */
export function readPlainPage(text: string, timeZone = 'UTC'): ExtractedArticle | null {
  const lines = parsePlainLines(text);
  const texts = lines.map((line) => line.text);
  const start = findTextStart(texts);
  if (start < 0) return null;
  const above = texts.slice(Math.max(0, start - MAX_LINES_ABOVE), start);
  const titleIndex = findTitleIndex(above, texts);
  const title = above[titleIndex];
  if (title === undefined) return null;
  const below = above.slice(titleIndex + 1);
  const byline = [...below, ...above].find((line) => BYLINE.test(line) && line.length < 120);
  const dateLine =
    [...below, ...above].find(isDateLine) ??
    below.find((line) => line.length < 120 && parseWrittenDate(line));
  const framed = findFramedStandfirst(texts, start, title);
  const standfirst =
    framed?.standfirst ??
    below.find((line) => canBeStandfirst(line, title) && line !== byline && line !== dateLine) ??
    null;
  const { blocks, removedTexts } = parsePlainBlocks(lines.slice(framed?.end ?? start), title);
  return {
    title,
    standfirst,
    description: null,
    address: null,
    image: null,
    tags: [],
    authors: parseBylineNames(
      byline ?? below.find((line) => isBareName(line) && !isBoilerplateLine(line)) ?? '',
    ),
    publishedAt: dateLine ? parseWrittenDate(dateLine, timeZone) : null,
    updatedAt: null,
    draftReason: null,
    language: null,
    alternates: [],
    isFree: true,
    isNoindex: false,
    isNofollow: false,
    isMediumExport: false,
    section: findSection(above, title),
    html: renderPlainBlocks(blocks),
    removedTexts: [
      ...above.filter((line) => ![title, byline, dateLine, standfirst].includes(line)),
      ...removedTexts,
    ],
  };
}

/** Returns the index of the first line of prose that no byline or date follows within five lines. */
function findTextStart(lines: string[]): number {
  const first = lines.findIndex(isProse);
  if (first < 0)
    return lines.findIndex((line, i) => i > 0 && isSentence(line) && line.split(' ').length >= 8);
  const later = lines
    .slice(first + 1, first + 6)
    .findLastIndex((line) => isDateLine(line) || BYLINE.test(line));
  const next = lines.findIndex((line, i) => i > first + 1 + later && isProse(line));
  return later >= 0 && next >= 0 ? next : first;
}

/**
 * Returns the index of the title: a line of several words near the text, often repeated elsewhere on the
 * page.
 */
function findTitleIndex(above: string[], all: string[]): number {
  let [best, bestScore] = [-1, Number.NEGATIVE_INFINITY];
  for (const [i, line] of above.entries()) {
    const isOther =
      isBoilerplateLine(line) || isDateLine(line) || BYLINE.test(line) || BREADCRUMBS.test(line);
    if (isOther || line.length > 200) continue;
    const score = scoreTitle(line, above.slice(i + 1, i + 4), all) - (above.length - i) * 0.3;
    if (score > bestScore) [best, bestScore] = [i, score];
  }
  // If two sentences follow each other, the first is the title and the second the standfirst.
  const lineAbove = above[best - 1] ?? '';
  const isTitle =
    lineAbove.split(' ').length >= 5 &&
    !/[.:]$/.test(lineAbove) &&
    !isBoilerplateLine(lineAbove) &&
    !BREADCRUMBS.test(lineAbove);
  return isTitle && !isDateLine(lineAbove) && !BYLINE.test(lineAbove) ? best - 1 : best;
}

function scoreTitle(line: string, next: string[], all: string[]): number {
  const words = line.split(/\s+/).length;
  const isRepeated =
    all.filter((each) => !isBoilerplateLine(each) && normalizeLabel(each).includes(normalizeLabel(line)))
      .length > 1;
  const shoutPenalty = line === line.toUpperCase() ? 3 : 0;
  const isIntroduced = next.some((each) => isDateLine(each) || BYLINE.test(each));
  const shortPenalty = words < 3 ? 4 : 0;
  const sentencePenalty = /[.]$/.test(line) ? 5 : 0;
  return (
    Math.min(words, 8) +
    (isRepeated && words > 1 ? 6 : 0) +
    (isIntroduced ? 4 : 0) -
    shortPenalty -
    sentencePenalty -
    shoutPenalty
  );
}

/** Maximum length of a standfirst between two headlines, in characters. */
const MAX_STANDFIRST_LENGTH = 600;

/** Finds the standfirst of a copied text: the line between the headline and its repetition. */
function findFramedStandfirst(
  lines: string[],
  start: number,
  title: string,
): { standfirst: string; end: number } | null {
  const isTitle = (line: string | undefined) =>
    line !== undefined && normalizeLabel(line) === normalizeLabel(title);
  const standfirst = lines[start] ?? '';
  if (!isTitle(lines[start - 1]) || !isTitle(lines[start + 1]) || standfirst.length > MAX_STANDFIRST_LENGTH)
    return null;
  const rest = lines.findIndex((line, i) => i > start && !isTitle(line));
  return rest !== -1 && lines.slice(rest).some(isProse) ? { standfirst, end: rest } : null;
}

function canBeStandfirst(line: string, title: string): boolean {
  const isTitleAgain =
    normalizeLabel(line).includes(normalizeLabel(title)) ||
    normalizeLabel(title).includes(normalizeLabel(line));
  return (
    !isTitleAgain &&
    line.split(' ').length >= 6 &&
    !isBoilerplateLine(line) &&
    !BREADCRUMBS.test(line) &&
    !/^photo(graph)?|photo:/i.test(line)
  );
}

function findSection(above: string[], title: string): string[] {
  const trail = above.find((line) => BREADCRUMBS.test(line) && line.length < 200);
  const crumbs = trail?.split(/[»›>/]/).map((crumb) => crumb.trim()) ?? [];
  const isOwn = (crumb: string) =>
    normalizeLabel(crumb) !== normalizeLabel(title) && !isInterfaceText(crumb) && !isBoxLabel(crumb);
  return crumbs.filter((crumb) => crumb !== '' && crumb.length <= 40 && isOwn(crumb));
}
