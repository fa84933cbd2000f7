import type { Element, ElementContent, Properties } from 'hast';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { toPlainText } from '../plain-text.js';
import type { BlockImage, ImageData } from './block.js';

/** An image that stands alone in a paragraph or a figure, linked or not; null for anything else. */
export function toImageBlock(element: Element, html: string): ImageData | null {
  const [first, ...others] = getNonBlankChildren(element);
  const image = first && findImage(first);
  if (!image || typeof image.properties.src !== 'string') return null;
  const [caption, ...more] = others;
  if (more.length > 0 || (caption && !isElement(caption, 'figcaption'))) return null;
  return {
    __typename: 'ImageBlock',
    html,
    image: { ...getImageAttributes(image, image.properties.src), ...parseCaption(caption) },
  };
}

function findImage(node: ElementContent): Element | null {
  if (isElement(node, 'img')) return node;
  if (isElement(node, 'picture')) return node.children.find((child) => isElement(child, 'img')) ?? null;
  if (!isElement(node, 'a')) return null;
  const [only, ...others] = getNonBlankChildren(node);
  return only && others.length === 0 ? findImage(only) : null;
}

function getImageAttributes({ properties }: Element, url: string): Omit<BlockImage, 'caption' | 'credit'> {
  const alt = typeof properties.alt === 'string' ? properties.alt : '';
  return { url, alt, width: parsePixels(properties.width), height: parsePixels(properties.height) };
}

function parsePixels(size: Properties[string]): number | null {
  const text = String(size ?? '');
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

function parseCaption(caption: Element | undefined): Pick<BlockImage, 'caption' | 'credit'> {
  if (!caption) return { caption: null, credit: null };
  const credit = caption.children.find(isCredit);
  const rest = { ...caption, children: caption.children.filter((child) => child !== credit) };
  return { caption: toPlainText(rest) || null, credit: (credit && toPlainText(credit)) || null };
}

function isCredit(node: ElementContent): boolean {
  return node.type === 'element' && (node.tagName === 'cite' || node.properties.className !== undefined);
}
