import type { Element } from 'hast';
import type { Block } from './block.js';
import { codeBlock } from './code-block.js';
import { headingLevel, isElement, substance } from './element-kinds.js';
import { embedProvider, webAddress } from './embed-providers.js';
import { imageBlock } from './image-block.js';
import { listItems } from './list-items.js';
import { plainText } from './plain-text.js';
import { quoteBlock } from './quote-block.js';
import { tableRows } from './table-rows.js';
import { toHtml } from './to-html.js';

/** The block of a sanitised top-level element. */
export function toBlock(element: Element): Block {
  const html = toHtml(element);
  const level = headingLevel(element);
  if (level) {
    const anchor = String(element.properties.id);
    return { __typename: 'HeadingBlock', html, level, text: plainText(element), anchor };
  }
  switch (element.tagName) {
    case 'p':
      return embedBlock(element, html) ?? imageBlock(element, html) ?? paragraphBlock(element, html);
    case 'figure':
      return embedBlock(element, html) ?? imageBlock(element, html) ?? { __typename: 'HtmlBlock', html };
    case 'ol':
    case 'ul':
      return { __typename: 'ListBlock', html, ordered: element.tagName === 'ol', items: listItems(element) };
    case 'blockquote':
      return quoteBlock(element, html);
    case 'pre':
      return codeBlock(element, html);
    case 'table':
      return { __typename: 'TableBlock', html, rows: tableRows(element) };
    default:
      return { __typename: 'HtmlBlock', html };
  }
}

function paragraphBlock(element: Element, html: string): Block {
  return { __typename: 'ParagraphBlock', html, text: plainText(element) };
}

function embedBlock(element: Element, html: string): Block | null {
  const [frame, ...others] = substance(element);
  if (!isElement(frame, 'iframe') || others.some((other) => !isElement(other, 'figcaption'))) return null;
  const address = String(frame.properties.src);
  const url = webAddress(address);
  return { __typename: 'EmbedBlock', html, url: address, provider: url && embedProvider(url) };
}
