import type { Element, Root } from 'hast';
import { headingLevel, isBlank } from '../../shared/content/element-kinds.js';
import { findAll } from '../hast.js';
import { namesOf } from './class-names.js';
import type { PageFacts } from './facts.js';
import { note } from './furniture.js';
import { isBoxLabel, isCrossLink, isScreenLine, plain } from './labels.js';
import { type Line, linesOf, linkShare } from './lines.js';
import { namesIn } from './names.js';
import { lineIn } from './text-content.js';
import { isDateLine, writtenDate } from './written-dates.js';

/** How themes call what stands between a title and the text. */
const STANDFIRST =
  /(^|-)(standfirst|dek|deck|sub-?title|sub-?headline|sub-?head|summary|excerpt|intro(duction|-text)?|lead|lede|chapo|teaser|description|alternative-headline)(-|$)/;
/** Lines at the start of a text among which its title, its byline and its date may stand once more. */
const START = 8;

/** What stands between the title and the text of an article, when it is a sentence or two; null for none. */
export function standfirstOf(tree: Root, facts: PageFacts, firstLine: string | null): string | null {
  const lines = linesOf(tree);
  const from = lines.findIndex(({ element }) => element === facts.heading);
  if (from < 0) return null;
  const after = lines.slice(from + 1, from + 1 + START);
  const end = after.findIndex(({ text }) => text === firstLine);
  const candidates = (end < 0 ? after : after.slice(0, end + 1)).filter((line) =>
    mayBeStandfirst(line, facts),
  );
  const named = candidates.find(({ element }) => isNamed(tree, element));
  // Without a name for it, only what stands where nothing else does.
  const between = candidates.filter(({ text }) => text !== firstLine);
  return (named ?? (end >= 0 && between.length === 1 ? between[0] : undefined))?.text ?? null;
}

function mayBeStandfirst({ element, text }: Line, facts: PageFacts): boolean {
  if (text.length < 25 || text.length > 500 || text.split(' ').length < 5) return false;
  if (/^(figcaption|time|li|a|button|label)$/.test(element.tagName) || linkShare(element) > 0.5) return false;
  return !isAboutArticle(text, facts) && !isBoxLabel(text) && !isCrossLink(text);
}

function isNamed(tree: Root, element: Element): boolean {
  if (namesOf(element).some((name) => STANDFIRST.test(name))) return true;
  return findAll(tree, (each) => namesOf(each).some((name) => STANDFIRST.test(name))).some(
    (each) => lineIn(each) === lineIn(element),
  );
}

/** Whether a line says once more what the page says of the article elsewhere. */
function isAboutArticle(text: string, { title, authors, section }: PageFacts): boolean {
  const line = plain(text);
  if (line === plain(title) || isDateLine(text) || isScreenLine(text)) return true;
  if (section.some((name) => plain(name) === line)) return true;
  const isShort = text.length <= 120;
  if (isShort && /[|·•]/.test(text) && writtenDate(text) !== null) return true;
  if (isShort && /^(submitted|posted|published|written|updated|last (updated|modified))\b/i.test(text))
    return true;
  return (
    isShort &&
    authors.some(
      (name) =>
        line === plain(name) ||
        (/^(by|von|par|por|di)\b/i.test(text) && text.includes(name)) ||
        (namesIn(text).includes(name) && !/[.!?]$/.test(text)),
    )
  );
}

/** Takes out of a text what stands around it on the page: its title and its byline once more, tags, what hangs at its end. */
export function trimText(text: Root, facts: PageFacts, standfirst: string | null, leftOut: string[]): void {
  const title = plain(facts.title);
  const start = new Set(
    linesOf(text)
      .slice(0, START)
      .map(({ element }) => element),
  );
  let prose = 0;
  for (const { element, text: line } of linesOf(text)) {
    const isStart = start.has(element) && prose === 0;
    if (line.length >= 80 && line !== standfirst && !isAboutArticle(line, facts)) prose += 1;
    const isKicker = isStart && line.length <= 40 && /^(p|div|span|a|time|small)$/.test(element.tagName);
    const isRepeated = plain(line) === title && line.length > 0;
    const isKnown =
      isStart && (isAboutArticle(line, facts) || (standfirst !== null && plain(line) === plain(standfirst)));
    if (isRepeated || isKnown || isKicker || isScreenLine(line)) remove(text, element, leftOut);
  }
  trimEnd(text, leftOut);
}

/** A heading that nothing follows, and links in a row, are the beginning of what was taken out. */
function trimEnd(text: Root, leftOut: string[]): void {
  for (let last = text.children.at(-1); last; last = text.children.at(-1)) {
    if (last.type !== 'element') {
      if (last.type === 'text' && !isBlank(last)) return;
      text.children.pop();
      continue;
    }
    const line = lineIn(last);
    const isEmpty = line === '' && findAll({ ...last, children: [last] }, isMedia).length === 0;
    const isHanging =
      headingLevel(last) !== null || last.tagName === 'hr' || isBoxLabel(line) || isCrossLink(line);
    if (isHanging || isEmpty) {
      note(last, leftOut);
      text.children.pop();
    } else if (/^(div|section|article|main)$/.test(last.tagName)) {
      const inner: Root = { type: 'root', children: last.children };
      trimEnd(inner, leftOut);
      last.children = inner.children as typeof last.children;
      if (last.children.length > 0) return;
      text.children.pop();
    } else return;
  }
}

function isMedia({ tagName }: Element): boolean {
  return /^(img|iframe|video|audio|table)$/.test(tagName);
}

function remove(parent: Root | Element, element: Element, leftOut: string[]): boolean {
  const at = parent.children.indexOf(element);
  if (at >= 0) {
    note(element, leftOut);
    parent.children.splice(at, 1);
    return true;
  }
  return parent.children.some((child) => child.type === 'element' && remove(child, element, leftOut));
}
