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

/** Returns the descendants that match a predicate, in reading order. */
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

/** Number of times that a replacement may itself be replaced. */
const REWRITES = 3;

/**
 * Replaces each element for which `getReplacement` returns nodes, from the outside in. Each element is
 * offered once; a replacement may be rewritten one time less than its original, so that the process ends.
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

/** Returns the visible text of a node on one line. */
export function toPlainLine(node: Nodes): string {
  return toPlainText(node).replace(/\s+/g, ' ').trim();
}
