import type { Element, ElementContent, Nodes, Properties, Root } from 'hast';
import { toPlainText } from '../../content/plain-text.js';

export function createElement(
  tagName: string,
  children: ElementContent[],
  properties: Properties = {},
): Element {
  return { type: 'element', tagName, properties, children };
}

export function createText(value: string): ElementContent {
  return { type: 'text', value };
}

export function getClassNames({ properties }: Element): string[] {
  const own = properties.className;
  return Array.isArray(own) ? own.map(String) : [];
}

export function hasClass(element: Element, classes: readonly string[]): boolean {
  return getClassNames(element).some((name) => classes.includes(name));
}

/** The elements below a node that a test holds for, in reading order. */
export function findElements(tree: Nodes, predicate: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  const walk = (node: Nodes) => {
    if (!('children' in node)) return;
    for (const child of node.children) {
      if (child.type === 'element' && predicate(child)) found.push(child);
      walk(child);
    }
  };
  walk(tree);
  return found;
}

/** Times that what takes an element's place is itself offered for replacement. */
const REWRITES = 3;

/**
 * Replaces each element for which `instead` returns other nodes, from the outside in. An element is offered once, and
 * one that was made by a replacement has one offer less than the one it replaced, so that every rewrite ends.
 */
export function replaceElements(
  tree: Root | Element,
  getReplacement: (element: Element) => ElementContent[] | null,
): void {
  const offers = new Map<Element, number>();
  const walked = new Set<Root | Element>();
  const admit = (nodes: Nodes[], left: number) => {
    for (const node of nodes) {
      if (node.type !== 'element' || offers.has(node)) continue;
      offers.set(node, left);
      admit(node.children, left);
    }
  };
  const rewrite = (node: ElementContent): ElementContent[] => {
    if (node.type !== 'element') return [node];
    const left = offers.get(node) ?? 0;
    offers.set(node, 0);
    const others = left > 0 ? getReplacement(node) : null;
    if (!others) {
      walk(node);
      return [node];
    }
    admit(others, left - 1);
    return others.flatMap(rewrite);
  };
  const walk = (parent: Root | Element) => {
    if (walked.has(parent)) return;
    walked.add(parent);
    (parent as Root).children = (parent.children as ElementContent[]).flatMap(rewrite);
  };
  admit(tree.children, REWRITES);
  walk(tree);
}

/** What a reader reads of a node, on one line. */
export function toPlainLine(node: Nodes): string {
  return toPlainText(node).replace(/\s+/g, ' ').trim();
}
