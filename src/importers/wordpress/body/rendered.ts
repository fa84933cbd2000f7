import type { Element, ElementContent } from 'hast';
import { getNonBlankChildren, isElement } from '../../../content/html/element-kinds.js';
import { parseHtml } from '../../../content/html/parse-html.js';
import { getEmbedUrl } from '../../html/embed-url.js';
import { createElement, createText, findElements, hasClass, toPlainLine } from '../../html/hast.js';
import { renderEmbed } from '../../html/markup.js';

/**
 * Class names of elements that WordPress generates at each view, of links to profiles, and of the message in
 * place of a feed that it could not read.
 */
const GENERATED =
  /^components-placeholder$|^wp-block-(latest-posts|latest-comments|archives|calendar|categories|rss|search|tag-cloud|page-list|loginout|navigation|query|social-links|comments|template-part|avatar|post-|site-)/;
/** Comments of the editor that stay in rendered content, with the line breaks that are made around them. */
const MARK =
  /(?:<br\s{0,5}\/?>)?\s{0,5}<!--\s{0,5}(?:more|nextpage|noteaser)[^<>]{0,200}-->\s{0,5}(?:<br\s{0,5}\/?>)?/g;
/** A shortcode with quotes that WordPress made typographic. */
const CURLY_SHORTCODE = /\[\/?[a-zA-Z][\w-]*\s[^[\]<>]*\]/g;
/** Attributes that WordPress adds to pictures when it displays them. */
const DISPLAY_ATTRIBUTES = ['srcSet', 'sizes', 'loading', 'decoding', 'fetchPriority'];
const SIZE = /-\d{1,5}x\d{1,5}(?=\.\w{3,5}$)/;

/**
 * Reverts the typographic changes that WordPress makes on display to marks and to shortcodes that no plugin
 * rendered.
 */
export function undoRenderedMarks(html: string): string {
  return html
    .replace(MARK, '</p>\n<p>')
    .replace(CURLY_SHORTCODE, (shortcode) =>
      shortcode.replace(/&#82(?:20|21|43);|[“”″]/g, '"').replace(/&#82(?:16|17|42);|[‘’′]/g, "'"),
    );
}

/** Converts an element that only rendered content has, or returns null if it stays. */
export function convertRendered(element: Element): ElementContent[] | null {
  if (getClasses(element).some((name) => GENERATED.test(name))) return [];
  if (isElement(element, 'style') || isMoreMark(element)) return [];
  if (hasClass(element, ['gallery'])) enlargePictures(element);
  if (hasClass(element, ['wp-video'])) return [createElement('p', element.children)];
  if (hasClass(element, ['wp-block-verse']) && isElement(element, 'pre')) return [toVerse(element)];
  if (hasClass(element, ['wp-block-embed'])) return resolveEmbed(element);
  if (isElement(element, 'p')) return resolveLinkedEmbed(element) ?? unwrapPlayer(element);
  if (isElement(element, 'audio', 'video')) simplifyPlayer(element);
  if (isElement(element, 'img')) for (const name of DISPLAY_ATTRIBUTES) delete element.properties[name];
  return null;
}

function getClasses({ properties }: Element): string[] {
  return Array.isArray(properties.className) ? properties.className.map(String) : [];
}

/** Returns true for the anchor that WordPress leaves where the text was to be cut on lists. */
function isMoreMark(element: Element): boolean {
  return isElement(element, 'span') && /^more-\d+$/.test(String(element.properties.id ?? ''));
}

/** Replaces the thumbnails of a gallery by the pictures, and removes links to the pages of attachments. */
function enlargePictures(gallery: Element): void {
  const items = findElements(gallery, (each) => hasClass(each, ['gallery-item']));
  for (const picture of items.flatMap((item) => findElements(item, (each) => isElement(each, 'img')))) {
    const { properties } = picture;
    const src = String(properties.src ?? '');
    if (!SIZE.test(src)) continue;
    properties.src = src.replace(SIZE, '');
    for (const name of ['width', 'height', 'srcSet', 'sizes']) delete properties[name];
  }
  for (const box of items.flatMap((item) => [item, ...findElements(item, () => true)]))
    box.children = box.children.flatMap((child) => (isAttachmentLink(child) ? child.children : [child]));
}

function isAttachmentLink(node: ElementContent): node is Element {
  if (!isElement(node, 'a')) return false;
  const isPicture = /\.(jpe?g|png|gif|webp|avif)$/i.test(String(node.properties.href ?? ''));
  return !isPicture && findElements(node, (each) => isElement(each, 'img')).length > 0;
}

/** Turns the lines of a verse into a paragraph with line breaks. */
function toVerse(verse: Element): Element {
  const withBreaks = (node: ElementContent): ElementContent[] => {
    if (node.type === 'element') return [{ ...node, children: node.children.flatMap(withBreaks) }];
    if (node.type !== 'text') return [node];
    return node.value
      .split('\n')
      .flatMap((line, i) => [
        ...(i > 0 ? [createElement('br', []), createText('\n')] : []),
        createText(line),
      ]);
  };
  return createElement('p', verse.children.flatMap(withBreaks));
}

/** Resolves an embed block that has only its URL, because WordPress could not reach the provider. */
function resolveEmbed(figure: Element): ElementContent[] | null {
  const caption = findElements(figure, (each) => isElement(each, 'figcaption'))[0];
  const rest = { ...figure, children: figure.children.filter((child) => child !== caption) };
  const url = toPlainLine(rest);
  if (!/^https?:\/\/\S+$/.test(url)) return null;
  const tree = parseHtml(renderEmbed(url));
  const embed = tree.children as ElementContent[];
  const figureOfEmbed = embed.find((node) => isElement(node, 'figure')) as Element | undefined;
  if (caption && figureOfEmbed) figureOfEmbed.children.push(caption);
  else if (caption) embed.push(createElement('p', caption.children));
  return embed;
}

/** Resolves a paragraph that is the link of an unresolved embed: its text is its URL, which has a player. */
function resolveLinkedEmbed(paragraph: Element): ElementContent[] | null {
  const [only, ...others] = getNonBlankChildren(paragraph);
  if (others.length > 0 || !isElement(only, 'a')) return null;
  const url = toPlainLine(only);
  if (url !== only.properties.href || getEmbedUrl(url) === null) return null;
  return parseHtml(renderEmbed(url)).children as ElementContent[];
}

/** Turns a paragraph around a player of a shortcode into a figure. */
function unwrapPlayer(paragraph: Element): ElementContent[] | null {
  const [only, ...others] = getNonBlankChildren(paragraph).filter(({ type }) => type !== 'comment');
  return others.length === 0 && only && isShortcodePlayer(only) ? [createElement('figure', [only])] : null;
}

/**
 * Removes the additions of WordPress from the player of a shortcode: counters in URLs and the link inside.
 */
function simplifyPlayer(player: Element): void {
  if (!isShortcodePlayer(player)) return;
  const sources = findElements(player, (each) => isElement(each, 'source'));
  for (const { properties } of sources)
    if (typeof properties.src === 'string') properties.src = properties.src.replace(/\?_=\d+$/, '');
  delete player.properties.preload;
  player.children = player.children.filter((child) => !isElement(child, 'a'));
  const [source, ...others] = sources;
  if (!source || others.length > 0) return;
  player.properties.src = source.properties.src;
  player.children = player.children.filter((child) => child !== source);
}

function isShortcodePlayer(node: ElementContent): node is Element {
  return isElement(node, 'audio', 'video') && hasClass(node, ['wp-audio-shortcode', 'wp-video-shortcode']);
}
