import type { Element, ElementContent } from 'hast';
import type { QuoteBlock } from './block.js';
import { isElement, substance } from './element-kinds.js';
import { plainText } from './plain-text.js';

/** A quotation, and who said it: a footer, or a <cite> that stands alone or closes the last paragraph. */
export function quoteBlock(quote: Element, html: string): QuoteBlock {
  const source = citation(quote);
  const text = plainText(source ? without(quote, source) : quote);
  return { __typename: 'QuoteBlock', html, text, citation: source ? trimDash(plainText(source)) : null };
}

function citation(parent: Element): Element | null {
  const last = substance(parent).at(-1);
  if (isElement(last, 'footer', 'figcaption', 'cite')) return last;
  return isElement(last, 'p') ? citation(last) : null;
}

function without(parent: Element, gone: Element): Element {
  const left = parent.children.filter((child) => child !== gone);
  return { ...parent, children: left.map((child) => (isContainer(child) ? without(child, gone) : child)) };
}

function isContainer(node: ElementContent): node is Element {
  return isElement(node, 'p');
}

function trimDash(text: string): string | null {
  return text.replace(/^[\s\u2012-\u2015-]+/, '') || null;
}
