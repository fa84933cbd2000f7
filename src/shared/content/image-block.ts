import type { Element, ElementContent, Properties } from 'hast';
import type { BlockImage, ImageBlock } from './block.js';
import { isElement, substance } from './element-kinds.js';
import { plainText } from './plain-text.js';

/** An image that stands alone in a paragraph or a figure, linked or not; null for anything else. */
export function imageBlock(element: Element, html: string): ImageBlock | null {
  const [first, ...others] = substance(element);
  const image = first && imageIn(first);
  if (!image || typeof image.properties.src !== 'string') return null;
  const [caption, ...more] = others;
  if (more.length > 0 || (caption && !isElement(caption, 'figcaption'))) return null;
  return {
    __typename: 'ImageBlock',
    html,
    image: { ...facts(image, image.properties.src), ...words(caption) },
  };
}

function imageIn(node: ElementContent): Element | null {
  if (isElement(node, 'img')) return node;
  if (isElement(node, 'picture')) return node.children.find((child) => isElement(child, 'img')) ?? null;
  if (!isElement(node, 'a')) return null;
  const [only, ...others] = substance(node);
  return only && others.length === 0 ? imageIn(only) : null;
}

function facts({ properties }: Element, url: string): Omit<BlockImage, 'caption' | 'credit'> {
  const alt = typeof properties.alt === 'string' ? properties.alt : '';
  return { url, alt, width: pixels(properties.width), height: pixels(properties.height) };
}

function pixels(size: Properties[string]): number | null {
  const text = String(size ?? '');
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

function words(caption: Element | undefined): Pick<BlockImage, 'caption' | 'credit'> {
  if (!caption) return { caption: null, credit: null };
  const credit = caption.children.find(isCredit);
  const rest = { ...caption, children: caption.children.filter((child) => child !== credit) };
  return { caption: plainText(rest) || null, credit: (credit && plainText(credit)) || null };
}

function isCredit(node: ElementContent): boolean {
  return node.type === 'element' && (node.tagName === 'cite' || node.properties.className !== undefined);
}
