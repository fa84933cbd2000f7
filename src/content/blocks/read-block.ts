import type { Element, ElementContent, Properties } from 'hast';
import { LRUCache } from 'lru-cache';
import { getHeadingLevel, getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toBlockElements } from '../html/normalize-top-level.js';
import { parseStoredHtml } from '../html/parse-stored-html.js';
import { toHtml } from '../html/to-html.js';
import { hasClassName } from '../html/vocabulary.js';
import { findSocialProvider } from '../social-providers.js';
import { toCodeBlock } from './code-block.js';
import { getInlineText, type Inline } from './inline.js';
import { type LinkBase, toLink } from './link.js';
import { readFigure } from './read-figure.js';
import { readListItems } from './read-list.js';
import { readRelatedLink } from './read-related-link.js';
import { readTable } from './read-table.js';
import { splitCitation } from './split-citation.js';
import { toInlines } from './to-inlines.js';
import type {
  TypedBlock,
  TypedCallout,
  TypedDetails,
  TypedFile,
  TypedFootnotes,
  TypedQuote,
  TypedRelatedLink,
  TypedSocialPost,
} from './typed-block.js';

/** Maximum length of HTML with cached blocks in characters, about 130 long articles. */
const MAX_CACHED_CHARACTERS = 2_000_000;

const blockCache = new LRUCache<string, TypedBlock>({
  maxSize: MAX_CACHED_CHARACTERS,
  sizeCalculation: (_block, key) => key.length,
});

/**
 * Reads the typed fields of a block from its stored HTML; results are cached by the HTML, so they need no
 * invalidation.
 */
export function readBlock(html: string, base: LinkBase): TypedBlock {
  const key = `${base.pageUrl}\n${html}`;
  const cached = blockCache.get(key);
  if (cached) return cached;
  const [element] = parseStoredHtml(html).children.filter((child) => child.type === 'element');
  const block: TypedBlock = element
    ? readElement(element, html, base)
    : { __typename: 'HtmlBlock', html, text: '', inlines: [] };
  blockCache.set(key, block);
  return block;
}

function readElement(element: Element, html: string, base: LinkBase): TypedBlock {
  const level = getHeadingLevel(element);
  if (level) {
    const anchor = String(element.properties.id ?? '');
    return { __typename: 'HeadingBlock', html, level, anchor, ...readText(element, base) };
  }
  switch (element.tagName) {
    case 'p':
      return (
        readLinkBlock(element, html, base) ??
        readFigure(element, html, base) ?? { __typename: 'ParagraphBlock', html, ...readText(element, base) }
      );
    case 'figure':
      return (
        readRelatedLink(element, html, base) ??
        readFigure(element, html, base) ??
        readOther(element, html, base)
      );
    case 'ol':
    case 'ul':
      return {
        __typename: 'ListBlock',
        html,
        ordered: element.tagName === 'ol',
        items: readListItems(element, base),
      };
    case 'blockquote':
      return readSocialPost(element, html, base) ?? readQuote(element, html, base);
    case 'pre':
      return { ...toCodeBlock(element, html), inlines: toInlines([element], base) };
    case 'table':
      return readTable(element, html, base);
    case 'aside':
      return readCallout(element, html, base);
    case 'details':
      return readDetails(element, html, base);
    case 'hr':
      return { __typename: 'DividerBlock', html };
    case 'section':
      return readFootnotes(element, html, base) ?? readOther(element, html, base);
    default:
      return readOther(element, html, base);
  }
}

function readText(element: Element, base: LinkBase): { text: string; inlines: Inline[] } {
  return withText(toInlines(element.children, base));
}

function readOther(element: Element, html: string, base: LinkBase): TypedBlock {
  return { __typename: 'HtmlBlock', html, ...withText(toInlines([element], base)) };
}

// hast-util-to-text would say the same, and takes longer than all else here.
function withText(inlines: Inline[]): { text: string; inlines: Inline[] } {
  return { text: getInlineText(inlines), inlines };
}

/** Reads a paragraph with the class of a file or of a related article. */
function readLinkBlock(
  paragraph: Element,
  html: string,
  base: LinkBase,
): TypedFile | TypedRelatedLink | null {
  const isFile = hasClassName(paragraph, 'file');
  if (!isFile && !hasClassName(paragraph, 'bookmark')) return null;
  const [first, ...others] = getNonBlankChildren(paragraph);
  const link = isElement(first, 'a') ? toLink(first.properties, base) : null;
  if (!link || !isElement(first, 'a')) return null;
  const text = getInlineText(toInlines(first.children, base));
  if (isFile)
    return { __typename: 'FileBlock', html, link, text, caption: toCaption(toInlines(others, base)) };
  const details = { description: null, publisher: null, thumbnail: null, caption: null };
  return others.length === 0 ? { __typename: 'RelatedLinkBlock', html, link, text, ...details } : null;
}

function readQuote(quote: Element, html: string, base: LinkBase): TypedQuote {
  const { source, content } = splitCitation(quote);
  const citation = source ? trimDash(toInlines(source.children, base)) : [];
  return {
    __typename: 'QuoteBlock',
    html,
    contentHtml: content.children.map(toHtml).join('').trim(),
    ...withParagraphText(readParagraphs(content.children, base)),
    citation: toCaption(citation),
    isPullQuote: hasClassName(quote, 'pull-quote'),
  };
}

function readSocialPost(quote: Element, html: string, base: LinkBase): TypedSocialPost | null {
  if (!hasClassName(quote, 'social-post')) return null;
  const url = String(quote.properties.cite ?? '');
  const provider = findSocialProvider(url);
  if (provider === null) return null;
  const paragraphs = readParagraphs(quote.children, base);
  return { __typename: 'SocialPostBlock', html, url, provider, ...withParagraphText(paragraphs) };
}

/** Reads a box next to the text; its <header> is the heading. */
function readCallout(aside: Element, html: string, base: LinkBase): TypedCallout {
  const [first, ...others] = getNonBlankChildren(aside);
  const header = isElement(first, 'header') ? first : null;
  return {
    __typename: 'CalloutBlock',
    html,
    heading: header ? toCaption(toInlines(header.children, base)) : null,
    tone: toName(aside.properties.dataTone),
    blocks: readBlocks(header ? others : aside.children, base),
  };
}

function readDetails(details: Element, html: string, base: LinkBase): TypedDetails {
  const summary = details.children.find((child) => isElement(child, 'summary')) as Element | undefined;
  return {
    __typename: 'DetailsBlock',
    html,
    summary: summary ? toInlines(summary.children, base) : [],
    isOpen: details.properties.open !== undefined,
    blocks: readBlocks(
      details.children.filter((child) => child !== summary),
      base,
    ),
  };
}

function readBlocks(nodes: ElementContent[], base: LinkBase): TypedBlock[] {
  return toBlockElements(nodes).map((element) => readElement(element, toHtml(element), base));
}

/** Reads the notes at the end of a text; null for other sections. */
function readFootnotes(section: Element, html: string, base: LinkBase): TypedFootnotes | null {
  const list = section.children.find((child) => isElement(child, 'ol')) as Element | undefined;
  if (section.properties.dataFootnotes === undefined || !list) return null;
  const heading = section.children.find((child) => getHeadingLevel(child)) as Element | undefined;
  const notes = list.children.filter((child) => isElement(child, 'li'));
  return {
    __typename: 'FootnotesBlock',
    html,
    heading: heading ? toCaption(toInlines(heading.children, base)) : null,
    footnotes: notes.map((note, i) => ({
      number: i + 1,
      anchor: toName(note.properties.id),
      ...withParagraphText(readParagraphs(note.children, base)),
    })),
  };
}

function readParagraphs(nodes: ElementContent[], base: LinkBase): Inline[][] {
  return toBlockElements(nodes)
    .map((paragraph) => toInlines([paragraph], base))
    .filter((inlines) => inlines.length > 0);
}

function withParagraphText(paragraphs: Inline[][]): { text: string; paragraphs: Inline[][] } {
  return { text: paragraphs.map(getInlineText).join('\n\n'), paragraphs };
}

/** Removes the dash before the name of a source. */
function trimDash([first, ...others]: Inline[]): Inline[] {
  if (!first) return [];
  const text = first.text.replace(/^[\s\u2012-\u2015-]+/, '');
  if (text === '' && !first.image) return trimDash(others);
  return [{ ...first, text }, ...others];
}

function toCaption(inlines: Inline[]): Inline[] | null {
  return inlines.length > 0 ? inlines : null;
}

function toName(value: Properties[string]): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
