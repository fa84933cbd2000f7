import type { Element, Root } from 'hast';
import { getHeadingLevel, isBlank } from '../../../content/html/element-kinds.js';
import { findElements } from '../../html/hast.js';
import { parseBylineNames } from '../metadata/names.js';
import type { PageMetadata } from '../metadata/page-document.js';
import { isDateLine, parseWrittenDate } from '../metadata/written-dates.js';
import { recordRemoval } from './boilerplate.js';
import { getElementNames } from './class-names.js';
import { findClosingLines } from './closing-lines.js';
import { isBoxLabel, isCrossLink, isInterfaceText, normalizeLabel } from './labels.js';
import { collectLines, getLinkRatio, type TextLine } from './lines.js';
import { isProse, isSentence } from './prose.js';
import { getLineText } from './text-content.js';

/** Class names that themes use for the standfirst. */
const STANDFIRST_NAMES =
  /(^|-)(standfirst|dek|deck|sub-?title|sub-?headline|sub-?head|summary|excerpt|intro(duction|-text)?|lead|lede|chapo|teaser|description|alternative-headline)(-|$)/;
/** Number of lines at the start of a text that may repeat its title, byline and date. */
const START_LINE_COUNT = 8;

/**
 * Returns the standfirst: one or two sentences between the title and the text. Returns null if there is none.
 */
export function findStandfirst(tree: Root, metadata: PageMetadata, firstLine: string | null): string | null {
  const lines = collectLines(tree);
  const from = lines.findIndex(({ element }) => element === metadata.heading);
  if (from < 0) return null;
  const after = lines.slice(from + 1, from + 1 + START_LINE_COUNT);
  const end = after.findIndex(({ text }) => text === firstLine);
  const candidates = (end < 0 ? after : after.slice(0, end + 1)).filter((line) =>
    canBeStandfirst(line, metadata),
  );
  const namedLine = candidates.find(({ element }) => isNamedStandfirst(tree, element));
  // If no class name marks it, accept only the single line between title and text.
  const between = candidates.filter(({ text }) => text !== firstLine);
  return (namedLine ?? (end >= 0 && between.length === 1 ? between[0] : undefined))?.text ?? null;
}

/**
 * Returns the paragraphs between the heading and the first line of the text, if there are several: themes put the
 * first ones into a box of their own. A single one is the standfirst.
 */
export function findLostIntroduction(
  tree: Root,
  heading: Element | null,
  firstLine: string | null,
  standfirst: string | null,
): Element[] {
  const lines = collectLines(tree);
  const from = lines.findIndex(({ element }) => element === heading);
  const to = lines.findIndex(({ text }) => text === firstLine);
  if (from < 0 || to < from || to - from > START_LINE_COUNT) return [];
  const found = lines
    .slice(from + 1, to)
    .filter((line) => isProse(line) && line.element.tagName === 'p' && line.text !== standfirst);
  return found.length > 1 ? found.map(({ element }) => element) : [];
}

function canBeStandfirst({ element, text }: TextLine, metadata: PageMetadata): boolean {
  if (text.length < 25 || text.length > 500 || text.split(' ').length < 5) return false;
  if (/^(figcaption|time|li|a|button|label)$/.test(element.tagName) || getLinkRatio(element) > 0.5)
    return false;
  return !isMetadataLine(text, metadata) && !isBoxLabel(text) && !isCrossLink(text);
}

function isNamedStandfirst(tree: Root, element: Element): boolean {
  if (getElementNames(element).some((name) => STANDFIRST_NAMES.test(name))) return true;
  return findElements(tree, (each) => getElementNames(each).some((name) => STANDFIRST_NAMES.test(name))).some(
    (each) => getLineText(each) === getLineText(element),
  );
}

/** Returns true if a line only repeats the title, section, byline or date of the article. */
function isMetadataLine(text: string, { title, authors, section }: PageMetadata): boolean {
  const line = normalizeLabel(text);
  if (line === normalizeLabel(title) || isDateLine(text) || isInterfaceText(text)) return true;
  if (section.some((name) => normalizeLabel(name) === line)) return true;
  const isShort = text.length <= 120;
  if (isShort && /[|·•]/.test(text) && parseWrittenDate(text) !== null) return true;
  if (isShort && /^(submitted|posted|published|written|updated|last (updated|modified))\b/i.test(text))
    return true;
  return (
    isShort &&
    authors.some(
      (name) =>
        line === normalizeLabel(name) ||
        (/^(by|von|par|por|di)\b/i.test(text) && text.includes(name)) ||
        (parseBylineNames(text).includes(name) && !/[.!?]$/.test(text)),
    )
  );
}

/**
 * Removes from a text its repeated title, standfirst and byline, interface texts, and headings and links at
 * its end. Short lines at the start are kickers, unless `hasKickers` is false.
 */
export function trimArticleText(
  text: Root,
  metadata: PageMetadata,
  standfirst: string | null,
  { removedTexts, hasKickers }: { removedTexts: string[]; hasKickers: boolean },
): void {
  const title = normalizeLabel(metadata.title);
  const start = new Set(
    collectLines(text)
      .slice(0, START_LINE_COUNT)
      .map(({ element }) => element),
  );
  let prose = 0;
  for (const each of collectLines(text)) {
    const { element, text: line } = each;
    const isStart = start.has(element) && prose === 0;
    if (isProse(each) && line !== standfirst && !isMetadataLine(line, metadata)) prose += 1;
    const isKicker =
      hasKickers &&
      isStart &&
      line.length <= 40 &&
      !isSentence(line) &&
      /^(p|div|span|a|time|small)$/.test(element.tagName);
    const isRepeated = normalizeLabel(line) === title && line.length > 0;
    const isKnown =
      isStart &&
      (isMetadataLine(line, metadata) ||
        (standfirst !== null && normalizeLabel(line) === normalizeLabel(standfirst)));
    if (isRepeated || isKnown || isKicker || isInterfaceText(line))
      removeElement(text, element, removedTexts);
  }
  trimTrailing(text, removedTexts);
  for (const { element } of findClosingLines(text, metadata.authors))
    removeElement(text, element, removedTexts);
  trimTrailing(text, removedTexts);
}

/**
 * Removes trailing headings, rules and cross links, because the boxes that they introduced are already
 * removed.
 */
function trimTrailing(text: Root, removedTexts: string[]): void {
  for (let last = text.children.at(-1); last; last = text.children.at(-1)) {
    if (last.type !== 'element') {
      if (last.type === 'text' && !isBlank(last)) return;
      text.children.pop();
      continue;
    }
    const line = getLineText(last);
    const isEmpty = line === '' && findElements({ ...last, children: [last] }, isMedia).length === 0;
    const isHanging =
      getHeadingLevel(last) !== null || last.tagName === 'hr' || isBoxLabel(line) || isCrossLink(line);
    if (isHanging || isEmpty) {
      recordRemoval(last, removedTexts);
      text.children.pop();
    } else if (/^(div|section|article|main)$/.test(last.tagName)) {
      const inner: Root = { type: 'root', children: last.children };
      trimTrailing(inner, removedTexts);
      last.children = inner.children as typeof last.children;
      if (last.children.length > 0) return;
      text.children.pop();
    } else return;
  }
}

function isMedia({ tagName }: Element): boolean {
  return /^(img|iframe|video|audio|table)$/.test(tagName);
}

function removeElement(parent: Root | Element, element: Element, removedTexts: string[]): boolean {
  const index = parent.children.indexOf(element);
  if (index >= 0) {
    recordRemoval(element, removedTexts);
    parent.children.splice(index, 1);
    return true;
  }
  return parent.children.some(
    (child) => child.type === 'element' && removeElement(child, element, removedTexts),
  );
}
