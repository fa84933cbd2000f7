import type { Element, ElementContent, Nodes, Properties, Root } from 'hast';
import { SKIP, visit } from 'unist-util-visit';
import { plainText } from '../shared/content/plain-text.js';

export function element(tagName: string, children: ElementContent[], properties: Properties = {}): Element {
  return { type: 'element', tagName, properties, children };
}

export function text(value: string): ElementContent {
  return { type: 'text', value };
}

export function classesOf({ properties }: Element): string[] {
  const own = properties.className;
  return Array.isArray(own) ? own.map(String) : [];
}

export function hasClass(element: Element, classes: readonly string[]): boolean {
  return classesOf(element).some((name) => classes.includes(name));
}

/** The elements below a node that a test holds for, in reading order. */
export function findAll(tree: Nodes, test: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  const walk = (node: Nodes) => {
    if (!('children' in node)) return;
    for (const child of node.children) {
      if (child.type === 'element' && test(child)) found.push(child);
      walk(child);
    }
  };
  walk(tree);
  return found;
}

/** Puts what `instead` answers in the place of each element for which it answers anything. */
export function replaceElements(
  tree: Root | Element,
  instead: (element: Element) => ElementContent[] | null,
): void {
  visit(tree, 'element', (each, index, parent) => {
    if (index === undefined || !parent) return undefined;
    const others = instead(each);
    if (!others) return undefined;
    parent.children.splice(index, 1, ...others);
    return [SKIP, index];
  });
}

/** What a reader reads of a node, on one line. */
export function lineOf(node: Nodes): string {
  return plainText(node).replace(/\s+/g, ' ').trim();
}
