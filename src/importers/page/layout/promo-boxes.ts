import type { Element, ElementContent, Root } from 'hast';
import { getHeadingLevel, isBlank } from '../../../content/html/element-kinds.js';
import { findElements } from '../../html/hast.js';
import { recordRemoval } from './boilerplate.js';
import { isBoxLabel } from './labels.js';
import { collectLines, getLinkRatio } from './lines.js';
import { countProse } from './prose.js';
import { getLineText } from './text-content.js';

/** Longest teaser of another article, in characters. Paragraphs of an article are mostly longer. */
const MAX_TEASER_LENGTH = 160;

/** Removes boxes that link elsewhere or prompt the reader, recognised by their headings. */
export function removePromoBoxes(page: Root, protectedElements: Set<Element>, removedTexts: string[]): void {
  const totalProse = countProse(page);
  for (const { element, text } of collectLines(page)) {
    if (!isBoxLabel(text) || protectedElements.has(element) || !canBeLabel(element)) continue;
    const path = findElementPath(page, element);
    if (!path) continue; // removed with another box
    removeBox(path, { totalProse, protectedElements, removedTexts });
  }
  removeLinkLists(page, protectedElements, removedTexts);
}

function canBeLabel({ tagName }: Element): boolean {
  return /^(h[1-6]|p|div|span|strong|b|summary|label|dt|a|li|legend|caption)$/.test(tagName);
}

/** Returns the path from the root to an element, or null if it is no longer in the tree. */
function findElementPath(page: Root, element: Element): (Root | Element)[] | null {
  const path: (Root | Element)[] = [page];
  const walk = (node: Root | Element): boolean =>
    node.children.some((child) => {
      if (child === element) return true;
      if (child.type !== 'element') return false;
      path.push(child);
      if (walk(child)) return true;
      path.pop();
      return false;
    });
  return walk(page) ? [...path, element] : null;
}

interface BoxSearch {
  /** Characters of prose on the whole page. */
  totalProse: number;
  protectedElements: Set<Element>;
  removedTexts: string[];
}

/**
 * Removes the largest box that the label starts and that holds at most 30 % of the page's prose. If only the
 * label remains, removes the related siblings below it.
 */
function removeBox(
  path: (Root | Element)[],
  { totalProse, protectedElements, removedTexts }: BoxSearch,
): void {
  let depth = path.length - 1;
  while (
    depth > 1 &&
    isEnclosingBox(path[depth - 1] as Element, path[depth] as Element, {
      totalProse,
      protectedElements,
      removedTexts,
    })
  )
    depth -= 1;
  const [parent, box] = [path[depth - 1], path[depth] as Element];
  if (!parent) return;
  const from = parent.children.indexOf(box as ElementContent);
  let to = from + 1;
  if (depth === path.length - 1 || getLineText(box) === getLineText(path.at(-1) ?? box)) {
    while (
      to < parent.children.length &&
      isPartOfBox(parent.children[to] as ElementContent, box, protectedElements)
    )
      to += 1;
  }
  for (const node of parent.children.splice(from, to - from))
    recordRemoval(node as ElementContent, removedTexts);
}

function isEnclosingBox(
  outer: Element,
  inner: Element,
  { totalProse, protectedElements }: BoxSearch,
): boolean {
  if (outer.children.find((child) => !isBlank(child) && child.type !== 'comment') !== inner) return false;
  if (/^(article|main|body)$/.test(outer.tagName) && countProse(outer) > 0) return false;
  return (
    countProse(outer) <= totalProse * 0.3 &&
    !findElements(outer, (each) => protectedElements.has(each)).length
  );
}

/** Returns true if a node after a box's label still belongs to that box. */
function isPartOfBox(node: ElementContent, label: Element, protectedElements: Set<Element>): boolean {
  if (node.type !== 'element') return node.type === 'comment' || isBlank(node);
  if (protectedElements.has(node) || findElements(node, (each) => protectedElements.has(each)).length > 0)
    return false;
  const level = getHeadingLevel(node);
  const text = getLineText(node);
  if (level !== null)
    return getLinkRatio(node) > 0.8 || (level > (getHeadingLevel(label) ?? 7) && isBoxLabel(text));
  if (text === '')
    return findElements({ ...node, children: [node] }, ({ tagName }) => tagName === 'figure').length === 0;
  if (getLinkRatio(node) > 0.6) return true;
  return (
    /^(ul|ol|form|div|section)$/.test(node.tagName) &&
    countProse(node) === 0 &&
    text.length < MAX_TEASER_LENGTH
  );
}

/** Removes lists, grids and teasers of other articles that have no heading. */
function removeLinkLists(
  page: Root | Element,
  protectedElements: Set<Element>,
  removedTexts: string[],
): void {
  page.children = page.children.filter((child) => {
    if (child.type !== 'element' || protectedElements.has(child)) return true;
    if (!/^(ul|ol|div|section|article|aside|td|p|font|center|tr|tbody|table)$/.test(child.tagName))
      return true;
    if (
      (isLinkList(child) || isTeaser(child)) &&
      findElements(child, (each) => protectedElements.has(each)).length === 0
    ) {
      recordRemoval(child, removedTexts);
      return false;
    }
    removeLinkLists(child, protectedElements, removedTexts);
    return true;
  }) as typeof page.children;
}

function isLinkList(element: Element): boolean {
  const links = findElements(element, ({ tagName }) => tagName === 'a').filter(
    (link) => getLineText(link) !== '',
  );
  if (links.length < 3 || getLinkRatio(element) < 0.75) return false;
  const maxLinkLength = /^(p|font|td|center)$/.test(element.tagName) ? 30 : 150;
  return element.tagName !== 'table' && getLineText(element).length / links.length < maxLinkLength;
}

/** Returns true if a box is the teaser of another article: a short text, and two links or more to the same page. */
function isTeaser(element: Element): boolean {
  if (!/^(div|section|article|aside|td)$/.test(element.tagName)) return false;
  if (getLineText(element).length > MAX_TEASER_LENGTH || getLinkRatio(element) < 0.5) return false;
  const targets = findElements(element, ({ tagName }) => tagName === 'a').map(({ properties }) =>
    String(properties.href ?? '#'),
  );
  const [first] = targets;
  return first !== undefined && !first.startsWith('#') && targets.filter((each) => each === first).length > 1;
}
