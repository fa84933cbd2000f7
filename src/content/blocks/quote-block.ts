import type { Element, ElementContent } from 'hast';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toPlainText } from '../plain-text.js';
import type { QuoteData } from './block.js';

/** A quotation, and who said it: a footer, or a <cite> that stands alone or closes the last paragraph. */
export function toQuoteBlock(quote: Element, html: string): QuoteData {
  const source = findCitation(quote);
  const text = toPlainText(source ? removeDescendant(quote, source) : quote);
  return { __typename: 'QuoteBlock', html, text, citation: source ? trimDash(toPlainText(source)) : null };
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

function trimDash(text: string): string | null {
  return text.replace(/^[\s\u2012-\u2015-]+/, '') || null;
}
