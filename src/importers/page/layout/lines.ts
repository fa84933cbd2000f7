import type { Element, Root } from 'hast';
import { isBlockLevel } from '../../../content/html/element-kinds.js';
import { getLineText } from './text-content.js';

/** A line of text on a page, with the innermost block that contains it. */
export interface TextLine {
  element: Element;
  text: string;
}

/** Returns the text of every block that contains no other block, in reading order. */
export function collectLines(tree: Root | Element): TextLine[] {
  const lines: TextLine[] = [];
  const walk = (node: Root | Element) => {
    for (const child of node.children) {
      if (child.type !== 'element') continue;
      if (child.children.some(isBlockLevel)) walk(child);
      else {
        const text = getLineText(child);
        if (text !== '') lines.push({ element: child, text });
      }
    }
  };
  walk(tree);
  return lines;
}

/** Counts the characters of all paragraphs of at least 80 characters, which are likely to be article text. */
export function countProse(tree: Root | Element): number {
  return collectLines(tree)
    .filter(
      ({ element, text }) => /^(p|li|blockquote|div|dd|td|pre)$/.test(element.tagName) && text.length >= 80,
    )
    .reduce((sum, { text }) => sum + text.length, 0);
}

/** Returns the share of an element's text that is inside links, from 0 to 1. */
export function getLinkRatio(element: Element): number {
  const all = getLineText(element).length;
  if (all === 0) return 0;
  const countLinked = (node: Element): number =>
    node.children.reduce((sum, child) => {
      if (child.type !== 'element') return sum;
      return sum + (child.tagName === 'a' ? getLineText(child).length : countLinked(child));
    }, 0);
  return element.tagName === 'a' ? 1 : Math.min(1, countLinked(element) / all);
}
