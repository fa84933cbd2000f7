import { Readability } from '@mozilla/readability';
import type { Element, Root } from 'hast';
import { parseHTML } from 'linkedom';
import { parseHtml } from '../../../content/html/parse-html.js';
import { toHtml } from '../../../content/html/to-html.js';
import { findElements } from '../../html/hast.js';
import { getElementNames } from './class-names.js';
import { collectLines, countProse } from './lines.js';
import { getLineText } from './text-content.js';

/** How themes call the box that holds an article's text and nothing else. */
const BODY_NAMES =
  /^(.+-)?(article|entry|post|story|news|single|blog|gh|page|main|rich|wysiwyg|article-page|td-post)-?(-|-full-)?(body|content|contents|text|copy|editor)$|^(articlebody|body-text|body-copy|prose|mw-parser-output|markdown-body|post-full-content|elementor-widget-theme-post-content)$/;
/** Letters below which a text is no article. */
const MIN_LENGTH = 140;

/** The box that a page's theme has marked as the text of its article; null when there is none, or several. */
export function findMarkedBody(page: Root): Element | null {
  const marked = findElements(
    page,
    (each) => /^(div|section|article|main)$/.test(each.tagName) && hasBodyName(each),
  )
    .map((element) => ({ element, prose: countProse(element) }))
    .filter(({ prose }) => prose >= MIN_LENGTH)
    .sort((a, b) => b.prose - a.prose);
  const [first] = marked;
  if (!first) return null;
  // Some sites mark every paragraph so.
  const outer = marked.filter(
    ({ element }) => !marked.some((other) => containsElement(other.element, element)),
  );
  const all = outer.reduce((sum, { prose }) => sum + prose, 0);
  if (outer.length > 2 && first.prose < all * 0.7) return null;
  // Of boxes in boxes, the innermost that still holds the text.
  const within = marked.filter(
    ({ element }) => element === first.element || containsElement(first.element, element),
  );
  const best = within.filter(({ prose }) => prose >= first.prose * 0.85).at(-1)!.element;
  const rival = marked.find(
    ({ element }) => !within.some((each) => each.element === element) && !containsElement(element, best),
  );
  return rival && rival.prose > first.prose / 2 ? null : best;
}

function hasBodyName(element: Element): boolean {
  return getElementNames(element).some((name) => BODY_NAMES.test(name));
}

function containsElement(outer: Element, inner: Element): boolean {
  return findElements(outer, (each) => each === inner).length > 0;
}

/** The text of a page that is cleared of furniture: what its theme has marked, else what Readability finds. */
export function extractMainText(page: Root, marked: Element | null): Root | null {
  if (marked && countProse(marked) >= MIN_LENGTH) return { type: 'root', children: marked.children };
  return runReadability(page) ?? findFallbackText(page);
}

function runReadability(page: Root): Root | null {
  stripInlineNames(page);
  const { document } = parseHTML(`<!doctype html><html><body>${toHtml(page)}</body></html>`);
  const article = new Readability(document as never, {
    charThreshold: 250,
    keepClasses: true,
  }).parse();
  const tree = article?.content ? parseHtml(article.content) : null;
  for (const { properties } of tree ? findElements(tree, () => true) : []) {
    if (properties.dataOwnId !== undefined) properties.id = String(properties.dataOwnId);
    delete properties.dataOwnId;
  }
  return tree && getLineText(tree).length >= MIN_LENGTH ? tree : null;
}

/** Readability goes by names, and would take a heading that is called "related-work" for a box that is not the article's. */
function stripInlineNames(page: Root): void {
  for (const { tagName, properties } of findElements(page, () => true)) {
    if (/^(div|section|article|aside|main|header|ul|ol|table|td)$/.test(tagName)) continue;
    if (properties.id !== undefined) properties.dataOwnId = String(properties.id);
    if (!/credit/.test(String(properties.className ?? ''))) delete properties.className;
    delete properties.id;
  }
}

/** Short articles are too little for Readability. */
function findFallbackText(page: Root): Root | null {
  const boxes = findElements(page, ({ tagName }) => tagName === 'article' || tagName === 'main');
  const [best] = boxes.sort((a, b) => getLineText(b).length - getLineText(a).length);
  const root = best ? ({ type: 'root', children: best.children } as Root) : page;
  const words = collectLines(root).filter(({ element }) => element.tagName === 'p');
  return words.reduce((sum, { text }) => sum + text.length, 0) >= 80 ? root : null;
}
