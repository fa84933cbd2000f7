import { slug } from 'github-slugger';
import type { Element, ElementContent } from 'hast';
import { getHeadingLevel, getNonBlankChildren, isBlockLevel, isElement } from '../html/element-kinds.js';
import { getAnchorText } from '../html/heading-words.js';

// What Markdown has signs for: elements, with the attributes that the signs can carry.
const MARKDOWN_ATTRIBUTES: Record<string, string[]> = {
  a: ['href', 'title'],
  blockquote: [],
  br: [],
  code: [],
  del: [],
  em: [],
  hr: [],
  img: ['src', 'alt', 'title'],
  input: ['type', 'disabled', 'checked'],
  li: ['className'],
  ol: ['className', 'start'],
  p: [],
  pre: [],
  strong: [],
  table: [],
  tbody: [],
  td: ['align'],
  th: ['align'],
  thead: [],
  tr: [],
  ul: ['className'],
};

/** The elements that Markdown may have a sign for. */
export const MARKDOWN_ELEMENTS = [...Object.keys(MARKDOWN_ATTRIBUTES), 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** Whether Markdown can say all that this element says; what is inside is another question. */
export function hasMarkdownSyntax(element: Element): boolean {
  if (getHeadingLevel(element)) return hasDefaultAnchor(element);
  const attributes = MARKDOWN_ATTRIBUTES[element.tagName];
  if (!attributes || !Object.keys(element.properties).every((name) => attributes.includes(name)))
    return false;
  switch (element.tagName) {
    case 'a':
      return typeof element.properties.href === 'string';
    case 'img':
      return typeof element.properties.src === 'string' && typeof element.properties.alt === 'string';
    case 'ol':
    case 'ul':
      return element.children.every((child) => isElement(child, 'li') && hasMarkdownSyntax(child));
    case 'pre':
      return isPlainCode(element);
    case 'table':
      return isPlainTable(element);
    default:
      return true;
  }
}

function hasDefaultAnchor(heading: Element): boolean {
  const anchor = String(heading.properties.id);
  const name = slug(getAnchorText(heading));
  const isDerived =
    anchor === name || (anchor.startsWith(`${name}-`) && /^\d+$/.test(anchor.slice(name.length + 1)));
  return isDerived && Object.keys(heading.properties).length === 1;
}

function isPlainCode(pre: Element): boolean {
  const [code, ...others] = pre.children;
  return (
    isElement(code, 'code') && others.length === 0 && code.children.every((child) => child.type === 'text')
  );
}

// One row of headings, then rows of cells that hold a line of text each.
function isPlainTable(table: Element): boolean {
  const [head, body, ...others] = getNonBlankChildren(table);
  if (!isElement(head, 'thead') || (body && !isElement(body, 'tbody')) || others.length > 0) return false;
  const rows = [...head.children, ...(body ? (body as Element).children : [])];
  return (
    head.children.length === 1 && rows.every((row) => isElement(row, 'tr') && row.children.every(isPlainCell))
  );
}

function isPlainCell(cell: ElementContent): boolean {
  return isElement(cell, 'th', 'td') && hasMarkdownSyntax(cell) && !cell.children.some(isBlockLevel);
}
