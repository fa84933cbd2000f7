import type { Element, ElementContent } from 'hast';
import { toText } from 'hast-util-to-text';
import { visit } from 'unist-util-visit';
import { parseStoredHtml } from '../../src/content/html/parse-stored-html.js';

const PROTOCOLS = /^(https?|mailto|tel):$/;

/** What a reader sees of HTML: its words, the targets of its links, and its pictures, each in order. */
export interface VisibleContent {
  text: string;
  links: string[];
  images: string[];
}

/** Frames and players count as links to what they show. */
export function getVisibleContent(html: string, pageUrl: string): VisibleContent {
  const tree = parseStoredHtml(html);
  visit(tree, 'element', (element, index, parent) => {
    if (!parent || index === undefined) return;
    if (element.properties.dataFootnoteBackref !== undefined) parent.children.splice(index, 1);
    else if (['audio', 'iframe', 'video'].includes(element.tagName))
      parent.children[index] = toLink(element, pageUrl);
  });
  const links: string[] = [];
  const images: string[] = [];
  visit(tree, 'element', (element) => {
    const { href, src, alt } = element.properties;
    if (element.tagName === 'img' && src !== undefined) images.push(`${src} ${alt ?? ''}`);
    if (element.tagName !== 'a' || typeof href !== 'string' || !isShown(element)) return;
    const url = URL.canParse(href, pageUrl) ? new URL(href, pageUrl) : null;
    // A link whose words have several formats is several runs with one target.
    if (url && PROTOCOLS.test(url.protocol) && links.at(-1) !== url.href) links.push(url.href);
  });
  return {
    text: toText(tree)
      .replace(/\u200b/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
    links,
    images,
  };
}

function isShown(element: Element): boolean {
  let hasImage = false;
  visit(element, 'element', ({ tagName }) => {
    hasImage ||= tagName === 'img';
  });
  return hasImage || toText(element).trim() !== '';
}

function toLink(player: Element, pageUrl: string): ElementContent {
  const source = [player, ...(player.children as Element[])].find(
    ({ properties, tagName }) => properties?.src !== undefined && tagName !== 'track',
  )?.properties.src;
  if (source === undefined) return { type: 'text', value: '' };
  const href = new URL(String(source), pageUrl).href;
  const title = player.tagName === 'iframe' && player.properties.title;
  const value = String(title || href);
  return { type: 'element', tagName: 'a', properties: { href }, children: [{ type: 'text', value }] };
}
