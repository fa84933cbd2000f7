import type { Element, ElementContent, Root } from 'hast';
import { getNonBlankChildren, isElement } from '../../../content/html/element-kinds.js';
import { parseHtml } from '../../../content/html/parse-html.js';
import { toHtml } from '../../../content/html/to-html.js';
import { getOwn } from '../../../shared/get-own.js';
import { createFile, createGallery, createRelatedLink } from '../../html/body-elements.js';
import {
  createElement,
  createText,
  findElements,
  getClassNames,
  hasClass,
  replaceElements,
  toPlainLine,
} from '../../html/hast.js';
import { resolveOwnLinks } from '../../links/own-links.js';
import type { ConversionWarnings } from '../../run/conversion-warnings.js';

type CardConverter = (card: Element, warnings: ConversionWarnings) => ElementContent[];

/** Class names of the texts of a file card after the title. */
const FILE_NOTES = ['kg-file-card-caption', 'kg-file-card-filename', 'kg-file-card-filesize'];

/** Converters of Ghost's cards by class name. */
const CARD_CONVERTERS: Record<string, CardConverter> = {
  'kg-gallery-card': (card) => [
    createGallery(
      findElements(card, (each) => each.tagName === 'img').map((img) => createElement('figure', [img])),
      findCaptions(card).flatMap(({ children }) => children),
    ),
  ],
  'kg-bookmark-card': (card) =>
    createLinkBlock(card, 'kg-bookmark-title', (href, title) => {
      const [thumbnail] = findElements(
        findPart(card, 'kg-bookmark-thumbnail') ?? createElement('div', []),
        isPicture,
      );
      return createRelatedLink(href, title, {
        description: getPartText(card, 'kg-bookmark-description'),
        // Ghost gives the publisher the class of the author, and the other way round.
        publisher: getPartText(card, 'kg-bookmark-author') || getPartText(card, 'kg-bookmark-publisher'),
        image: String(thumbnail?.properties.src ?? ''),
        caption: findCaptions(card).flatMap(({ children }) => children),
      });
    }),
  'kg-file-card': (card) =>
    createLinkBlock(card, 'kg-file-card-title', (href, title) =>
      createFile(
        href,
        [createText(title || href)],
        FILE_NOTES.map((name) => getPartText(card, name)),
      ),
    ),
  'kg-button-card': (card) => findElements(card, isLink).map((each) => createElement('p', [each])),
  'kg-callout-card': (card) => {
    const emoji = getPartText(card, 'kg-callout-emoji');
    const words = findPart(card, 'kg-callout-text')?.children ?? card.children;
    return [
      createElement('aside', [createElement('p', [...(emoji ? [createText(`${emoji} `)] : []), ...words])], {
        dataTone: findTone(card),
      }),
    ];
  },
  'kg-toggle-card': (card) => {
    const summary = createElement('summary', [createText(getPartText(card, 'kg-toggle-heading-text'))]);
    return [createElement('details', [summary, ...(findPart(card, 'kg-toggle-content')?.children ?? [])])];
  },
  'kg-audio-card': (card) => createPlayer(card, 'audio', getPartText(card, 'kg-audio-title')),
  'kg-video-card': (card) => createPlayer(card, 'video', findCaptions(card).map(toPlainLine).join(' ')),
  'kg-embed-card': (card) => {
    const [quote] = findElements(card, ({ tagName }) => tagName === 'blockquote');
    const captions = findCaptions(card);
    if (quote) return [quote, ...captions.map(({ children }) => createElement('p', children))];
    const [frame] = findElements(card, ({ tagName }) => tagName === 'iframe');
    const isFigure = frame !== undefined && captions.length > 0;
    return [isFigure ? createElement('figure', [frame, ...captions]) : createElement('div', card.children)];
  },
  'kg-code-card': (card) => [
    ...findElements(card, ({ tagName }) => tagName === 'pre'),
    ...findCaptions(card).map(({ children }) => createElement('p', children)),
  ],
  'kg-product-card': (card, warnings) => {
    warnings.add('a product card was converted to its picture, text and link');
    const pictures = findElements(card, ({ tagName }) => tagName === 'img').slice(0, 1);
    return [
      ...pictures.map((img) => createElement('figure', [img])),
      createElement('h4', [createText(getPartText(card, 'kg-product-card-title'))]),
      ...(findPart(card, 'kg-product-card-description')?.children ?? []),
      ...findElements(card, isLink)
        .slice(-1)
        .map((each) => createElement('p', [each])),
    ];
  },
  'kg-cta-card': (_card, warnings) => {
    warnings.add('a call-to-action card was removed');
    return [];
  },
  'kg-signup-card': (_card, warnings) => {
    warnings.add('a sign-up form was removed');
    return [];
  },
};

/** Converts the cards in Ghost's HTML to plain HTML. Throws ContentRefusedError. */
export function normalizeCards(html: string, warnings: ConversionWarnings, siteUrl = ''): string {
  const tree = parseHtml(html);
  normalizeCardTree(tree, warnings);
  removeReferrers(tree, siteUrl);
  completeOrigins(tree);
  resolveOwnLinks(tree, { url: siteUrl });
  return toHtml(tree);
}

/** Writes the origin of another site with a slash, as the API does and exports do not. */
function completeOrigins(tree: Root): void {
  for (const { properties } of findElements(tree, isLink))
    if (/^https?:\/\/[^/?#]+$/i.test(String(properties.href))) properties.href = `${properties.href}/`;
}

/** Removes the parameter `ref` with which Ghost names its site or newsletter in links to other sites. */
function removeReferrers(tree: Root, siteUrl: string): void {
  const host = URL.canParse(siteUrl) ? new URL(siteUrl).hostname.replace(/^www\./, '') : null;
  for (const { properties } of findElements(tree, isLink)) {
    const url = URL.canParse(String(properties.href)) ? new URL(String(properties.href)) : null;
    const referrer = url?.searchParams.get('ref') ?? '';
    if (!url || (referrer !== host && !referrer.endsWith('-newsletter'))) continue;
    url.searchParams.delete('ref');
    properties.href = url.href;
  }
}

/** Converts the cards of a tree in place. */
export function normalizeCardTree(tree: Root, warnings: ConversionWarnings): void {
  replaceElements(tree, (each) => {
    if (isLink(each) && /#\/portal/.test(String(each.properties.href))) {
      warnings.add("a link to the site's sign-up window was converted to plain text");
      return each.children;
    }
    const [convert] = getClassNames(each).flatMap((name) => getOwn(CARD_CONVERTERS, name) ?? []);
    if (convert === undefined) return null;
    return convert(each, warnings).map((part) => stripCardClasses(part));
  });
}

function isPicture({ tagName }: Element): boolean {
  return tagName === 'img';
}

function isLink({ tagName, properties }: Element): boolean {
  return tagName === 'a' && typeof properties.href === 'string';
}

function findPart(card: Element, className: string): Element | undefined {
  return findElements(card, (each) => hasClass(each, [className]))[0];
}

function getPartText(card: Element, className: string): string {
  const found = findPart(card, className);
  return found ? toPlainLine(found) : '';
}

function findCaptions(card: Element): Element[] {
  return findElements(card, (each) => isElement(each, 'figcaption')).slice(0, 1);
}

/** Creates a block with the first link of a card and the card's title. */
function createLinkBlock(
  card: Element,
  titleClass: string,
  create: (href: string, title: string) => Element,
): ElementContent[] {
  const [found] = findElements({ ...card, children: [card] }, isLink);
  if (!found) return getNonBlankChildren(card);
  return [create(String(found.properties.href), getPartText(card, titleClass))];
}

/** Returns the color of a callout, which its class names. */
function findTone(card: Element): string | null {
  const prefix = 'kg-callout-card-';
  return (
    getClassNames(card)
      .find((name) => name.startsWith(prefix))
      ?.slice(prefix.length) ?? null
  );
}

function createPlayer(card: Element, tagName: string, caption: string): ElementContent[] {
  const [media] = findElements(card, (each) => each.tagName === tagName);
  if (!media) return [];
  const { src, width, height } = media.properties;
  const attributes = tagName === 'audio' ? { src } : { src, poster: findPoster(card, media), width, height };
  const player = createElement(tagName, media.children, { ...attributes, controls: true });
  return [
    createElement('figure', [
      player,
      ...(caption ? [createElement('figcaption', [createText(caption)])] : []),
    ]),
  ];
}

/** Returns the still of a video. Ghost's player has a transparent picture in its place. */
function findPoster(card: Element, media: Element): string | undefined {
  const { dataKgCustomThumbnail, dataKgThumbnail } = card.properties;
  const { poster } = media.properties;
  const own = typeof poster === 'string' && !poster.includes('img.spacergif.org') ? poster : null;
  return [dataKgCustomThumbnail, dataKgThumbnail, own].map(String).find((url) => /^(https?:\/)?\//.test(url));
}

/** Removes the class of a card, so that its replacement is not converted again. */
function stripCardClasses(node: ElementContent): ElementContent {
  if (node.type !== 'element' || !getClassNames(node).some((name) => Object.hasOwn(CARD_CONVERTERS, name)))
    return node;
  return { ...node, properties: { ...node.properties, className: [] } };
}
