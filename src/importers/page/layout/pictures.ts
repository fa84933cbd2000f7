import type { Element, ElementContent, Properties, Root } from 'hast';
import { getNonBlankChildren, isBlank, isElement } from '../../../content/html/element-kinds.js';
import { parseHtml } from '../../../content/html/parse-html.js';
import { getEmbedUrl } from '../../html/embed-url.js';
import { createElement, createText, findElements, replaceElements } from '../../html/hast.js';
import { getElementNames } from './class-names.js';
import { getLineText } from './text-content.js';

const LAZY_SRC_ATTRIBUTES = [
  'dataSrc',
  'dataLazySrc',
  'dataOriginal',
  'dataLazy',
  'dataFullSrc',
  'dataHiResSrc',
  'dataImage',
];
const LAZY_SRCSET_ATTRIBUTES = ['dataSrcset', 'dataSrcSet', 'dataLazySrcset', 'srcSet'];
const PICTURE_NAME = /(?<![\w-])[\w-]+\.(?:gif|png|svg|jpe?g)/gi;
const PLACEHOLDER_NAME = /(?:^|[_-])(?:blank|spacer|placeholder|transparent|lazy|loading|1x1|pixel)/i;
/** Class names of icons and avatars, which are not pictures of the article. */
const ICON_NAMES = /(^|-)(avatar|emoji|icon|logo|badge|sprite|spinner|tracking)(-|$)/;
const CAPTION_NAMES = /(^|-)(caption|legend|wp-caption-text|cutline)(-|$)/;
const CREDIT_LINE =
  /^(photo(graph)?s?|image|picture|illustration)?\s*(credits?|by|source|courtesy( of)?)\s*[:.…]/i;
const CREDIT_NAMES = /(^|-)(credit|credits|source|copyright|attribution|photographer|byline)(-|$)/;

/** Normalizes pictures, players and URLs to plain HTML with absolute URLs. `base` is the page's base URL. */
export function normalizePictures(page: Root, base: string | null): void {
  replaceElements(page, (each) => {
    normalizeUrlAttribute(each, 'href', base);
    if (isElement(each, 'noscript')) return parseNoscriptImages(each);
    if (each.tagName.startsWith('amp-')) return convertAmpElement(each);
    if (isElement(each, 'img')) return normalizeImage(each, [], base);
    if (isElement(each, 'picture')) return convertPicture(each, base);
    if (isElement(each, 'iframe')) normalizePlayer(each);
    if (isElement(each, 'video', 'audio', 'source')) normalizeUrlAttribute(each, 'src', base);
    return null;
  });
  removeDuplicates(page);
}

/**
 * Removes the second of two equal pictures in a row: a lazily loaded picture is often repeated in `noscript`.
 */
function removeDuplicates(page: Root): void {
  let before: unknown = null;
  replaceElements(page, (each) => {
    if (!isElement(each, 'img')) return null;
    const isDouble = each.properties.src === before;
    before = each.properties.src;
    return isDouble ? [] : null;
  });
}

/** Wraps each picture with its caption in one `figure` and removes the boxes around them. */
export function normalizeFigures(page: Root): void {
  wrapLooseMedia(page);
  replaceElements(page, (each) => {
    if (isElement(each, 'figcaption')) markCredits(each);
    if (isElement(each, 'figure')) return normalizeFigure(each);
    if (!isElement(each, 'div', 'span', 'p', 'dl', 'section', 'a')) return null;
    const pictures = findElements(each, ({ tagName }) => tagName === 'img');
    if (pictures.length !== 1 || isElement(each, 'a')) return null;
    const captions = findElements(each, isCaption);
    if (
      captions.length === 0 ||
      getLineText(each) !== captions.map(getLineText).join(' ').replace(/\s+/g, ' ')
    )
      return null;
    return pictures.slice(0, 1).map((picture) => createFigure(picture, captions));
  });
}

/**
 * Wraps pictures and players that stand between paragraphs in a `figure`, so that each becomes a separate
 * block.
 */
function wrapLooseMedia(parent: Root | Element): void {
  const isLoose = ({ tagName }: Element) => /^(img|iframe|video|audio)$/.test(tagName);
  const isContainer =
    parent.type === 'root' || isElement(parent, 'div', 'article', 'section', 'main', 'td', 'center');
  const hasText = parent.children.some((child) => child.type === 'text' && !isBlank(child));
  parent.children = parent.children.map((child) => {
    if (child.type !== 'element') return child;
    wrapLooseMedia(child);
    return isContainer && !hasText && isLoose(child) ? createElement('figure', [child]) : child;
  }) as typeof parent.children;
}

function normalizeFigure(figure: Element): ElementContent[] | null {
  const pictures = findElements(figure, ({ tagName }) => tagName === 'img');
  const [caption] = findElements(figure, ({ tagName }) => tagName === 'figcaption');
  const others = findElements(figure, ({ tagName }) =>
    /^(iframe|video|audio|table|pre|blockquote)$/.test(tagName),
  );
  if (pictures.length === 0 || others.length > 0) return null;
  const isPlain = getNonBlankChildren(figure).every((child) => child === pictures[0] || child === caption);
  if (pictures.length === 1 && isPlain) return null;
  const captions = caption ? [caption] : findElements(figure, isCaption).slice(0, 2);
  return pictures.map((picture) =>
    picture === pictures.at(-1) ? createFigure(picture, captions) : createElement('figure', [picture]),
  );
}

function createFigure(picture: Element, captions: Element[]): Element {
  const [first, ...more] = captions.filter(
    (each) => !captions.some((other) => other !== each && containsElement(other, each)),
  );
  if (!first) return createElement('figure', [picture]);
  const credits = more.map((each) =>
    createElement('span', [createText(getLineText(each))], { className: ['credit'] }),
  );
  const words = createElement('figcaption', [
    ...withoutPictures(first.children),
    ...credits.flatMap((each) => [createText(' '), each]),
  ]);
  if (getLineText(words) === '') return createElement('figure', [picture]);
  markCredits(words);
  return createElement('figure', [picture, words]);
}

/**
 * Copies nodes without the pictures in them, because a box with a caption's class name may contain the
 * picture too.
 */
function withoutPictures(nodes: ElementContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type !== 'element') return [node];
    return node.tagName === 'img' ? [] : [{ ...node, children: withoutPictures(node.children) }];
  });
}

function containsElement(outer: Element, inner: Element): boolean {
  return findElements(outer, (each) => each === inner).length > 0;
}

function isCaption(each: Element): boolean {
  if (isElement(each, 'figcaption')) return true;
  return (
    /^(div|p|span|dd|small|cite|em)$/.test(each.tagName) &&
    getElementNames(each).some((name) => CAPTION_NAMES.test(name) || CREDIT_NAMES.test(name))
  );
}

function markCredits(caption: Element): void {
  // Separate adjacent boxes with a space, as the page shows them.
  caption.children = caption.children.flatMap((child, i) => {
    const before = caption.children[i - 1];
    return child.type === 'element' && before?.type === 'element' ? [createText(' '), child] : [child];
  });
  for (const child of findElements(caption, (each) => /^(span|small|cite|p|div)$/.test(each.tagName))) {
    const isCredit =
      getElementNames(child).some((name) => CREDIT_NAMES.test(name)) || CREDIT_LINE.test(getLineText(child));
    if (isCredit) child.properties = { className: ['credit'] };
  }
}

function normalizeImage(img: Element, srcsets: unknown[], base: string | null): ElementContent[] | null {
  const { properties } = img;
  const candidates = [properties.src, ...LAZY_SRC_ATTRIBUTES.map((name) => properties[name])].map(String);
  const largest = [...srcsets, ...LAZY_SRCSET_ATTRIBUTES.map((name) => properties[name])]
    .map(getLargestSource)
    .find(Boolean);
  const src = candidates.find(
    (each) => each !== 'undefined' && each !== 'null' && each !== '' && !isPlaceholder(each),
  );
  const url = resolveUrl(src ?? largest ?? '', base);
  const sides = ['width', 'height'].map((side) => Number(properties[side] ?? Number.NaN));
  // Drop tracking pixels and avatars.
  const isTiny = sides.some((side) => side <= 2) || sides.every((side) => side <= 100);
  if (
    url === null ||
    isTiny ||
    getElementNames(img).some((name) => ICON_NAMES.test(name)) ||
    /gravatar\.com|\/emoji\//.test(url)
  ) {
    const isSign = getElementNames(img).some((name) => /emoji|smiley/.test(name));
    return isSign ? [createText(String(properties.alt ?? ''))] : [];
  }
  const { alt, width, height } = properties;
  img.properties = { src: url, alt: alt ?? '', width, height } as Properties;
  return null;
}

function convertPicture(picture: Element, base: string | null): ElementContent[] {
  const [img] = findElements(picture, ({ tagName }) => tagName === 'img');
  const srcsets = findElements(picture, ({ tagName }) => tagName === 'source').flatMap(({ properties }) => [
    properties.srcSet,
    properties.dataSrcset,
  ]);
  const found = img ?? createElement('img', []);
  return normalizeImage(found, srcsets, base) ?? [found];
}

/** Returns the URL with the greatest width of a `srcset` such as `a.jpg 320w, b.jpg 640w`. */
function getLargestSource(srcset: unknown): string {
  const entries = String(srcset ?? '')
    .split(/,\s+|,(?=https?:)/)
    .map((entry) => entry.trim().split(/\s+/) as [string, string?])
    .filter(([address]) => address !== '' && address !== 'undefined' && !isPlaceholder(address));
  const size = ([, width]: [string, string?]) => Number.parseFloat(width ?? '1');
  return entries.sort((a, b) => size(b) - size(a))[0]?.[0] ?? '';
}

/**
 * Returns the first picture in a `noscript` element, the fallback of a lazily loaded one. `removeDuplicates`
 * removes it if both exist.
 */
function parseNoscriptImages(noscript: Element): ElementContent[] {
  const source = noscript.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  return findElements(parseHtml(source), ({ tagName }) => tagName === 'img').slice(0, 1);
}

function convertAmpElement({ tagName, properties, children }: Element): ElementContent[] | null {
  switch (tagName) {
    case 'amp-img':
    case 'amp-anim':
      return [createElement('img', [], properties)];
    case 'amp-video':
      return [createElement('video', children, { ...properties, controls: true })];
    case 'amp-audio':
      return [createElement('audio', children, { ...properties, controls: true })];
    case 'amp-youtube':
      return [
        createElement('iframe', [], {
          src: `https://www.youtube.com/embed/${properties.dataVideoid ?? properties.dataVideoId}`,
        }),
      ];
    case 'amp-vimeo':
      return [
        createElement('iframe', [], {
          src: `https://player.vimeo.com/video/${properties.dataVideoid ?? properties.dataVideoId}`,
        }),
      ];
    case 'amp-iframe':
      return [createElement('iframe', [], properties)];
    case 'amp-carousel':
    case 'amp-fit-text':
    case 'amp-accordion':
    case 'amp-base-carousel':
    case 'amp-image-lightbox':
      return children;
    default:
      return null;
  }
}

function normalizePlayer(frame: Element): void {
  const url = String(frame.properties.src ?? frame.properties.dataSrc ?? frame.properties.dataLazySrc ?? '');
  frame.properties.src = getEmbedUrl(url) ?? url;
}

function normalizeUrlAttribute(each: Element, name: string, base: string | null): void {
  const value = each.properties[name];
  if (typeof value !== 'string' || value.startsWith('#')) return;
  const resolved = resolveUrl(value, base);
  if (resolved !== null) each.properties[name] = resolved;
}

function isPlaceholder(address: string): boolean {
  if (/^data:/i.test(address)) return true;
  return (address.match(PICTURE_NAME) ?? []).some((name) => PLACEHOLDER_NAME.test(name));
}

function resolveUrl(url: string, base: string | null): string | null {
  if (url === '' || /^(data|javascript|about|blob):/i.test(url)) return null;
  // Next.js serves pictures through an optimizer; use the original URL.
  const [, parameters] = /\/_next\/image\/?\?(.*)/s.exec(url) ?? [];
  const sourceUrl = new URLSearchParams(parameters).get('url') || url;
  if (base === null) return sourceUrl;
  return URL.canParse(sourceUrl, base) ? new URL(sourceUrl, base).href : null;
}
