import type { Element, ElementContent, Root } from 'hast';
import { createElement, findElements, getClassNames, hasClass, replaceElements } from '../html/hast.js';

const BODY = /<body\s[^<>]*\bclass="[^"<>]*\bdoc-content\b/i;
/** A rule of a class in the style sheet of a document. */
const RULE = /\.(c\d{1,6})\{([^{}]{0,2000})\}/g;

/** Returns true for a document that Google Docs saved as a web page. */
export function isGoogleDoc(html: string): boolean {
  return html.includes('doc-content') && BODY.test(html);
}

/**
 * Converts a document of Google Docs to a plain article: the paragraph in the style "Title" is the heading, emphasis
 * becomes elements, links lead to their targets, and the comments of the editors are removed.
 */
export function normalizeGoogleDoc(tree: Root, html: string): void {
  const emphasis = readEmphasis(html);
  replaceElements(tree, (element) => convertElement(element, emphasis));
  const [title] = findElements(tree, ({ tagName }) => tagName === 'h1');
  const [subtitle] = findElements(tree, (element) => hasClass(element, ['subtitle']));
  const head = [title, subtitle].filter((element) => element !== undefined);
  const text = tree.children.filter(
    (node): node is ElementContent => node.type !== 'doctype' && !head.includes(node as Element),
  );
  tree.children = [...head, createElement('div', text, { itemProp: ['articleBody'] })];
}

/** Returns the elements that the classes of a style sheet stand for. */
function readEmphasis(html: string): Map<string, readonly string[]> {
  const entries = [...html.matchAll(RULE)].map(([, name = '', rule = '']) => {
    const isBold = /font-weight:(700|bold)/.test(rule);
    const isItalic = rule.includes('font-style:italic');
    return [name, [...(isBold ? ['strong'] : []), ...(isItalic ? ['em'] : [])]] as const;
  });
  return new Map(entries);
}

function convertElement(element: Element, emphasis: Map<string, readonly string[]>): ElementContent[] | null {
  const { tagName, children, properties } = element;
  if (isComment(element)) return [];
  if (tagName === 'a' && typeof properties.href === 'string') properties.href = getTarget(properties.href);
  if (tagName === 'p' && hasClass(element, ['title'])) return [createElement('h1', children)];
  const [, level] = /^h([1-5])$/.exec(tagName) ?? [];
  if (level !== undefined && properties.id !== undefined)
    return [createElement(`h${Number(level) + 1}`, children)];
  if (tagName !== 'span') return null;
  const names = new Set(getClassNames(element).flatMap((name) => emphasis.get(name) ?? []));
  return [...names].reduce((inner, name) => [createElement(name, inner)], children);
}

/** Returns true for the mark of an editor's comment, and for the box with its text. */
function isComment(element: Element): boolean {
  if (element.tagName !== 'sup' && element.tagName !== 'div') return false;
  const [link] = findElements(element, ({ tagName }) => tagName === 'a');
  return /^cmnt(_ref)?\d+$/.test(String(link?.properties.id ?? ''));
}

/** Returns the target of a link, which Google Docs writes as `https://www.google.com/url?q=TARGET`. */
function getTarget(href: string): string {
  if (!/^https:\/\/www\.google\.com\/url\?/.test(href) || !URL.canParse(href)) return href;
  return new URL(href).searchParams.get('q') ?? href;
}
