import type { Element, ElementContent, Nodes, Root } from 'hast';
import { toText } from 'hast-util-to-text';

/** What a reader reads of a node, without the arrows that lead back from footnotes. */
export function toPlainText(node: Nodes): string {
  return toText(stripBackArrows(node)).trim();
}

/** A body's text: blocks are apart by a blank line, list items and table rows by a line. */
export function getBodyText(body: Root): string {
  return body.children
    .map(toPlainText)
    .filter((text) => text !== '')
    .join('\n\n');
}

function stripBackArrows<Node extends Nodes>(node: Node): Node {
  if (!('children' in node)) return node;
  const children = node.children.filter((child) => !isBackArrow(child as ElementContent));
  return { ...node, children: children.map((child) => stripBackArrows(child)) };
}

function isBackArrow(node: ElementContent): node is Element {
  return node.type === 'element' && node.properties.dataFootnoteBackref !== undefined;
}
