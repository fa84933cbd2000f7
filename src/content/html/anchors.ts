import GithubSlugger from 'github-slugger';
import type { Element, Root } from 'hast';
import { getHeadingLevel } from './element-kinds.js';
import { getAnchorText } from './heading-words.js';
import { visitElements } from './visit-elements.js';

// Elements of a body must not take names that a page's scripts look up: only headings have their own IDs.
// Other IDs get this prefix, which GFM's footnotes already have.
const ID_PREFIX = 'user-content-';
const SAFE_ID = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.:%-]{0,199}$/u;

/**
 * Assigns every heading an anchor that is unique in the body: the author's own, else one made from its text.
 * Of other elements' IDs only the targets of links within the body are preserved.
 */
export function assignAnchors(tree: Root): void {
  const headings: Element[] = [];
  const others: Element[] = [];
  const links: Element[] = [];
  visitElements(tree, (element) => {
    if (getHeadingLevel(element)) headings.push(element);
    else if (element.properties.id !== undefined) others.push(element);
    if (getLinkTarget(element) !== null) links.push(element);
  });
  const usedIds = keepAuthorIds(headings);
  assignSlugAnchors(headings, usedIds);
  prefixLinkTargets(others, links, usedIds);
}

function getLinkTarget({ properties }: Element): string | null {
  const href = properties.href;
  if (typeof href !== 'string' || !href.startsWith('#') || href.length < 2) return null;
  return href.slice(1);
}

function keepAuthorIds(headings: Element[]): Set<string> {
  const taken = new Set<string>();
  for (const { properties } of headings) {
    const id = String(properties.id ?? '');
    if (SAFE_ID.test(id) && !taken.has(id)) taken.add(id);
    else delete properties.id;
  }
  return taken;
}

function assignSlugAnchors(headings: Element[], taken: Set<string>): void {
  const slugger = new GithubSlugger();
  for (const heading of headings) {
    if (heading.properties.id !== undefined) continue;
    const words = getAnchorText(heading);
    let anchor = slugger.slug(words);
    while (taken.has(anchor)) anchor = slugger.slug(words);
    taken.add(anchor);
    heading.properties.id = anchor;
  }
}

function prefixLinkTargets(others: Element[], links: Element[], taken: Set<string>): void {
  const linked = new Set(links.map((link) => getLinkTarget(link)));
  const moved = new Map<string, string>();
  for (const { properties } of others) {
    const id = String(properties.id);
    const safe = id.startsWith(ID_PREFIX) ? id : ID_PREFIX + id;
    delete properties.id;
    if (!linked.has(id) || !SAFE_ID.test(id) || taken.has(id) || taken.has(safe)) continue;
    properties.id = safe;
    taken.add(safe);
    moved.set(id, safe);
  }
  for (const link of links) {
    const target = moved.get(getLinkTarget(link) ?? '');
    if (target) link.properties.href = `#${target}`;
  }
}
