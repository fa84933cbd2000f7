import type { Element, Root } from 'hast';
import { headingLevel, isElement, substance } from '../../shared/content/element-kinds.js';
import { findAll, replaceElements } from '../hast.js';
import { linesOf } from './lines.js';
import { lineIn } from './text-content.js';

/** Brings what a page's theme has made of a text back to the text: boxes without names, real headings, nothing empty. */
export function tidyText(text: Root): void {
  raiseHeadings(text);
  replaceElements(text, (each) => {
    if (isElement(each, 'header', 'article', 'main', 'section')) return each.children;
    if (isElement(each, 'div') || (isElement(each, 'span') && lineIn(each) === '')) each.properties = {};
    if (headingLevel(each) !== null)
      each.children = each.children.filter((child) => child.type !== 'element' || !isAnchor(child));
    const isEmpty =
      /^(div|p|span|ul|ol|li|figure|aside|b|strong|em|i|h[1-6])$/.test(each.tagName) && lineIn(each) === '';
    return isEmpty && !findAll(each, isMedia).length && !isMedia(each) ? [] : null;
  });
}

/** The sign beside a heading by which its address is copied. */
function isAnchor(element: Element): boolean {
  const href = String(element.properties.href ?? '');
  return element.tagName === 'a' && href.includes('#') && /^[#¶§\u200b\s]*$/u.test(lineIn(element));
}

function isMedia({ tagName }: Element): boolean {
  return /^(img|iframe|video|audio|table|hr|br)$/.test(tagName);
}

/** Old pages write their headings in bold: a paragraph that is so from end to end, with text below it. */
function raiseHeadings(text: Root): void {
  const headings = findAll(text, (each) => headingLevel(each) !== null).map((each) => headingLevel(each)!);
  const lines = linesOf(text);
  for (const [i, { element, text: line }] of lines.entries()) {
    const [only, ...others] = substance(element);
    const isBold = others.length === 0 && isElement(only, 'b', 'strong');
    const next = lines[i + 1];
    if (element.tagName !== 'p' || !isBold || line.length > 90 || /[.,;:!]$/.test(line)) continue;
    if (!next || next.text.length < 60 || next.element.tagName !== 'p') continue;
    element.tagName = headings.includes(2) ? 'h3' : 'h2';
    element.children = only.children;
  }
}
