import type { Element, ElementContent, Properties } from 'hast';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toPlainText } from '../plain-text.js';
import type { BlockImage } from './block-image.js';
import type { StoredImage } from './stored-block.js';

/**
 * Converts an image that stands alone in a paragraph or figure, linked or not; returns null for other
 * elements.
 */
export function toImageBlock(element: Element, html: string): StoredImage | null {
  const [first, ...others] = getNonBlankChildren(element);
  const image = first && findImage(first);
  if (!image || typeof image.properties.src !== 'string') return null;
  const [caption, ...more] = others;
  if (more.length > 0 || (caption && !isElement(caption, 'figcaption'))) return null;
  return {
    __typename: 'ImageBlock',
    html,
    image: { ...getImageAttributes(image.properties, image.properties.src), ...parseCaption(caption) },
  };
}

function findImage(node: ElementContent): Element | null {
  if (isElement(node, 'img')) return node;
  if (isElement(node, 'picture')) return node.children.find((child) => isElement(child, 'img')) ?? null;
  if (!isElement(node, 'a')) return null;
  const [only, ...others] = getNonBlankChildren(node);
  return only && others.length === 0 ? findImage(only) : null;
}

/** Returns the image that the attributes of an <img> describe. */
export function getImageAttributes(
  properties: Properties,
  url: string,
): Omit<BlockImage, 'caption' | 'credit'> {
  const alt = typeof properties.alt === 'string' ? properties.alt : '';
  return { url, alt, width: parsePixels(properties.width), height: parsePixels(properties.height) };
}

/** Parses a width or height in pixels; null for percentages and other sizes. */
export function parsePixels(size: Properties[string]): number | null {
  const text = String(size ?? '');
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

function parseCaption(caption: Element | undefined): Pick<BlockImage, 'caption' | 'credit'> {
  if (!caption) return { caption: null, credit: null };
  const { credit, rest } = splitCredit(caption);
  return { caption: toPlainText(rest) || null, credit: (credit && toPlainText(credit)) || null };
}

/** Separates the credit of an image from its caption. */
export function splitCredit(caption: Element): { credit: Element | null; rest: Element } {
  const credit = caption.children.find(isCredit) ?? null;
  return { credit, rest: { ...caption, children: caption.children.filter((child) => child !== credit) } };
}

function isCredit(node: ElementContent): node is Element {
  return node.type === 'element' && (node.tagName === 'cite' || node.properties.className !== undefined);
}
