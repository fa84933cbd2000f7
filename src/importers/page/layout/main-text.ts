import { Readability } from '@mozilla/readability';
import type { Element, Root } from 'hast';
import { parseHTML } from 'linkedom';
import { parseHtml } from '../../../content/html/parse-html.js';
import { toHtml } from '../../../content/html/to-html.js';
import { findElements } from '../../html/hast.js';
import { getElementNames } from './class-names.js';
import { collectLines } from './lines.js';
import { findMainContainer, findTextOfHeading } from './main-container.js';
import { collectProse, countProse, measureProse } from './prose.js';
import { getLineText } from './text-content.js';

/** Class names that themes use for the box that holds exactly the text of an article. */
const BODY_NAMES =
  /^(.+-)?(article|entry|post|story|news|single|blog|gh|page|main|rich|wysiwyg|article-page|td-post)-?(-|-full-)?(body|content|contents|text|copy|editor)$|^(articlebody|body-text|body-copy|prose|mw-parser-output|markdown-body|post-full-content|elementor-widget-theme-post-content)$/;
/** Characters that a text needs at least to count as an article. */
const MIN_LENGTH = 140;
/** Share of the prose of the page's main container that an extracted text must have. */
const ENOUGH = 0.6;

/**
 * Returns the box that the page's theme marks as the article's text, or null if there is none or several. It has at
 * least `minLength` characters of prose.
 */
export function findMarkedBody(page: Root, minLength = MIN_LENGTH): Element | null {
  const declared = findElements(page, isDeclaredBody);
  const [only, ...otherDeclared] = declared;
  if (only && otherDeclared.length === 0 && countProse(only) >= minLength) return only;
  const marked = findElements(
    page,
    (each) => /^(div|section|article|main)$/.test(each.tagName) && hasBodyName(each),
  )
    .map((element) => ({ element, prose: countProse(element) }))
    .filter(({ prose }) => prose >= minLength)
    .sort((a, b) => b.prose - a.prose);
  const [first] = marked;
  if (!first) return null;
  // Some sites give this class name to every paragraph.
  const outer = marked.filter(
    ({ element }) => !marked.some((other) => containsElement(other.element, element)),
  );
  const all = outer.reduce((sum, { prose }) => sum + prose, 0);
  if (outer.length > 2 && first.prose < all * 0.7) return null;
  // Choose the innermost of nested boxes that still contains most of the text.
  const within = marked.filter(
    ({ element }) => element === first.element || containsElement(first.element, element),
  );
  const best = (within.filter(({ prose }) => prose >= first.prose * 0.85).at(-1) ?? first).element;
  const rival = marked.find(
    ({ element }) => !within.some((each) => each.element === element) && !containsElement(element, best),
  );
  return rival && rival.prose > first.prose / 2 ? null : best;
}

function isDeclaredBody({ properties }: Element): boolean {
  return properties.itemProp?.toString() === 'articleBody';
}

function hasBodyName(element: Element): boolean {
  return getElementNames(element).some((name) => BODY_NAMES.test(name));
}

function containsElement(outer: Element, inner: Element): boolean {
  return findElements(outer, (each) => each === inner).length > 0;
}

/**
 * Returns the article's text from a page without boilerplate: the marked body, else the result of
 * Readability, else the part with most of the prose. If `isArticle`, texts of any length count.
 */
export function extractMainText(
  page: Root,
  marked: Element | null,
  heading: Element | null,
  isArticle = false,
): Root | null {
  const prose = measureProse(page);
  const main = findMainContainer(page, prose);
  const { length } = prose.get(main);
  const markedLength = marked ? prose.get(marked).length : 0;
  const isEnough = markedLength >= MIN_LENGTH && markedLength >= length * ENOUGH;
  if (marked && (isArticle || isEnough || isDeclaredBody(marked))) return toRoot(marked);
  const extracted = runReadability(page);
  const below = heading ? findTextOfHeading(page, heading, prose) : null;
  if (below && extracted && isElsewhere(extracted, below)) return toRoot(main);
  if (length >= MIN_LENGTH && (extracted ? countProse(extracted) : 0) < length * ENOUGH) return toRoot(main);
  return extracted ?? findFallbackText(page, isArticle);
}

function toRoot({ children }: Element | Root): Root {
  return { type: 'root', children: children as Root['children'] };
}

/** Returns true if a text has less than half of the lines of another one. */
function isElsewhere(text: Root, expected: Element): boolean {
  const found = new Set(collectLines(text).map((line) => line.text));
  const lines = collectProse(expected);
  return lines.filter((line) => found.has(line.text)).length < lines.length / 2;
}

function runReadability(page: Root): Root | null {
  stripInlineNames(page);
  const { document } = parseHTML(`<!doctype html><html><body>${toHtml(page)}</body></html>`);
  const article = new Readability(document as never, {
    charThreshold: 250,
    keepClasses: true,
  }).parse();
  const tree = article?.content ? parseHtml(article.content) : null;
  restoreIds(page);
  if (tree) restoreIds(tree);
  return tree && getLineText(tree).length >= MIN_LENGTH ? tree : null;
}

/**
 * Renames IDs and removes classes of inline elements, because Readability would drop a heading with an ID
 * like "related-work".
 */
function stripInlineNames(page: Root): void {
  for (const { tagName, properties } of findElements(page, () => true)) {
    if (/^(div|section|article|aside|main|header|ul|ol|table|td)$/.test(tagName)) continue;
    if (properties.id !== undefined) properties.dataOwnId = String(properties.id);
    if (!/credit/.test(String(properties.className ?? ''))) delete properties.className;
    delete properties.id;
  }
}

function restoreIds(tree: Root): void {
  for (const { properties } of findElements(tree, (each) => each.properties.dataOwnId !== undefined)) {
    properties.id = String(properties.dataOwnId);
    delete properties.dataOwnId;
  }
}

/**
 * Returns the longest `article` or `main` element, or the page, because Readability rejects short articles.
 */
function findFallbackText(page: Root, isArticle: boolean): Root | null {
  const boxes = findElements(page, ({ tagName }) => tagName === 'article' || tagName === 'main');
  const [best] = boxes.sort((a, b) => getLineText(b).length - getLineText(a).length);
  const root = best ? ({ type: 'root', children: best.children } as Root) : page;
  if (isArticle && best) return root;
  const words = collectLines(root).filter(({ element }) => element.tagName === 'p');
  return words.reduce((sum, { text }) => sum + text.length, 0) >= 80 ? root : null;
}
