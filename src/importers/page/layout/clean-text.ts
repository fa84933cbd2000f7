import type { Element, Root } from 'hast';
import { getHeadingLevel, getNonBlankChildren, isElement } from '../../../content/html/element-kinds.js';
import { findElements, replaceElements } from '../../html/hast.js';
import { collectLines } from './lines.js';
import { getLineText } from './text-content.js';

/**
 * Removes the markup of a page's theme: unwraps boxes, turns bold lines into headings and deletes empty
 * elements.
 */
export function cleanText(text: Root): void {
  promoteBoldHeadings(text);
  replaceElements(text, (each) => {
    if (isElement(each, 'header', 'article', 'main', 'section')) return each.children;
    if (isElement(each, 'div') || (isElement(each, 'span') && getLineText(each) === '')) each.properties = {};
    if (getHeadingLevel(each) !== null)
      each.children = each.children.filter((child) => child.type !== 'element' || !isHeadingAnchor(child));
    const isEmpty =
      /^(div|p|span|ul|ol|li|figure|aside|b|strong|em|i|h[1-6])$/.test(each.tagName) &&
      getLineText(each) === '';
    return isEmpty && !findElements(each, isMedia).length && !isMedia(each) ? [] : null;
  });
}

/** Returns true for the link next to a heading that points at the heading itself, such as `#` or `¶`. */
function isHeadingAnchor(element: Element): boolean {
  const href = String(element.properties.href ?? '');
  return element.tagName === 'a' && href.includes('#') && /^[#¶§\u200b\s]*$/u.test(getLineText(element));
}

function isMedia({ tagName }: Element): boolean {
  return /^(img|iframe|video|audio|table|hr|br)$/.test(tagName);
}

/**
 * Turns a paragraph that is entirely bold and followed by text into a heading, since old pages mark headings
 * so.
 */
function promoteBoldHeadings(text: Root): void {
  const headings = findElements(text, (each) => getHeadingLevel(each) !== null).flatMap(
    (each) => getHeadingLevel(each) ?? [],
  );
  const lines = collectLines(text);
  for (const [i, { element, text: line }] of lines.entries()) {
    const [only, ...others] = getNonBlankChildren(element);
    const isBold = others.length === 0 && isElement(only, 'b', 'strong');
    const next = lines[i + 1];
    if (element.tagName !== 'p' || !isBold || line.length > 90 || /[.,;:!]$/.test(line)) continue;
    if (!next || next.text.length < 60 || next.element.tagName !== 'p') continue;
    element.tagName = headings.includes(2) ? 'h3' : 'h2';
    element.children = only.children;
  }
}
