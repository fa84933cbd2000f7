import type { Nodes, Root } from 'hast';
import { parseStoredHtml } from './html/parse-stored-html.js';

/** Version of the vocabulary of the tree: elements, attributes and class names that a renderer must know. */
const TREE_VERSION = 1;

/** Returns the HTML of a stored body as a hast tree, which is plain JSON. */
export function readTree(html: string): Root {
  const { children } = parseStoredHtml(html);
  return { type: 'root', data: { version: TREE_VERSION }, children: children.map(toPlainNode) };
}

/** Returns a node with the properties that hast defines, in one order. */
function toPlainNode<Node extends Nodes>(node: Node): Node {
  if (node.type !== 'element') return node;
  const { type, tagName, properties, children } = node;
  return { type, tagName, properties, children: children.map(toPlainNode) } as Node;
}

declare module 'hast' {
  interface RootData {
    version?: number;
  }
}
