import type { Element, ElementContent, Root } from 'hast';
import { headingLevel, isBlank } from '../../shared/content/element-kinds.js';
import { findAll } from '../hast.js';
import { note } from './furniture.js';
import { isBoxLabel } from './labels.js';
import { linesOf, linkShare, proseIn } from './lines.js';
import { lineIn } from './text-content.js';

/** Longest teaser of another article. A paragraph of the article itself is mostly longer. */
const TEASER = 160;

/** Takes out boxes that lead elsewhere or ask for something, which are told by their headings alone. */
export function clearBoxes(page: Root, kept: Set<Element>, leftOut: string[]): void {
  const all = proseIn(page);
  for (const { element, text } of linesOf(page)) {
    if (!isBoxLabel(text) || kept.has(element) || !mayBeLabel(element)) continue;
    const way = wayTo(page, element);
    if (!way) continue; // went with another box
    takeBox(way, { all, kept, leftOut });
  }
  clearLinkLists(page, kept, leftOut);
}

function mayBeLabel({ tagName }: Element): boolean {
  return /^(h[1-6]|p|div|span|strong|b|summary|label|dt|a|li|legend|caption)$/.test(tagName);
}

/** From the root to an element; null when it is not there any more. */
function wayTo(page: Root, element: Element): (Root | Element)[] | null {
  const way: (Root | Element)[] = [page];
  const walk = (node: Root | Element): boolean =>
    node.children.some((child) => {
      if (child === element) return true;
      if (child.type !== 'element') return false;
      way.push(child);
      if (walk(child)) return true;
      way.pop();
      return false;
    });
  return walk(page) ? [...way, element] : null;
}

interface Search {
  /** Prose of the whole page. */
  all: number;
  kept: Set<Element>;
  leftOut: string[];
}

/** The box is what the heading begins, as far up as that is no large part of the page; else what follows the heading. */
function takeBox(way: (Root | Element)[], { all, kept, leftOut }: Search): void {
  let at = way.length - 1;
  while (at > 1 && isBoxOf(way[at - 1] as Element, way[at] as Element, { all, kept, leftOut })) at -= 1;
  const [parent, box] = [way[at - 1]!, way[at] as Element];
  const from = parent.children.indexOf(box as ElementContent);
  let to = from + 1;
  if (at === way.length - 1 || lineIn(box) === lineIn(way.at(-1)!)) {
    while (to < parent.children.length && isOfBox(parent.children[to] as ElementContent, box, kept)) to += 1;
  }
  for (const node of parent.children.splice(from, to - from)) note(node as ElementContent, leftOut);
}

function isBoxOf(outer: Element, inner: Element, { all, kept }: Search): boolean {
  if (outer.children.find((child) => !isBlank(child) && child.type !== 'comment') !== inner) return false;
  if (/^(article|main|body)$/.test(outer.tagName) && proseIn(outer) > 0) return false;
  return proseIn(outer) <= all * 0.3 && !findAll(outer, (each) => kept.has(each)).length;
}

/** Whether what follows a heading in the flow of the text still belongs to its box. */
function isOfBox(node: ElementContent, label: Element, kept: Set<Element>): boolean {
  if (node.type !== 'element') return node.type === 'comment' || isBlank(node);
  if (kept.has(node) || findAll(node, (each) => kept.has(each)).length > 0) return false;
  const level = headingLevel(node);
  const text = lineIn(node);
  if (level !== null)
    return linkShare(node) > 0.8 || (level > (headingLevel(label) ?? 7) && isBoxLabel(text));
  if (text === '')
    return findAll({ ...node, children: [node] }, ({ tagName }) => tagName === 'figure').length === 0;
  if (linkShare(node) > 0.6) return true;
  return /^(ul|ol|form|div|section)$/.test(node.tagName) && proseIn(node) === 0 && text.length < TEASER;
}

/** Lists and grids of links to other articles that have no heading. */
function clearLinkLists(page: Root | Element, kept: Set<Element>, leftOut: string[]): void {
  page.children = page.children.filter((child) => {
    if (child.type !== 'element' || kept.has(child)) return true;
    if (!/^(ul|ol|div|section|article|aside|td|p|font|center|tr|tbody|table)$/.test(child.tagName))
      return true;
    if (isLinkList(child) && findAll(child, (each) => kept.has(each)).length === 0) {
      note(child, leftOut);
      return false;
    }
    clearLinkLists(child, kept, leftOut);
    return true;
  }) as typeof page.children;
}

function isLinkList(element: Element): boolean {
  const links = findAll(element, ({ tagName }) => tagName === 'a').filter((link) => lineIn(link) !== '');
  if (links.length < 3 || linkShare(element) < 0.75) return false;
  const most = /^(p|font|td|center)$/.test(element.tagName) ? 30 : 150;
  return element.tagName !== 'table' && lineIn(element).length / links.length < most;
}
