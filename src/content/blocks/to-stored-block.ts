import type { Element } from 'hast';
import { findEmbedProvider, parseWebUrl } from '../embed-providers.js';
import { getHeadingLevel, getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toHtml } from '../html/to-html.js';
import { toPlainText } from '../plain-text.js';
import { toCodeBlock } from './code-block.js';
import { toImageBlock } from './image-block.js';
import { splitCitation } from './split-citation.js';
import type { StoredBlock, StoredEmbed, StoredParagraph, StoredQuote } from './stored-block.js';

/** Converts a sanitised top-level element to a block that can be stored. */
export function toStoredBlock(element: Element): StoredBlock {
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
      return { __typename: 'ListBlock', html, ordered: element.tagName === 'ol' };
    case 'blockquote':
      return toQuoteBlock(element, html);
    case 'pre':
      return toCodeBlock(element, html);
    case 'table':
      return { __typename: 'TableBlock', html };
    default:
      return { __typename: 'HtmlBlock', html };
  }
}

function toParagraphBlock(element: Element, html: string): StoredParagraph {
  return { __typename: 'ParagraphBlock', html, text: toPlainText(element) };
}

function toEmbedBlock(element: Element, html: string): StoredEmbed | null {
  const [frame, ...others] = getNonBlankChildren(element);
  if (!isElement(frame, 'iframe') || others.some((other) => !isElement(other, 'figcaption'))) return null;
  const address = String(frame.properties.src);
  const url = parseWebUrl(address);
  return { __typename: 'EmbedBlock', html, url: address, provider: url && findEmbedProvider(url) };
}

/** Converts a quotation; its text leaves out the citation. */
function toQuoteBlock(element: Element, html: string): StoredQuote {
  return { __typename: 'QuoteBlock', html, text: toPlainText(splitCitation(element).content) };
}
