import type { Element, ElementContent } from 'hast';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { hasClassName } from '../html/vocabulary.js';
import type { BlockImage } from './block-image.js';
import { parsePixels } from './image-block.js';
import { getInlineText } from './inline.js';
import { type LinkBase, toLink } from './link.js';
import { toInlines } from './to-inlines.js';
import type { TypedRelatedLink } from './typed-block.js';

/** Elements of a recommended page that may stand next to its link, in any order. */
const DETAILS = ['small', 'cite', 'img', 'figcaption'] as const;

/** Reads a figure of a recommended page with its description, publisher, picture and caption; null for others. */
export function readRelatedLink(figure: Element, html: string, base: LinkBase): TypedRelatedLink | null {
  if (!hasClassName(figure, 'bookmark')) return null;
  const [first, ...details] = getNonBlankChildren(figure);
  const link = isElement(first, 'a') ? toLink(first.properties, base) : null;
  if (!link || !isElement(first, 'a') || details.some((child) => !isElement(child, ...DETAILS))) return null;
  const find = (name: (typeof DETAILS)[number]) =>
    details.find((child): child is Element => isElement(child, name)) ?? null;
  const caption = toInlines(find('figcaption')?.children ?? [], base);
  return {
    __typename: 'RelatedLinkBlock',
    html,
    link,
    text: getInlineText(toInlines(first.children, base)),
    description: getText(find('small'), base),
    publisher: getText(find('cite'), base),
    thumbnail: toImage(find('img')),
    caption: caption.length > 0 ? caption : null,
  };
}

function getText(element: Element | null, base: LinkBase): string | null {
  const children: ElementContent[] = element?.children ?? [];
  return getInlineText(toInlines(children, base)) || null;
}

function toImage(image: Element | null): BlockImage | null {
  if (image === null) return null;
  const { src, alt, width, height } = image.properties;
  const size = { width: parsePixels(width), height: parsePixels(height) };
  return { url: String(src), alt: String(alt ?? ''), caption: null, credit: null, ...size };
}
