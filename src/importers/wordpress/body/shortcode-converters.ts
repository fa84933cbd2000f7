import { getOwn } from '../../../shared/get-own.js';
import { escapeHtml } from '../../../shared/text/html.js';
import { getEmbedUrl } from '../../html/embed-url.js';
import {
  renderEmbed,
  renderEmbedOrWarn,
  renderFigure,
  renderGallery,
  renderPlayer,
} from '../../html/markup.js';
import { AUDIO_URL, IMAGE_URL, VIDEO_URL } from '../../html/media-files.js';
import type { Attachment } from '../attachments.js';
import { sortFiles } from '../gallery-order.js';
import type { ConversionContext } from './conversion.js';
import { isRestricting } from './restricted.js';
import type { Shortcode } from './shortcodes.js';

type ShortcodeConverter = (shortcode: Shortcode, context: ConversionContext) => string;

const SHORTCODE_CONVERTERS: Record<string, ShortcodeConverter> = {
  caption: convertCaption,
  wp_caption: convertCaption,
  gallery: (shortcode, context) => renderGallery(findFiles(shortcode, context, IMAGE_URL)),
  embed: ({ inner, attributes, positional }, { warnings }) =>
    renderEmbedOrWarn((inner ?? attributes.src ?? positional[0] ?? '').trim(), warnings),
  audio: (shortcode, context) =>
    convertPlayer(shortcode, context, AUDIO_URL, ['mp3', 'm4a', 'ogg', 'wav', 'flac', 'wma']),
  video: (shortcode, context) =>
    convertPlayer(shortcode, context, VIDEO_URL, ['mp4', 'm4v', 'webm', 'ogv', 'flv', 'wmv', 'mov']),
  playlist: (shortcode, context) =>
    findFiles(shortcode, context, shortcode.attributes.type === 'video' ? VIDEO_URL : AUDIO_URL)
      .map(({ url, caption }) => renderPlayer([url], { caption }))
      .join(''),
  // Page builders: WPBakery and Divi.
  vc_single_image: convertBuilderPictures,
  vc_gallery: convertBuilderPictures,
  vc_raw_html: ({ inner }) => decodeRawHtml(inner ?? ''),
  vc_raw_js: () => '',
  et_pb_image: ({ attributes: { src = '', alt = '' } }) =>
    src === '' ? '' : renderFigure(`<img src="${escapeHtml(src)}" alt="${escapeHtml(alt)}">`),
};

/** Converts a shortcode to HTML. */
export function convertShortcode(shortcode: Shortcode, context: ConversionContext): string {
  const convert = getOwn(SHORTCODE_CONVERTERS, shortcode.name) ?? convertUnknown;
  return convert(shortcode, context);
}

/** Converts a caption shortcode: `<img> The caption`, or the older form with the caption in an attribute. */
function convertCaption({ inner, attributes }: Shortcode): string {
  const [, picture, words] =
    /^\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*<\/a>)?)([\s\S]*)$/i.exec(inner ?? '') ?? [];
  if (picture === undefined) return inner ?? '';
  return renderFigure(picture, attributes.caption ?? words);
}

/** Returns the files with the given IDs, or those uploaded to the post if none are given. */
function findFiles(
  { name, attributes }: Shortcode,
  { site, item, warnings }: ConversionContext,
  kind: RegExp,
): Attachment[] {
  const { ids = attributes.include, exclude = '', id = item.id } = attributes;
  const parseIds = (list: string) => list.split(/[\s,]+/).filter(Boolean);
  if (!ids) {
    const files = site.attachments
      .markUploadsUsed(id, kind)
      .filter((file) => !parseIds(exclude).includes(file.id));
    if (files.length === 0) warnings.add(`[${name}] was removed: no matching file was uploaded to this item`);
    return sortFiles(files, attributes);
  }
  const listed = parseIds(ids).flatMap((number) => {
    const file = site.attachments.markUsed(number);
    if (!file)
      warnings.add(`attachment ${number} of a [${name}] is not in ${site.referenceSource} and was removed`);
    return file ?? [];
  });
  return sortFiles(listed, attributes);
}

/** Converts the pictures of WPBakery, which names them by their IDs. */
function convertBuilderPictures(shortcode: Shortcode, context: ConversionContext): string {
  const { image, images } = shortcode.attributes;
  const ids = image ?? images ?? '';
  if (ids === '') return convertUnknown({ ...shortcode, inner: null }, context);
  return renderGallery(findFiles({ ...shortcode, attributes: { ids } }, context, IMAGE_URL));
}

/** Decodes the HTML that WPBakery stores percent-encoded in Base64. Returns '' if it is damaged. */
function decodeRawHtml(inner: string): string {
  try {
    return decodeURIComponent(Buffer.from(inner.replace(/<[^<>]*>/g, ''), 'base64').toString());
  } catch {
    return '';
  }
}

function convertPlayer(
  shortcode: Shortcode,
  context: ConversionContext,
  kind: RegExp,
  formats: string[],
): string {
  const { attributes, inner } = shortcode;
  const urls = ['src', ...formats].flatMap((name) => attributes[name] ?? []);
  const [upload] = urls.length > 0 ? [] : context.site.attachments.markUploadsUsed(context.item.id, kind);
  const sourceUrls = urls.length > 0 ? urls : upload ? [upload.url] : [];
  if (sourceUrls.length === 0) {
    context.warnings.add(`[${shortcode.name}] was removed: it refers to no file`);
    return '';
  }
  const [sourceUrl = '', ...otherUrls] = sourceUrls;
  if (otherUrls.length === 0 && getEmbedUrl(sourceUrl)) return renderEmbed(sourceUrl);
  return renderPlayer(sourceUrls, { poster: attributes.poster, inner: inner ?? '' });
}

/**
 * Converts a shortcode of an unknown plugin or theme: its enclosed content stays. A single word in brackets
 * also stays, because it may be ordinary text.
 */
function convertUnknown(
  { name, attributes, positional, inner, isSelfClosing: isClosed, source }: Shortcode,
  { warnings }: ConversionContext,
) {
  if (inner !== null && isRestricting(name)) {
    warnings.add(`the content of [${name}] is for some readers only in WordPress: left out`);
    return '';
  }
  const embedUrl = [inner?.trim() ?? '', ...Object.values(attributes), ...positional].find(getEmbedUrl);
  if (embedUrl !== undefined) return renderEmbed(embedUrl);
  if (inner !== null) {
    warnings.add(`the shortcode [${name}] is not supported: only its content was imported`);
    return inner;
  }
  if (Object.keys(attributes).length > 0 || isClosed || /[-_]/.test(name)) {
    warnings.add(`the shortcode [${name}] is not supported and has no content: removed`);
    return '';
  }
  warnings.add(
    `${escapeHtml(source).slice(0, 60)} stays as text, because it may be a shortcode or text in brackets`,
  );
  return source;
}
