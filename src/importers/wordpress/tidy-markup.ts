import type { Element, ElementContent, Root } from 'hast';
import { isElement, substance } from '../../shared/content/element-kinds.js';
import { parseHtml } from '../../shared/content/parse-html.js';
import { toHtml } from '../../shared/content/to-html.js';
import { element, hasClass, replaceElements } from '../hast.js';
import { embed } from '../markup.js';
import { itemReader } from '../reading.js';
import type { Place } from './place.js';
import { absoluteAddress } from './site.js';

/** What plugins put around the text of a post, for readers to click at. */
const FURNITURE = ['sharedaddy', 'jp-relatedposts', 'wp-block-file__button', 'addtoany_share_save_container'];
/** Boxes that only place what is in them. */
const PLACING = [
  'wp-block-embed__wrapper',
  'gallery-icon',
  'wp-block-jetpack-tiled-gallery',
  'tiled-gallery__row',
];
const GALLERIES = ['gallery', 'wp-block-gallery', 'blocks-gallery-grid', 'wp-block-jetpack-tiled-gallery'];

/**
 * HTML as WordPress and its themes write it, in the forms that a body's blocks are told by: one picture a
 * figure, quotations and tables out of theirs, players for addresses that stand alone, whole addresses.
 */
export function tidyMarkup(html: string, { site }: Place): string {
  const settled = settleMarkup(html, site.url);
  for (const address of settled.addresses) site.attachments.useAddress(address);
  return settled.html;
}

/** Does the same in the reading thread. */
export async function readMarkup(html: string, { site }: Place): Promise<string> {
  const settled = await itemReader.read('wordpressMarkup', html, site.url);
  for (const address of settled.addresses) site.attachments.useAddress(address);
  return settled.html;
}

/** The tidied HTML, and every address in it. `siteUrl` has no slash at its end. */
export function settleMarkup(html: string, siteUrl: string): { html: string; addresses: string[] } {
  const tree = parseHtml(html);
  const addresses = new Set<string>();
  replaceElements(tree, (element) => {
    if (hasClass(element, FURNITURE)) return [];
    settleAddresses(element, siteUrl, addresses);
    return instead(element);
  });
  return { html: toHtml(tree), addresses: [...addresses] };
}

/** What takes the place of an element; null when it stays. */
function instead(element: Element): ElementContent[] | null {
  if (hasClass(element, PLACING)) return element.children;
  if (hasClass(element, GALLERIES) || isFigureOfFigures(element)) return picturesOf(element);
  if (hasClass(element, ['wp-caption'])) {
    if (isElement(element, 'div')) return [captionedFigure(element)];
    if (isElement(element, 'dl')) return [withoutBoxes(element)];
  }
  if (isElement(element, 'figure')) return unwrapped(element);
  if (isElement(element, 'p')) return loneAddress(element);
  return null;
}

function isFigureOfFigures(element: Element): boolean {
  return (
    isElement(element, 'figure') &&
    substance(element).filter((child) => isElement(child, 'figure')).length > 0
  );
}

/** Every picture of a gallery as a figure of its own, and what is said of all below them. */
function picturesOf(gallery: Element): ElementContent[] {
  const found: ElementContent[] = [];
  const collect = (node: ElementContent) => {
    if (node.type !== 'element') return;
    if (isElement(node, 'figure') && !hasClass(node, GALLERIES) && !isFigureOfFigures(node))
      found.push(withoutBoxes(node));
    else if (isElement(node, 'dl')) found.push(withoutBoxes({ ...node, tagName: 'figure' }));
    else if (isElement(node, 'img', 'a', 'picture')) found.push(element('figure', [node]));
    else if (isElement(node, 'figcaption', 'p')) found.push(element('p', node.children));
    else node.children.forEach(collect);
  };
  gallery.children.forEach(collect);
  return found;
}

/** A figure without the boxes that a theme lays around picture and caption. */
function withoutBoxes(figure: Element): Element {
  const opened = (node: ElementContent): ElementContent[] => {
    if (isElement(node, 'div', 'dt')) return node.children.flatMap(opened);
    return [isElement(node, 'dd') ? { ...node, tagName: 'figcaption' } : node];
  };
  return element('figure', figure.children.flatMap(opened));
}

function captionedFigure(box: Element): Element {
  const children = box.children.map((child) =>
    isElement(child, 'p') && hasClass(child, ['wp-caption-text'])
      ? element('figcaption', child.children)
      : child,
  );
  return element('figure', children);
}

/** A quotation or a table is a block by itself; what is said of a table is its caption. */
function unwrapped(figure: Element): ElementContent[] | null {
  const [first, caption, ...more] = substance(figure);
  if (more.length > 0 || (caption && !isElement(caption, 'figcaption'))) return null;
  if (isElement(first, 'blockquote')) {
    const source = caption ? [element('footer', caption.children)] : [];
    return [{ ...first, children: [...first.children, ...source] }];
  }
  if (!isElement(first, 'table')) return null;
  const words = caption ? [element('caption', caption.children)] : [];
  return [{ ...first, children: [...words, ...first.children] }];
}

/** An address that is all of a paragraph is what WordPress shows the player of, where it knows one. */
function loneAddress(paragraph: Element): ElementContent[] | null {
  const [only, ...others] = substance(paragraph);
  if (only?.type !== 'text' || others.length > 0 || !/^\s*https?:\/\/\S+\s*$/.test(only.value)) return null;
  return (parseHtml(embed(only.value.trim())) as Root).children as ElementContent[];
}

/** Makes addresses whole, takes those of pictures that wait to be scrolled to, and collects all. */
function settleAddresses({ tagName, properties }: Element, siteUrl: string, addresses: Set<string>): void {
  if (tagName === 'img') {
    const waiting = properties.dataSrc ?? properties.dataLazySrc;
    if (typeof waiting === 'string' && /^(data:.*)?$/.test(String(properties.src ?? '')))
      properties.src = waiting;
  }
  for (const name of ['src', 'poster', 'href']) {
    const address = properties[name];
    if (typeof address !== 'string') continue;
    const whole = absoluteAddress(address, siteUrl);
    if (whole === null) continue;
    addresses.add(whole);
    if (name !== 'href' && !/^[a-z][a-z0-9+.-]*:/i.test(address.trim())) properties[name] = whole;
  }
}
