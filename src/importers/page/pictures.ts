import type { Element, ElementContent, Properties, Root } from 'hast';
import { isBlank, isElement, substance } from '../../shared/content/element-kinds.js';
import { parseHtml } from '../../shared/content/parse-html.js';
import { embedAddress } from '../embed-address.js';
import { element, findAll, replaceElements, text } from '../hast.js';
import { namesOf } from './class-names.js';
import { lineIn } from './text-content.js';

const WAITING = [
  'dataSrc',
  'dataLazySrc',
  'dataOriginal',
  'dataLazy',
  'dataFullSrc',
  'dataHiResSrc',
  'dataImage',
];
const WAITING_SETS = ['dataSrcset', 'dataSrcSet', 'dataLazySrcset', 'srcSet'];
const PICTURE_NAME = /(?<![\w-])[\w-]+\.(?:gif|png|svg|jpe?g)/gi;
const PLACEHOLDER_NAME = /(?:^|[_-])(?:blank|spacer|placeholder|transparent|lazy|loading|1x1|pixel)/i;
/** What is drawn beside words, and is no picture of an article. */
const ICON = /(^|-)(avatar|emoji|icon|logo|badge|sprite|spinner|tracking)(-|$)/;
const CAPTION = /(^|-)(caption|legend|wp-caption-text|cutline)(-|$)/;
const CREDIT_LINE =
  /^(photo(graph)?s?|image|picture|illustration)?\s*(credits?|by|source|courtesy( of)?)\s*[:.…]/i;
const CREDIT = /(^|-)(credit|credits|source|copyright|attribution|photographer|byline)(-|$)/;

/** Pictures, players and addresses in the one form that every browser knows. `base` is where the page lives. */
export function settlePictures(page: Root, base: string | null): void {
  replaceElements(page, (each) => {
    settleAddress(each, 'href', base);
    if (isElement(each, 'noscript')) return picturesWithin(each);
    if (each.tagName.startsWith('amp-')) return ofAmp(each);
    if (isElement(each, 'img')) return settleImage(each, [], base);
    if (isElement(each, 'picture')) return ofPicture(each, base);
    if (isElement(each, 'iframe')) settlePlayer(each);
    if (isElement(each, 'video', 'audio', 'source')) settleAddress(each, 'src', base);
    return null;
  });
  dropDoubles(page);
}

/** A picture that waits to be scrolled to stands once more beside itself, for browsers without scripts. */
function dropDoubles(page: Root): void {
  let before: unknown = null;
  replaceElements(page, (each) => {
    if (!isElement(each, 'img')) return null;
    const isDouble = each.properties.src === before;
    before = each.properties.src;
    return isDouble ? [] : null;
  });
}

/** A picture and what is said of it, as one figure. Of the boxes around them nothing stays. */
export function settleFigures(page: Root): void {
  frameLoose(page);
  replaceElements(page, (each) => {
    if (isElement(each, 'figcaption')) markCredits(each);
    if (isElement(each, 'figure')) return figureOf(each);
    if (!isElement(each, 'div', 'span', 'p', 'dl', 'section', 'a')) return null;
    const pictures = findAll(each, ({ tagName }) => tagName === 'img');
    if (pictures.length !== 1 || isElement(each, 'a')) return null;
    const captions = findAll(each, isCaption);
    if (captions.length === 0 || lineIn(each) !== captions.map(lineIn).join(' ').replace(/\s+/g, ' '))
      return null;
    return [figureWith(pictures[0]!, captions)];
  });
}

/** Pictures and players between paragraphs are blocks of their own, and not one paragraph. */
function frameLoose(parent: Root | Element): void {
  const isLoose = ({ tagName }: Element) => /^(img|iframe|video|audio)$/.test(tagName);
  const isPlace =
    parent.type === 'root' || isElement(parent, 'div', 'article', 'section', 'main', 'td', 'center');
  const hasText = parent.children.some((child) => child.type === 'text' && !isBlank(child));
  parent.children = parent.children.map((child) => {
    if (child.type !== 'element') return child;
    frameLoose(child);
    return isPlace && !hasText && isLoose(child) ? element('figure', [child]) : child;
  }) as typeof parent.children;
}

function figureOf(figure: Element): ElementContent[] | null {
  const pictures = findAll(figure, ({ tagName }) => tagName === 'img');
  const [caption] = findAll(figure, ({ tagName }) => tagName === 'figcaption');
  const others = findAll(figure, ({ tagName }) =>
    /^(iframe|video|audio|table|pre|blockquote)$/.test(tagName),
  );
  if (pictures.length === 0 || others.length > 0) return null;
  const isPlain = substance(figure).every((child) => child === pictures[0] || child === caption);
  if (pictures.length === 1 && isPlain) return null;
  const captions = caption ? [caption] : findAll(figure, isCaption).slice(0, 2);
  const own = pictures.slice(0, -1).map((picture) => element('figure', [picture]));
  return [...own, figureWith(pictures.at(-1)!, captions)];
}

function figureWith(picture: Element, captions: Element[]): Element {
  const [first, ...more] = captions.filter(
    (each) => !captions.some((other) => other !== each && holds(other, each)),
  );
  if (!first) return element('figure', [picture]);
  const credits = more.map((each) => element('span', [text(lineIn(each))], { className: ['credit'] }));
  const words = element('figcaption', [
    ...withoutPictures(first.children),
    ...credits.flatMap((each) => [text(' '), each]),
  ]);
  if (lineIn(words) === '') return element('figure', [picture]);
  markCredits(words);
  return element('figure', [picture, words]);
}

/** Copies nodes without the pictures in them: a box that is called a caption may hold its picture too. */
function withoutPictures(nodes: ElementContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type !== 'element') return [node];
    return node.tagName === 'img' ? [] : [{ ...node, children: withoutPictures(node.children) }];
  });
}

function holds(outer: Element, inner: Element): boolean {
  return findAll(outer, (each) => each === inner).length > 0;
}

function isCaption(each: Element): boolean {
  if (isElement(each, 'figcaption')) return true;
  return (
    /^(div|p|span|dd|small|cite|em)$/.test(each.tagName) &&
    namesOf(each).some((name) => CAPTION.test(name) || CREDIT.test(name))
  );
}

function markCredits(caption: Element): void {
  // Words of two boxes stand apart on the page.
  caption.children = caption.children.flatMap((child, i) => {
    const before = caption.children[i - 1];
    return child.type === 'element' && before?.type === 'element' ? [text(' '), child] : [child];
  });
  for (const child of findAll(caption, (each) => /^(span|small|cite|p|div)$/.test(each.tagName))) {
    const isCredit = namesOf(child).some((name) => CREDIT.test(name)) || CREDIT_LINE.test(lineIn(child));
    if (isCredit) child.properties = { className: ['credit'] };
  }
}

function settleImage(img: Element, sets: unknown[], base: string | null): ElementContent[] | null {
  const { properties } = img;
  const own = [properties.src, ...WAITING.map((name) => properties[name])].map(String);
  const largest = [...sets, ...WAITING_SETS.map((name) => properties[name])].map(largestOf).find(Boolean);
  const src = own.find(
    (each) => each !== 'undefined' && each !== 'null' && each !== '' && !isPlaceholder(each),
  );
  const address = wholeAddress(src ?? largest ?? '', base);
  const sides = ['width', 'height'].map((side) => Number(properties[side] ?? Number.NaN));
  // Trackers, and the faces of authors.
  const isTiny = sides.some((side) => side <= 2) || sides.every((side) => side <= 100);
  if (
    address === null ||
    isTiny ||
    namesOf(img).some((name) => ICON.test(name)) ||
    /gravatar\.com|\/emoji\//.test(address)
  ) {
    const isSign = namesOf(img).some((name) => /emoji|smiley/.test(name));
    return isSign ? [text(String(properties.alt ?? ''))] : [];
  }
  const { alt, width, height } = properties;
  img.properties = { src: address, alt: alt ?? '', width, height } as Properties;
  return null;
}

function ofPicture(picture: Element, base: string | null): ElementContent[] {
  const [img] = findAll(picture, ({ tagName }) => tagName === 'img');
  const sets = findAll(picture, ({ tagName }) => tagName === 'source').flatMap(({ properties }) => [
    properties.srcSet,
    properties.dataSrcset,
  ]);
  const found = img ?? element('img', []);
  return settleImage(found, sets, base) ?? [found];
}

/** The last of `a.jpg 320w, b.jpg 640w` by width. */
function largestOf(set: unknown): string {
  const entries = String(set ?? '')
    .split(/,\s+|,(?=https?:)/)
    .map((entry) => entry.trim().split(/\s+/) as [string, string?])
    .filter(([address]) => address !== '' && address !== 'undefined' && !isPlaceholder(address));
  const size = ([, width]: [string, string?]) => Number.parseFloat(width ?? '1');
  return entries.sort((a, b) => size(b) - size(a))[0]?.[0] ?? '';
}

/** Pages for browsers without scripts say there which picture is to come. Beside one that is there, it is the same. */
function picturesWithin(noscript: Element): ElementContent[] {
  const source = noscript.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  return findAll(parseHtml(source), ({ tagName }) => tagName === 'img').slice(0, 1);
}

function ofAmp({ tagName, properties, children }: Element): ElementContent[] | null {
  switch (tagName) {
    case 'amp-img':
    case 'amp-anim':
      return [element('img', [], properties)];
    case 'amp-video':
      return [element('video', children, { ...properties, controls: true })];
    case 'amp-audio':
      return [element('audio', children, { ...properties, controls: true })];
    case 'amp-youtube':
      return [
        element('iframe', [], {
          src: `https://www.youtube.com/embed/${properties.dataVideoid ?? properties.dataVideoId}`,
        }),
      ];
    case 'amp-vimeo':
      return [
        element('iframe', [], {
          src: `https://player.vimeo.com/video/${properties.dataVideoid ?? properties.dataVideoId}`,
        }),
      ];
    case 'amp-iframe':
      return [element('iframe', [], properties)];
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

function settlePlayer(frame: Element): void {
  const address = String(
    frame.properties.src ?? frame.properties.dataSrc ?? frame.properties.dataLazySrc ?? '',
  );
  frame.properties.src = embedAddress(address) ?? address;
}

function settleAddress(each: Element, name: string, base: string | null): void {
  const address = each.properties[name];
  if (typeof address !== 'string' || address.startsWith('#')) return;
  const whole = wholeAddress(address, base);
  if (whole !== null) each.properties[name] = whole;
}

function isPlaceholder(address: string): boolean {
  if (/^data:/i.test(address)) return true;
  return (address.match(PICTURE_NAME) ?? []).some((name) => PLACEHOLDER_NAME.test(name));
}

function wholeAddress(address: string, base: string | null): string | null {
  if (address === '' || /^(data|javascript|about|blob):/i.test(address)) return null;
  // Next.js has pictures made smaller on their way.
  const [, parameters] = /\/_next\/image\/?\?(.*)/s.exec(address) ?? [];
  const own = new URLSearchParams(parameters).get('url') || address;
  if (base === null) return own;
  return URL.canParse(own, base) ? new URL(own, base).href : null;
}
