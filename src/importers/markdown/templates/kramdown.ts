import { maskCode, unmask } from './code-mask.js';
import { convertHeadings } from './heading-ids.js';

/** Elements that begin a block of HTML, which ends with their end tag, whatever is in it. */
const BLOCK =
  /^ {0,3}<(article|aside|blockquote|center|details|div|dl|figure|footer|form|header|iframe|main|nav|ol|p|pre|section|table|ul|video)(?=[\s>])/i;
const TAG = /<(\/?)([a-z]+)(?=[\s>])/gi;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A tag within text alone on its line. CommonMark begins a block of HTML with it, in which there is no Markdown. */
const SPAN_LINE =
  /^( {0,3}<(?:a|abbr|b|cite|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)(?:[ \t][^<>\n]*)?>)[ \t]*\n(?=[ \t]*\S)/gim;
/** A list that kramdown replaces by the table of contents. Readers get it from the outline. */
const TOC_LIST = /^ {0,3}(?:[-*+]|\d{1,9}\.)[ \t]/;
const ATTRIBUTES_LINE = /^\s*\{:[^{}]*\}\s*$/;
const SPAN_ATTRIBUTES = /([)\]*_`>])\{:[^{}]*\}/g;

/** What an abbreviation stands for, `*[HTML]: HyperText Markup Language`. */
const ABBREVIATION = /^ {0,3}\*\[[^\]]+\]:/;

/**
 * Converts the extensions of kramdown, the Markdown of Jekyll, into GFM and HTML: blocks of HTML with empty
 * lines, IDs of headings. Attribute lists, options, comments, what
 * abbreviations stand for and the place of the table of contents are removed.
 */
export function convertKramdown(markdown: string): string {
  const isConcerned = /\{[:#]|^\*\[/m.test(markdown) || markdown.search(SPAN_LINE) !== -1;
  return joinHtmlBlocks(isConcerned ? convertText(markdown) : markdown);
}

/** Converts text outside of code. */
function convertText(markdown: string): string {
  const lines = convertHeadings(removeExtensions(maskCode(markdown)).replace(SPAN_LINE, '$1 ').split('\n'));
  const converted = lines.map((line, i) => {
    const next = lines[i + 1] ?? '';
    const isTocList = TOC_LIST.test(line) && isAttributesLine(next) && /\btoc\b/.test(next);
    return isTocList || isAttributesLine(line) || ABBREVIATION.test(line)
      ? ''
      : line.replace(SPAN_ATTRIBUTES, '$1');
  });
  return unmask(converted.join('\n'));
}

function isAttributesLine(line: string | undefined): boolean {
  return line !== undefined && ATTRIBUTES_LINE.test(line);
}

/** Removes `{::options /}`, comments and the tags around text that is meant for kramdown alone. */
function removeExtensions(markdown: string): string {
  const parts = markdown.split(/(\{::comment\}|\{:\/(?:comment)?\}|\{::[^{}\n]*\})/);
  let isComment = false;
  return parts
    .map((part, i) => {
      if (i % 2 === 1) {
        if (part === '{::comment}') isComment = true;
        else if (part.startsWith('{:/')) isComment = false;
        return '';
      }
      return isComment ? part.replace(/[^\n]+/g, '') : part;
    })
    .join('');
}

/**
 * Takes the empty lines out of blocks of HTML. In CommonMark an empty line ends such a block, so that the indented
 * lines after it are code.
 */
function joinHtmlBlocks(markdown: string): string {
  if (!/^ {0,3}<[a-z]/im.test(markdown)) return markdown;
  const lines = markdown.split('\n');
  const joined: string[] = [];
  let fence: string | null = null;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      joined.push(line);
      continue;
    }
    if (mark !== undefined) fence = mark;
    const name = mark === undefined ? BLOCK.exec(line)?.[1] : undefined;
    const end = name === undefined ? -1 : findEnd(lines, i, name.toLowerCase());
    if (end <= i) joined.push(line);
    else {
      joined.push(...joinLines(lines.slice(i, end + 1)));
      if (lines[end + 1]?.trim()) joined.push('');
      i = end;
    }
  }
  return joined.join('\n');
}

/** Returns the line with the end tag of the element that begins on a line, or -1. */
function findEnd(lines: string[], start: number, name: string): number {
  let depth = 0;
  for (const [i, line] of lines.entries()) {
    if (i < start) continue;
    for (const [, slash, other] of line.matchAll(TAG))
      if (other?.toLowerCase() === name) depth += slash === '' ? 1 : -1;
    if (depth <= 0) return i;
  }
  return -1;
}

/** Joins the lines of a block of HTML, unless Markdown is wanted in it. */
function joinLines(lines: string[]): string[] {
  const [first = '', ...others] = lines;
  if (/\bmarkdown=["']?(1|block|span)/.test(first)) {
    const content = others.slice(0, -1).map((line) => line.trimStart());
    return [first.replace(/\smarkdown=["']?\w+["']?/, ''), '', ...content, '', lines.at(-1) ?? ''];
  }
  let isPreformatted = false;
  return lines.flatMap((line) => {
    isPreformatted = /<\/pre\b/i.test(line) ? false : isPreformatted || /<pre\b/i.test(line);
    if (line.trim() !== '') return [line];
    return isPreformatted ? ['&#10;'] : [];
  });
}
