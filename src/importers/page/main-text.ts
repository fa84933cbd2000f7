import { Readability } from '@mozilla/readability';
import type { Element, Root } from 'hast';
import { parseHTML } from 'linkedom';
import { parseHtml } from '../../shared/content/parse-html.js';
import { toHtml } from '../../shared/content/to-html.js';
import { findAll } from '../hast.js';
import { namesOf } from './class-names.js';
import { linesOf, proseIn } from './lines.js';
import { lineIn } from './text-content.js';

/** How themes call the box that holds an article's text and nothing else. */
const MARK =
  /^(.+-)?(article|entry|post|story|news|single|blog|gh|page|main|rich|wysiwyg|article-page|td-post)-?(-|-full-)?(body|content|contents|text|copy|editor)$|^(articlebody|body-text|body-copy|prose|mw-parser-output|markdown-body|post-full-content|elementor-widget-theme-post-content)$/;
/** Letters below which a text is no article. */
const LEAST = 140;

/** The box that a page's theme has marked as the text of its article; null when there is none, or several. */
export function markedBody(page: Root): Element | null {
  const marked = findAll(page, (each) => /^(div|section|article|main)$/.test(each.tagName) && isMarked(each))
    .map((element) => ({ element, prose: proseIn(element) }))
    .filter(({ prose }) => prose >= LEAST)
    .sort((a, b) => b.prose - a.prose);
  const [first] = marked;
  if (!first) return null;
  // Some sites mark every paragraph so.
  const outer = marked.filter(({ element }) => !marked.some((other) => holds(other.element, element)));
  const all = outer.reduce((sum, { prose }) => sum + prose, 0);
  if (outer.length > 2 && first.prose < all * 0.7) return null;
  // Of boxes in boxes, the innermost that still holds the text.
  const within = marked.filter(({ element }) => element === first.element || holds(first.element, element));
  const best = within.filter(({ prose }) => prose >= first.prose * 0.85).at(-1)!.element;
  const rival = marked.find(
    ({ element }) => !within.some((each) => each.element === element) && !holds(element, best),
  );
  return rival && rival.prose > first.prose / 2 ? null : best;
}

function isMarked(element: Element): boolean {
  return namesOf(element).some((name) => MARK.test(name));
}

function holds(outer: Element, inner: Element): boolean {
  return findAll(outer, (each) => each === inner).length > 0;
}

/** The text of a page that is cleared of furniture: what its theme has marked, else what Readability finds. */
export function mainText(page: Root, marked: Element | null): Root | null {
  if (marked && proseIn(marked) >= LEAST) return { type: 'root', children: marked.children };
  return readable(page) ?? fallback(page);
}

function readable(page: Root): Root | null {
  nameBoxesOnly(page);
  const { document } = parseHTML(`<!doctype html><html><body>${toHtml(page)}</body></html>`);
  const article = new Readability(document as never, {
    charThreshold: 250,
    keepClasses: true,
  }).parse();
  const tree = article?.content ? parseHtml(article.content) : null;
  for (const { properties } of tree ? findAll(tree, () => true) : []) {
    if (properties.dataOwnId !== undefined) properties.id = String(properties.dataOwnId);
    delete properties.dataOwnId;
  }
  return tree && lineIn(tree).length >= LEAST ? tree : null;
}

/** Readability goes by names, and would take a heading that is called "related-work" for a box that is not the article's. */
function nameBoxesOnly(page: Root): void {
  for (const { tagName, properties } of findAll(page, () => true)) {
    if (/^(div|section|article|aside|main|header|ul|ol|table|td)$/.test(tagName)) continue;
    if (properties.id !== undefined) properties.dataOwnId = String(properties.id);
    if (!/credit/.test(String(properties.className ?? ''))) delete properties.className;
    delete properties.id;
  }
}

/** Short articles are too little for Readability. */
function fallback(page: Root): Root | null {
  const boxes = findAll(page, ({ tagName }) => tagName === 'article' || tagName === 'main');
  const [best] = boxes.sort((a, b) => lineIn(b).length - lineIn(a).length);
  const found = best ? ({ type: 'root', children: best.children } as Root) : page;
  const words = linesOf(found).filter(({ element }) => element.tagName === 'p');
  return words.reduce((sum, { text }) => sum + text.length, 0) >= 80 ? found : null;
}
