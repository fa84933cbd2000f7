import type { Element, ElementContent, Root } from 'hast';
import { mayHaveMediaPaths } from '../shared/text/may-have-media-paths.js';
import { getNonBlankChildren, isElement } from './html/element-kinds.js';
import { parseStoredHtml } from './html/parse-stored-html.js';
import { toHtml } from './html/to-html.js';

const LIBRARY_PATHS = /\/media\/[0-9a-f]{40}\.[a-z0-9]{2,4}(?![\w.])/g;
/** Elements that show a file. */
const SHOWING = ['img', 'source', 'video', 'audio', 'track'];
/** Elements that show nothing without one of those. */
const FRAMES = ['picture', 'figure', 'a', 'p', 'video', 'audio'];

/** Lists the paths of the media library's files that a body shows or links to, each once. */
export function listMediaPaths(html: string): string[] {
  return mayHaveMediaPaths(html) ? [...new Set(html.match(LIBRARY_PATHS))] : [];
}

/** Changes of files that a body shows, since it was saved. */
export interface MediaChanges {
  /** Paths of files, and URLs of linked pictures, that must not be shown any more. */
  removed: ReadonlySet<string>;
  /** Paths of files that have other bytes now, with their present paths. */
  replaced: ReadonlyMap<string, string>;
}

/** Applies changes of files to the HTML of a stored body. */
export function applyMediaChanges(html: string, { removed, replaced }: MediaChanges): string {
  return replaceMediaPaths(removed.size === 0 ? html : removeMedia(html, removed), replaced);
}

/** Replaces the paths of files in HTML or Markdown. */
export function replaceMediaPaths(text: string, replaced: ReadonlyMap<string, string>): string {
  return text.replace(LIBRARY_PATHS, (path) => replaced.get(path) ?? path);
}

/**
 * Removes files from the HTML of a stored body, with the figures, captions and paragraphs that show nothing else.
 * Links to them become plain text.
 */
export function removeMedia(html: string, paths: ReadonlySet<string>): string {
  const body = parseStoredHtml(html);
  body.children = removeElements(body.children as ElementContent[], paths);
  const blocks = body.children.filter(({ type }) => type === 'element');
  return blocks.map((block) => toHtml(block)).join('\n');
}

function removeElements(nodes: ElementContent[], paths: ReadonlySet<string>): ElementContent[] {
  return nodes.flatMap((node) => (node.type === 'element' ? removeFromElement(node, paths) : [node]));
}

function removeFromElement(element: Element, paths: ReadonlySet<string>): ElementContent[] {
  const { tagName, properties } = element;
  if (isElement(element, 'img', 'source', 'track', 'video', 'audio') && hasPath(properties.src, paths))
    return [];
  if (hasPath(properties.srcSet, paths)) delete properties.srcSet;
  if (hasPath(properties.poster, paths)) delete properties.poster;
  const showedMedia = hasMedia(element);
  const children = removeElements(element.children, paths);
  if (isElement(element, 'a') && hasPath(properties.href, paths)) return children;
  const remaining = { ...element, children };
  const isLeftEmpty = FRAMES.includes(tagName) && showedMedia && isEmpty(remaining);
  return isLeftEmpty ? [] : [remaining];
}

function hasPath(value: unknown, paths: ReadonlySet<string>): boolean {
  if (typeof value !== 'string') return false;
  return paths.has(value) || listMediaPaths(value).some((path) => paths.has(path));
}

function hasMedia(element: Element | Root): boolean {
  return element.children.some(
    (child) => child.type === 'element' && (SHOWING.includes(child.tagName) || hasMedia(child)),
  );
}

/** Returns true if nothing but a caption remains. */
function isEmpty(element: Element): boolean {
  if (isElement(element, 'picture')) return !element.children.some((child) => isElement(child, 'img'));
  if (hasMedia(element) || (isElement(element, 'video', 'audio') && element.properties.src)) return false;
  return getNonBlankChildren(element).every((child) => isElement(child, 'figcaption'));
}
