import type { Element, ElementContent, Root } from 'hast';
import { isElement, substance } from '../../shared/content/element-kinds.js';
import { parseHtml } from '../../shared/content/parse-html.js';
import { toHtml } from '../../shared/content/to-html.js';
import { classesOf, element, findAll, hasClass, lineOf, replaceElements, text } from '../hast.js';
import type { Losses } from '../losses.js';

type Card = (card: Element, losses: Losses) => ElementContent[];

/** What Ghost's cards are told by, and what each is here. */
const CARDS: Record<string, Card> = {
  'kg-gallery-card': (card) => [
    ...findAll(card, (each) => each.tagName === 'img').map((img) => element('figure', [img])),
    ...captionOf(card).map(({ children }) => element('p', children)),
  ],
  'kg-bookmark-card': (card, losses) => {
    losses.note('a bookmark is a link now');
    return [
      ...link(card, 'kg-bookmark-title'),
      ...captionOf(card).map(({ children }) => element('p', children)),
    ];
  },
  'kg-file-card': (card) => link(card, 'kg-file-card-title'),
  'kg-button-card': (card) => findAll(card, isLink).map((each) => element('p', [each])),
  'kg-callout-card': (card) => {
    const emoji = partText(card, 'kg-callout-emoji');
    const words = part(card, 'kg-callout-text')?.children ?? card.children;
    return [element('aside', [element('p', [...(emoji ? [text(`${emoji} `)] : []), ...words])])];
  },
  'kg-toggle-card': (card) => {
    const summary = element('summary', [text(partText(card, 'kg-toggle-heading-text'))]);
    return [element('details', [summary, ...(part(card, 'kg-toggle-content')?.children ?? [])])];
  },
  'kg-audio-card': (card) => played(card, 'audio', partText(card, 'kg-audio-title')),
  'kg-video-card': (card) => played(card, 'video', captionOf(card).map(lineOf).join(' ')),
  'kg-embed-card': (card) => {
    const [quote] = findAll(card, ({ tagName }) => tagName === 'blockquote');
    return quote ? [quote] : [element('div', card.children)];
  },
  'kg-code-card': (card) => [
    ...findAll(card, ({ tagName }) => tagName === 'pre'),
    ...captionOf(card).map(({ children }) => element('p', children)),
  ],
  'kg-product-card': (card, losses) => {
    losses.note('a product card is its picture, words and link now');
    const pictures = findAll(card, ({ tagName }) => tagName === 'img').slice(0, 1);
    return [
      ...pictures.map((img) => element('figure', [img])),
      element('h4', [text(partText(card, 'kg-product-card-title'))]),
      ...(part(card, 'kg-product-card-description')?.children ?? []),
      ...findAll(card, isLink)
        .slice(-1)
        .map((each) => element('p', [each])),
    ];
  },
  'kg-signup-card': (_card, losses) => {
    losses.note('a sign-up box is left out');
    return [];
  },
};

/** HTML as Ghost renders it, in the forms that a body's blocks are told by. Throws ContentRefusedError. */
export function tidyCards(html: string, losses: Losses): string {
  const tree = parseHtml(html);
  tidyCardsIn(tree, losses);
  return toHtml(tree);
}

/** The same in a tree. */
export function tidyCardsIn(tree: Root, losses: Losses): void {
  replaceElements(tree, (each) => {
    if (isLink(each) && /#\/portal/.test(String(each.properties.href))) {
      losses.note("a link to the site's sign-up window is its words now");
      return each.children;
    }
    const name = classesOf(each).find((own) => Object.hasOwn(CARDS, own));
    if (name === undefined) return null;
    return CARDS[name]!(each, losses).map((part) => withoutClasses(part));
  });
}

function isLink({ tagName, properties }: Element): boolean {
  return tagName === 'a' && typeof properties.href === 'string';
}

function part(card: Element, className: string): Element | undefined {
  return findAll(card, (each) => hasClass(each, [className]))[0];
}

function partText(card: Element, className: string): string {
  const found = part(card, className);
  return found ? lineOf(found) : '';
}

function captionOf(card: Element): Element[] {
  return findAll(card, (each) => isElement(each, 'figcaption')).slice(0, 1);
}

/** The first link of a card, under the words that the card has for it. */
function link(card: Element, title: string): ElementContent[] {
  const [found] = findAll({ ...card, children: [card] }, isLink);
  if (!found) return substance(card);
  const href = String(found.properties.href);
  return [element('p', [element('a', [text(partText(card, title) || href)], { href })])];
}

function played(card: Element, tagName: string, caption: string): ElementContent[] {
  const [media] = findAll(card, (each) => each.tagName === tagName);
  if (!media) return [];
  const { src, poster, width, height } = media.properties;
  const sound = tagName === 'audio' ? { src } : { src, poster, width, height };
  const player = element(tagName, media.children, { ...sound, controls: true });
  return [element('figure', [player, ...(caption ? [element('figcaption', [text(caption)])] : [])])];
}

/** A card's own class would have it taken for a card again. */
function withoutClasses(node: ElementContent): ElementContent {
  if (node.type !== 'element' || !classesOf(node).some((name) => Object.hasOwn(CARDS, name))) return node;
  return { ...node, properties: { ...node.properties, className: [] } };
}
