import type { Element, Root } from 'hast';
import { isBlockLevel } from '../../../content/html/element-kinds.js';
import { getLineText } from './text-content.js';

/** A line of text on a page, with the innermost block that contains it. */
export interface TextLine {
  element: Element;
  text: string;
  /** True if the line is inside a link, as teasers of other articles are. */
  isLinked: boolean;
  /** True if the line belongs to a figure. */
  isCaption: boolean;
}

/** Returns the text of every block that contains no other block, in reading order. */
export function collectLines(tree: Root | Element): TextLine[] {
  const lines: TextLine[] = [];
  const walk = (node: Root | Element, isInLink: boolean, isInFigure: boolean) => {
    for (const child of node.children) {
      if (child.type !== 'element') continue;
      const isLinked = isInLink || (child.tagName === 'a' && child.properties.href !== undefined);
      const isCaption = isInFigure || /^(figure|figcaption)$/.test(child.tagName);
      if (child.children.some(isBlockLevel)) walk(child, isLinked, isCaption);
      else {
        const text = getLineText(child);
        if (text !== '') lines.push({ element: child, text, isLinked, isCaption });
      }
    }
  };
  walk(tree, false, false);
  return lines;
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
