import type { Element, ElementContent, Root } from 'hast';
import { getNonBlankChildren, isElement } from '../../../content/html/element-kinds.js';
import { parseHtml } from '../../../content/html/parse-html.js';
import { toHtml } from '../../../content/html/to-html.js';
import { createFile, createGallery, createRelatedLink } from '../../html/body-elements.js';
import {
  createElement,
  findElements,
  getClassNames,
  hasClass,
  replaceElements,
  toPlainLine,
} from '../../html/hast.js';
import { renderEmbed } from '../../html/markup.js';
import { resolveOwnLinks } from '../../links/own-links.js';
import { absoluteAddress } from '../site.js';
import { convertFootnotes } from './footnotes.js';
import { convertRendered } from './rendered.js';

/** Class names of elements that plugins add around the text, such as share buttons. */
const BOILERPLATE_CLASSES = [
  'sharedaddy',
  'jp-relatedposts',
  'wp-block-file__button',
  'addtoany_share_save_container',
];
/** Class names of boxes that are only for layout. */
const WRAPPER_CLASSES = [
  'wp-block-embed__wrapper',
  'gallery-icon',
  'wp-block-jetpack-tiled-gallery',
  'tiled-gallery__row',
];
const GALLERY_CLASSES = [
  'gallery',
  'wp-block-gallery',
  'blocks-gallery-grid',
  'wp-block-jetpack-tiled-gallery',
];
/** Elements of a cover block that may have its picture in a style attribute. */
const COVER_CLASSES = ['wp-block-cover', 'wp-block-cover-image', 'wp-block-cover__image-background'];
const BACKGROUND_PICTURE = /background-image:\s?url\(["']?([^"'()\s]+)/;

/** Returns the cleaned HTML and every URL in it. `siteUrl` has no slash at its end. */
export function settleMarkup(html: string, siteUrl: string): { html: string; addresses: string[] } {
  const tree = parseHtml(html);
  const addresses = new Set<string>();
  replaceElements(tree, (element) => {
    if (hasClass(element, BOILERPLATE_CLASSES)) return [];
    normalizeUrls(element, siteUrl, addresses);
    alignCell(element);
    return convertRendered(element) ?? getReplacement(element);
  });
  resolveOwnLinks(tree, { url: siteUrl, findByQuery: listQueriedIds });
  return { html: toHtml(tree), addresses: [...addresses] };
}

/** Returns the source IDs that the query of a short link may mean: `?p=12` or `?page_id=12`. */
function listQueriedIds(query: URLSearchParams): string[] {
  const id = query.get('p') ?? query.get('page_id') ?? '';
  return /^\d+$/.test(id) ? [`post/${id}`, `page/${id}`] : [];
}

/** Returns the replacement of an element, or null if it stays. */
function getReplacement(element: Element): ElementContent[] | null {
  if (hasClass(element, WRAPPER_CLASSES)) return element.children;
  if (hasClass(element, GALLERY_CLASSES) || isNestedFigure(element)) return extractPictures(element);
  if (hasClass(element, ['wp-block-file'])) return convertFile(element);
  if (hasClass(element, COVER_CLASSES)) return showBackground(element);
  if (hasClass(element, ['wp-embedded-content'])) return convertEmbeddedPost(element);
  if (hasClass(element, ['wp-caption'])) {
    if (isElement(element, 'div')) return [toCaptionedFigure(element)];
    if (isElement(element, 'dl')) return [unwrapBoxes(element)];
  }
  if (isElement(element, 'figure')) return unwrapFigure(element);
  if (isElement(element, 'p')) return convertLoneUrl(element);
  return convertFootnotes(element);
}

function isNestedFigure(element: Element): boolean {
  return (
    isElement(element, 'figure') &&
    getNonBlankChildren(element).filter((child) => isElement(child, 'figure')).length > 0
  );
}

/** Returns a gallery of the pictures in an element, each a figure, with the captions that belong to none of them. */
function extractPictures(gallery: Element): ElementContent[] {
  const figures: Element[] = [];
  const captions: Element[] = [];
  const collect = (node: ElementContent) => {
    if (node.type !== 'element') return;
    if (isElement(node, 'figure') && !hasClass(node, GALLERY_CLASSES) && !isNestedFigure(node))
      figures.push(unwrapBoxes(node));
    else if (isElement(node, 'dl')) figures.push(unwrapBoxes({ ...node, tagName: 'figure' }));
    else if (isElement(node, 'img', 'a', 'picture')) figures.push(createElement('figure', [node]));
    else if (isElement(node, 'figcaption', 'p')) captions.push(node);
    else node.children.forEach(collect);
  };
  gallery.children.forEach(collect);
  if (figures.length < 2)
    return [...figures, ...captions.map(({ children }) => createElement('p', children))];
  const caption = captions.flatMap(({ children }, i) => [
    ...(i > 0 ? [createElement('br', [])] : []),
    ...children,
  ]);
  return [createGallery(figures, caption)];
}

/** Converts a file to download without its button, because the name is a link too. */
function convertFile(box: Element): ElementContent[] | null {
  const link = findElements(box, (each) => {
    return isElement(each, 'a') && !hasClass(each, BOILERPLATE_CLASSES) && toPlainLine(each) !== '';
  })[0];
  return link ? [createFile(String(link.properties.href), link.children, [])] : null;
}

/** Puts the picture that a cover has in a style attribute before it, as a separate picture. */
function showBackground(cover: Element): ElementContent[] | null {
  const { style, ...properties } = cover.properties;
  const [, src] = BACKGROUND_PICTURE.exec(String(style ?? '')) ?? [];
  if (src === undefined) return null;
  const picture = createElement('img', [], { src, alt: properties.ariaLabel ?? '' });
  return [createElement('figure', [picture]), { ...cover, properties }];
}

/** Converts an embedded post of a WordPress site, which is a quotation with its title and a frame, to a link. */
function convertEmbeddedPost(element: Element): ElementContent[] | null {
  if (isElement(element, 'iframe')) return [];
  const link = findElements(element, (each) => isElement(each, 'a') && each.properties.href !== undefined)[0];
  return link ? [createRelatedLink(String(link.properties.href), toPlainLine(link))] : null;
}

/** Removes the boxes that themes add around a picture and its caption. */
function unwrapBoxes(figure: Element): Element {
  const unwrap = (node: ElementContent): ElementContent[] => {
    if (isElement(node, 'div', 'dt')) return node.children.flatMap(unwrap);
    return [isElement(node, 'dd') ? { ...node, tagName: 'figcaption' } : node];
  };
  return createElement('figure', figure.children.flatMap(unwrap));
}

function toCaptionedFigure(box: Element): Element {
  const children = box.children.map((child) =>
    isElement(child, 'p') && hasClass(child, ['wp-caption-text'])
      ? createElement('figcaption', child.children)
      : child,
  );
  return createElement('figure', children);
}

/** Unwraps a quotation or table. The caption becomes its `footer` or `caption`. */
function unwrapFigure(figure: Element): ElementContent[] | null {
  const [first, caption, ...more] = getNonBlankChildren(figure);
  if (more.length > 0 || (caption && !isElement(caption, 'figcaption'))) return null;
  if (isElement(first, 'blockquote')) {
    const source = caption ? [createElement('footer', caption.children)] : [];
    const isPullQuote = hasClass(figure, ['wp-block-pullquote']);
    const properties = isPullQuote ? { ...first.properties, className: ['pull-quote'] } : first.properties;
    return [{ ...first, properties, children: [...first.children, ...source] }];
  }
  if (!isElement(first, 'table')) return null;
  const words = caption ? [createElement('caption', caption.children)] : [];
  return [{ ...first, children: [...words, ...first.children] }];
}

/** Converts a paragraph that consists of one URL to an embed, as WordPress does for known providers. */
function convertLoneUrl(paragraph: Element): ElementContent[] | null {
  const [only, ...others] = getNonBlankChildren(paragraph);
  if (only?.type !== 'text' || others.length > 0 || !/^\s*https?:\/\/\S+\s*$/.test(only.value)) return null;
  return (parseHtml(renderEmbed(only.value.trim())) as Root).children as ElementContent[];
}

/** Sets the attribute for the alignment of a cell, which WordPress keeps in a class. */
function alignCell(cell: Element): void {
  if (!isElement(cell, 'td', 'th') || cell.properties.align !== undefined) return;
  const align = getClassNames(cell)
    .map((name) => /^has-text-align-(left|center|right)$/.exec(name)?.[1])
    .find(Boolean);
  if (align) cell.properties.align = align;
}

/** Makes URLs absolute, resolves those of lazily loaded pictures, and collects all of them. */
function normalizeUrls({ tagName, properties }: Element, siteUrl: string, addresses: Set<string>): void {
  if (tagName === 'img') {
    const lazySrc = properties.dataSrc ?? properties.dataLazySrc;
    if (typeof lazySrc === 'string' && /^(data:.*)?$/.test(String(properties.src ?? '')))
      properties.src = lazySrc;
  }
  for (const name of ['src', 'poster', 'href']) {
    const url = properties[name];
    if (typeof url !== 'string') continue;
    const absoluteUrl = absoluteAddress(url, siteUrl);
    if (absoluteUrl === null) continue;
    addresses.add(absoluteUrl);
    if (name !== 'href' && !/^[a-z][a-z0-9+.-]*:/i.test(url.trim())) properties[name] = absoluteUrl;
  }
}
