import type { Element, Root } from 'hast';
import { isElement } from '../../shared/content/element-kinds.js';
import { findAll } from '../hast.js';
import type { ImportedImage } from '../imported-article.js';
import type { Page } from './facts.js';
import { isThing } from './json-ld.js';
import { lineIn } from './text-content.js';

/** The picture that a page names as its article's, with what its figure says of it; else the one above the text. */
export function leadPicture(
  { tree, head, data }: Page,
  heading: Element | null,
  base: string | null,
): ImportedImage | null {
  const [told] = data
    .values(data.article, 'image')
    .flatMap((value) => (Array.isArray(value) ? value : [value]));
  const thing = isThing(told) ? told : {};
  const named = [
    typeof told === 'string' ? told : (thing.url ?? thing.contentUrl),
    head.first('og:image:secure_url', 'og:image', 'twitter:image', 'twitter:image:src'),
  ];
  const url = named.find((each): each is string => typeof each === 'string' && wholeUrl(each, base) !== null);
  const shown = figures(tree).find(
    ({ img }) => url !== undefined && isSameFile(String(img.properties.src), url),
  );
  const lead = shown ?? (url === undefined ? figureBelow(tree, heading) : undefined);
  const address = wholeUrl(url ?? String(lead?.img.properties.src ?? ''), base);
  if (address === null) return null;
  const { caption, credit } = wordsOf(lead?.figure);
  const pixels = (value: unknown) => {
    const number = Number(isThing(value) ? value.value : value);
    return Number.isInteger(number) && number > 0 && number < 100_000 ? number : null;
  };
  return {
    url: address,
    alt: String(lead?.img.properties.alt ?? head.first('og:image:alt', 'twitter:image:alt') ?? '').trim(),
    caption: caption ?? (typeof thing.caption === 'string' ? thing.caption.trim() || null : null),
    credit,
    width: pixels(thing.width) ?? pixels(head.first('og:image:width')),
    height: pixels(thing.height) ?? pixels(head.first('og:image:height')),
    ...{ focalX: null, focalY: null },
  };
}

/** Takes the article's own picture out of the start of its text, where it would stand twice. */
export function withoutLead(text: Root | Element, image: ImportedImage | null): boolean {
  for (const child of text.children) {
    if (child.type === 'text' && child.value.trim() !== '') return true;
    if (child.type !== 'element') continue;
    const pictures = isPicture(child) ? [child] : findAll(child, isPicture);
    if (pictures.length === 0 && lineIn(child) === '') continue;
    if (!isPicture(child) && !isElement(child, 'figure')) return withoutLead(child, image);
    const isLead =
      image !== null && pictures.length === 1 && isSameFile(String(pictures[0]!.properties.src), image.url);
    if (isLead) text.children.splice(text.children.indexOf(child), 1);
    return true;
  }
  return false;
}

function figures(tree: Root): { figure: Element | undefined; img: Element }[] {
  const all = findAll(tree, ({ tagName }) => tagName === 'figure');
  return findAll(tree, isPicture).map((img) => ({
    img,
    figure: all.filter((figure) => findAll(figure, (each) => each === img).length > 0).at(-1),
  }));
}

/** The first figure between the title and the first paragraph. */
function figureBelow(
  tree: Root,
  heading: Element | null,
): { figure: Element | undefined; img: Element } | undefined {
  const order = findAll(tree, () => true);
  const from = heading ? order.indexOf(heading) : -1;
  const isText = (each: Element) => each.tagName === 'p' && lineIn(each).length >= 140;
  const to = order.findIndex((each, i) => i > from && isText(each));
  return figures(tree).find(({ figure, img }) => {
    const at = order.indexOf(img);
    return figure !== undefined && from >= 0 && at > from && (to < 0 || at < to);
  });
}

function wordsOf(figure: Element | undefined): { caption: string | null; credit: string | null } {
  const [caption] = figure ? findAll(figure, ({ tagName }) => tagName === 'figcaption') : [];
  if (!caption) return { caption: null, credit: null };
  const [credit] = findAll(caption, ({ properties }) => String(properties.className ?? '') === 'credit');
  const all = lineIn(caption);
  const own = credit ? lineIn(credit) : null;
  const words = own && all.endsWith(own) ? all.slice(0, -own.length).trim() : all;
  return { caption: words || null, credit: own || null };
}

function isPicture({ tagName }: Element): boolean {
  return tagName === 'img';
}

function wholeUrl(address: string, base: string | null): string | null {
  if (address === '' || address === 'undefined') return null;
  if (URL.canParse(address, base ?? undefined)) {
    const url = new URL(address, base ?? undefined);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  }
  return address.startsWith('/') && !address.startsWith('//') ? address : null;
}

/** One picture lies in several sizes and on several servers under one name. */
function isSameFile(a: string, b: string): boolean {
  const name = (address: string) =>
    decodeURIComponentSafe(address)
      .replace(/[?#].*/s, '')
      .replace(/(-\d+x\d+|-scaled|@\dx|_\d+w?|-\d{3,4}w?)(?=\.\w+$)/, '')
      .replace(/^.*\//, '')
      .toLowerCase();
  return a === b || (name(a).length > 4 && name(a) === name(b));
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
