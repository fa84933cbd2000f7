import type { Element, ElementContent, Properties } from 'hast';
import { findEmbedProvider, findEmbedThumbnail, parseWebUrl } from '../embed-providers.js';
import { getNonBlankChildren, isElement } from '../html/element-kinds.js';
import { hasClassName } from '../html/vocabulary.js';
import type { BlockImage } from './block-image.js';
import { parsePixels, splitCredit, toImageBlock } from './image-block.js';
import type { Inline } from './inline.js';
import { type LinkBase, resolveUrl, toLink } from './link.js';
import { toInlines } from './to-inlines.js';
import type {
  CaptionedImage,
  Media,
  TypedEmbed,
  TypedGallery,
  TypedImage,
  TypedMedia,
} from './typed-block.js';

/** Reads a paragraph or figure that has only one picture, frame or player, or a gallery; null for others. */
export function readFigure(
  element: Element,
  html: string,
  base: LinkBase,
): TypedEmbed | TypedGallery | TypedImage | TypedMedia | null {
  if (isElement(element, 'figure') && hasClassName(element, 'gallery'))
    return readGallery(element, html, base);
  const content = splitCaption(element);
  if (!content) return null;
  const { main, caption } = content;
  if (isElement(main, 'iframe')) return readEmbed(main, caption, html, base);
  if (isElement(main, 'audio', 'video')) {
    const media = readMedia(main, base);
    return media && { __typename: 'MediaBlock', html, media, caption: readCaption(caption, base) };
  }
  const image = readImage(element, base);
  return image && { __typename: 'ImageBlock', html, ...image };
}

/** Separates the content of a figure from its caption; null unless it has one content element. */
function splitCaption(element: Element): { main: ElementContent; caption: Element | null } | null {
  const children = getNonBlankChildren(element);
  const captions = children.filter((child) => isElement(child, 'figcaption'));
  const [main, ...others] = children.filter((child) => !isElement(child, 'figcaption'));
  if (!main || others.length > 0 || captions.length > 1) return null;
  return { main, caption: captions[0] ?? null };
}

function readCaption(caption: Element | null, base: LinkBase): Inline[] | null {
  const inlines = caption ? toInlines(caption.children, base) : [];
  return inlines.length > 0 ? inlines : null;
}

function readImage(element: Element, base: LinkBase): CaptionedImage | null {
  const block = toImageBlock(element, '');
  if (!block) return null;
  const [shown, caption] = getNonBlankChildren(element);
  const { credit, rest } = isElement(caption, 'figcaption')
    ? splitCredit(caption)
    : { credit: null, rest: null };
  return {
    image: block.image,
    caption: readCaption(rest, base),
    credit: readCaption(credit, base),
    link: isElement(shown, 'a') ? toLink(shown.properties, base) : null,
  };
}

/** Reads a gallery; null if it holds anything but pictures and one caption, or no picture. */
function readGallery(gallery: Element, html: string, base: LinkBase): TypedGallery | null {
  const children = getNonBlankChildren(gallery);
  const last = children.at(-1);
  const caption = isElement(last, 'figcaption') ? last : null;
  const items = children
    .filter((child) => child !== caption)
    .map((child) => readImage(toFigure(child), base));
  if (items.length === 0 || items.some((item) => item === null)) return null;
  return {
    __typename: 'GalleryBlock',
    html,
    items: items.filter((item) => item !== null),
    caption: readCaption(caption, base),
  };
}

function toFigure(child: ElementContent): Element {
  if (isElement(child, 'figure', 'p')) return child;
  return { type: 'element', tagName: 'figure', properties: {}, children: [child] };
}

function readEmbed(frame: Element, caption: Element | null, html: string, base: LinkBase): TypedEmbed {
  const { src, title, width, height } = frame.properties;
  const address = String(src);
  const url = parseWebUrl(address);
  const [across, down] = [parsePixels(width), parsePixels(height)];
  return {
    __typename: 'EmbedBlock',
    html,
    url: address,
    provider: url && findEmbedProvider(url),
    title: typeof title === 'string' && title !== '' ? title : null,
    aspectRatio: across && down ? across / down : null,
    thumbnail: url && findEmbedThumbnail(url),
    caption: readCaption(caption, base),
  };
}

function readMedia(player: Element, base: LinkBase): Media | null {
  const { poster, width, height } = player.properties;
  const parts = player.children.filter((child) => child.type === 'element');
  const sources = [player, ...parts.filter((child) => isElement(child, 'source'))].flatMap(
    ({ properties: { src, type } }) => {
      const url = toUrl(src, base);
      return url ? [{ url, mimeType: toText(type) }] : [];
    },
  );
  const [first] = sources;
  if (!first) return null;
  return {
    kind: player.tagName === 'video' ? 'VIDEO' : 'AUDIO',
    url: first.url,
    sources,
    poster: toPoster(poster),
    width: parsePixels(width),
    height: parsePixels(height),
    tracks: parts
      .filter((child) => isElement(child, 'track'))
      .flatMap(({ properties: { src, kind, srcLang, label } }) => {
        const url = toUrl(src, base);
        return url
          ? [{ url, kind: toText(kind) ?? 'subtitles', language: toText(srcLang), label: toText(label) }]
          : [];
      }),
  };
}

function toPoster(poster: Properties[string]): BlockImage | null {
  const url = toText(poster);
  return url === null ? null : { url, alt: '', caption: null, credit: null, width: null, height: null };
}

function toUrl(address: Properties[string], base: LinkBase): string | null {
  return typeof address === 'string' ? (resolveUrl(address, base)?.href ?? null) : null;
}

function toText(value: Properties[string]): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
