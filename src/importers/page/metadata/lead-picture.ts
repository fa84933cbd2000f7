import type { Element, Root } from 'hast';
import { isElement } from '../../../content/html/element-kinds.js';
import { findElements } from '../../html/hast.js';
import type { ImportedImage } from '../../run/imported-article.js';
import { getLineText } from '../layout/text-content.js';
import { isThing } from './json-ld.js';
import type { PageDocument } from './page-document.js';

/**
 * Returns the picture that the page declares as the article's, with its caption on the page. Otherwise
 * returns the first figure below the title.
 */
export function findLeadImage(
  { tree, head, data }: PageDocument,
  heading: Element | null,
  base: string | null,
): ImportedImage | null {
  const [declared] = data
    .getValues(data.article, 'image')
    .flatMap((value) => (Array.isArray(value) ? value : [value]));
  const thing = isThing(declared) ? declared : {};
  const candidates = [
    typeof declared === 'string' ? declared : (thing.url ?? thing.contentUrl),
    head.getFirst('og:image:secure_url', 'og:image', 'twitter:image', 'twitter:image:src'),
  ];
  const url = candidates.find(
    (each): each is string => typeof each === 'string' && resolveUrl(each, base) !== null,
  );
  const shownFigure = listFigures(tree).find(
    ({ img }) => url !== undefined && isSameImage(String(img.properties.src), url),
  );
  const lead = shownFigure ?? (url === undefined ? findFigureBelowHeading(tree, heading) : undefined);
  const imageUrl = resolveUrl(url ?? String(lead?.img.properties.src ?? ''), base);
  if (imageUrl === null) return null;
  const { caption, credit } = getCaption(lead?.figure);
  const parsePixels = (value: unknown) => {
    const number = Number(isThing(value) ? value.value : value);
    return Number.isInteger(number) && number > 0 && number < 100_000 ? number : null;
  };
  return {
    url: imageUrl,
    alt: String(lead?.img.properties.alt ?? head.getFirst('og:image:alt', 'twitter:image:alt') ?? '').trim(),
    caption: caption ?? (typeof thing.caption === 'string' ? thing.caption.trim() || null : null),
    credit,
    width: parsePixels(thing.width) ?? parsePixels(head.getFirst('og:image:width')),
    height: parsePixels(thing.height) ?? parsePixels(head.getFirst('og:image:height')),
    focalX: null,
    focalY: null,
  };
}

/**
 * Removes the lead picture from the start of the text, where it would appear twice. Returns true if content
 * was reached.
 */
export function removeLeadImage(text: Root | Element, image: ImportedImage | null): boolean {
  for (const child of text.children) {
    if (child.type === 'text' && child.value.trim() !== '') return true;
    if (child.type !== 'element') continue;
    const pictures = isImage(child) ? [child] : findElements(child, isImage);
    if (pictures.length === 0 && getLineText(child) === '') continue;
    if (!isImage(child) && !isElement(child, 'figure')) return removeLeadImage(child, image);
    const [picture, ...otherPictures] = pictures;
    const isLead =
      image !== null &&
      picture !== undefined &&
      otherPictures.length === 0 &&
      isSameImage(String(picture.properties.src), image.url);
    if (isLead) text.children.splice(text.children.indexOf(child), 1);
    return true;
  }
  return false;
}

function listFigures(tree: Root): { figure: Element | undefined; img: Element }[] {
  const all = findElements(tree, ({ tagName }) => tagName === 'figure');
  return findElements(tree, isImage).map((img) => ({
    img,
    figure: all.filter((figure) => findElements(figure, (each) => each === img).length > 0).at(-1),
  }));
}

/** Returns the first figure between the title and the first long paragraph. */
function findFigureBelowHeading(
  tree: Root,
  heading: Element | null,
): { figure: Element | undefined; img: Element } | undefined {
  const elements = findElements(tree, () => true);
  const from = heading ? elements.indexOf(heading) : -1;
  const isText = (each: Element) => each.tagName === 'p' && getLineText(each).length >= 140;
  const to = elements.findIndex((each, i) => i > from && isText(each));
  return listFigures(tree).find(({ figure, img }) => {
    const position = elements.indexOf(img);
    return figure !== undefined && from >= 0 && position > from && (to < 0 || position < to);
  });
}

function getCaption(figure: Element | undefined): { caption: string | null; credit: string | null } {
  const [caption] = figure ? findElements(figure, ({ tagName }) => tagName === 'figcaption') : [];
  if (!caption) return { caption: null, credit: null };
  const [credit] = findElements(caption, ({ properties }) => String(properties.className ?? '') === 'credit');
  const captionText = getLineText(caption);
  const creditText = credit ? getLineText(credit) : null;
  const words =
    creditText && captionText.endsWith(creditText)
      ? captionText.slice(0, -creditText.length).trim()
      : captionText;
  return { caption: words || null, credit: creditText || null };
}

function isImage({ tagName }: Element): boolean {
  return tagName === 'img';
}

function resolveUrl(text: string, base: string | null): string | null {
  if (text === '' || text === 'undefined') return null;
  if (URL.canParse(text, base ?? undefined)) {
    const url = new URL(text, base ?? undefined);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  }
  return text.startsWith('/') && !text.startsWith('//') ? text : null;
}

/** Returns true if two URLs have the same file name, ignoring host, size suffix and query. */
function isSameImage(a: string, b: string): boolean {
  const getBaseName = (address: string) =>
    safeDecodeUriComponent(address)
      .replace(/[?#].*/s, '')
      .replace(/(-\d+x\d+|-scaled|@\dx|_\d+w?|-\d{3,4}w?)(?=\.\w+$)/, '')
      .replace(/^.*\//, '')
      .toLowerCase();
  return a === b || (getBaseName(a).length > 4 && getBaseName(a) === getBaseName(b));
}

function safeDecodeUriComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
