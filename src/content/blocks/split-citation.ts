import type { Element, ElementContent } from 'hast';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';

/**
 * Separates the citation of a quotation from its content: a footer, or a <cite> that stands alone or ends the last
 * paragraph.
 */
export function splitCitation(quote: Element): { source: Element | null; content: Element } {
  const source = findCitation(quote);
  return { source, content: source ? removeDescendant(quote, source) : quote };
}

function findCitation(parent: Element): Element | null {
  const last = getNonBlankChildren(parent).at(-1);
  if (isElement(last, 'footer', 'figcaption', 'cite')) return last;
  return isElement(last, 'p') ? findCitation(last) : null;
}

function removeDescendant(parent: Element, removed: Element): Element {
  const remaining = parent.children.filter((child) => child !== removed);
  return {
    ...parent,
    children: remaining.map((child) => (isParagraph(child) ? removeDescendant(child, removed) : child)),
  };
}

function isParagraph(node: ElementContent): node is Element {
  return isElement(node, 'p');
}
