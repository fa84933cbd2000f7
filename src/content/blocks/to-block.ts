import type { Element } from 'hast';
import { findEmbedProvider, parseWebUrl } from '../embed-providers.js';
import { getHeadingLevel, getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toHtml } from '../html/to-html.js';
import { toPlainText } from '../plain-text.js';
import type { BlockData } from './block.js';
import { toCodeBlock } from './code-block.js';
import { toImageBlock } from './image-block.js';
import { parseListItems } from './list-items.js';
import { toQuoteBlock } from './quote-block.js';
import { parseTableRows } from './table-rows.js';

/** The block of a sanitised top-level element. */
export function toBlock(element: Element): BlockData {
  const html = toHtml(element);
  const level = getHeadingLevel(element);
  if (level) {
    const anchor = String(element.properties.id);
    return { __typename: 'HeadingBlock', html, level, text: toPlainText(element), anchor };
  }
  switch (element.tagName) {
    case 'p':
      return toEmbedBlock(element, html) ?? toImageBlock(element, html) ?? toParagraphBlock(element, html);
    case 'figure':
      return toEmbedBlock(element, html) ?? toImageBlock(element, html) ?? { __typename: 'HtmlBlock', html };
    case 'ol':
    case 'ul':
      return {
        __typename: 'ListBlock',
        html,
        ordered: element.tagName === 'ol',
        items: parseListItems(element),
      };
    case 'blockquote':
      return toQuoteBlock(element, html);
    case 'pre':
      return toCodeBlock(element, html);
    case 'table':
      return { __typename: 'TableBlock', html, rows: parseTableRows(element) };
    default:
      return { __typename: 'HtmlBlock', html };
  }
}

function toParagraphBlock(element: Element, html: string): BlockData {
  return { __typename: 'ParagraphBlock', html, text: toPlainText(element) };
}

function toEmbedBlock(element: Element, html: string): BlockData | null {
  const [frame, ...others] = getNonBlankChildren(element);
  if (!isElement(frame, 'iframe') || others.some((other) => !isElement(other, 'figcaption'))) return null;
  const address = String(frame.properties.src);
  const url = parseWebUrl(address);
  return { __typename: 'EmbedBlock', html, url: address, provider: url && findEmbedProvider(url) };
}
