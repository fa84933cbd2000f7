import type { Element, Root } from 'hast';
import { isBlockLevel } from '../../../content/html/element-kinds.js';
import { getLineText } from './text-content.js';

/** A piece of text that stands by itself on a page. */
export interface TextLine {
  element: Element;
  text: string;
}

/** Every piece of text of a tree that no other piece stands in, in reading order. */
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

/** Letters of the paragraphs of a tree that are long enough to be of an article. */
export function countProse(tree: Root | Element): number {
  return collectLines(tree)
    .filter(
      ({ element, text }) => /^(p|li|blockquote|div|dd|td|pre)$/.test(element.tagName) && text.length >= 80,
    )
    .reduce((sum, { text }) => sum + text.length, 0);
}

/** How much of an element's text stands in links: 0 to 1. */
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
