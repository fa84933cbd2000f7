import GithubSlugger from 'github-slugger';
import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { headingLevel } from './element-kinds.js';
import { headingWords } from './heading-words.js';

// No element of an article may take the name of something that a page's scripts look up: only headings have
// ids of their own; the others live behind this prefix, which gfm's footnotes have already.
const PREFIX = 'user-content-';
const SAFE_ID = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.:%-]{0,199}$/u;

/**
 * Gives every heading an anchor that is unique in the body: the author's own when there is one, else made
 * from its words. Of other elements' ids only the targets of the body's own links survive.
 */
export function setAnchors(tree: Root): void {
  const headings: Element[] = [];
  const others: Element[] = [];
  const links: Element[] = [];
  visit(tree, 'element', (element) => {
    if (headingLevel(element)) headings.push(element);
    else if (element.properties.id !== undefined) others.push(element);
    if (linkTarget(element) !== null) links.push(element);
  });
  const taken = keepOwnIds(headings);
  nameByWords(headings, taken);
  movePrefixed(others, links, taken);
}

function linkTarget({ properties }: Element): string | null {
  const href = properties.href;
  if (typeof href !== 'string' || !href.startsWith('#') || href.length < 2) return null;
  return href.slice(1);
}

function keepOwnIds(headings: Element[]): Set<string> {
  const taken = new Set<string>();
  for (const { properties } of headings) {
    const id = String(properties.id ?? '');
    if (SAFE_ID.test(id) && !taken.has(id)) taken.add(id);
    else delete properties.id;
  }
  return taken;
}

function nameByWords(headings: Element[], taken: Set<string>): void {
  const slugger = new GithubSlugger();
  for (const heading of headings) {
    if (heading.properties.id !== undefined) continue;
    const words = headingWords(heading);
    let anchor = slugger.slug(words);
    while (taken.has(anchor)) anchor = slugger.slug(words);
    taken.add(anchor);
    heading.properties.id = anchor;
  }
}

function movePrefixed(others: Element[], links: Element[], taken: Set<string>): void {
  const linked = new Set(links.map((link) => linkTarget(link)));
  const moved = new Map<string, string>();
  for (const { properties } of others) {
    const id = String(properties.id);
    const safe = id.startsWith(PREFIX) ? id : PREFIX + id;
    delete properties.id;
    if (!linked.has(id) || !SAFE_ID.test(id) || taken.has(id) || taken.has(safe)) continue;
    properties.id = safe;
    taken.add(safe);
    moved.set(id, safe);
  }
  for (const link of links) {
    const target = moved.get(linkTarget(link) ?? '');
    if (target) link.properties.href = `#${target}`;
  }
}
