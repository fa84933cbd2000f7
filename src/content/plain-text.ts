import type { Element, ElementContent, Nodes, Root } from 'hast';
import { toText } from 'hast-util-to-text';
import { formatFormula } from './formula.js';
import { isElement } from './html/element-kinds.js';

/** Returns the text of a node without the links back from footnotes, and with formulas in one line. */
export function toPlainText(node: Nodes): string {
  return toText(toTextNodes(node)).trim();
}

/** Returns a body's text: blocks separated by a blank line, list items and table rows by a line break. */
export function getBodyText(body: Root): string {
  return body.children
    .map(toPlainText)
    .filter((text) => text !== '')
    .join('\n\n');
}

function toTextNodes<Node extends Nodes>(node: Node): Node {
  if (!('children' in node)) return node;
  const children = node.children.filter((child) => !isBackArrow(child as ElementContent));
  return {
    ...node,
    children: children.map((child) =>
      isElement(child, 'math') ? { type: 'text', value: formatFormula(child) } : toTextNodes(child),
    ),
  };
}

function isBackArrow(node: ElementContent): node is Element {
  return node.type === 'element' && node.properties.dataFootnoteBackref !== undefined;
}
