import type { Element, ElementContent } from 'hast';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toPlainText } from '../plain-text.js';
import type { QuoteData } from './block.js';

/**
 * Converts a quotation with its citation: a footer, or a <cite> that stands alone or ends the last paragraph.
 */
export function toQuoteBlock(quote: Element, html: string): QuoteData {
  const { source, content } = splitCitation(quote);
  const text = toPlainText(content);
  return { __typename: 'QuoteBlock', html, text, citation: source ? trimDash(toPlainText(source)) : null };
}

/** Separates the citation of a quotation from its content. */
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

function trimDash(text: string): string | null {
  return text.replace(/^[\s\u2012-\u2015-]+/, '') || null;
}
