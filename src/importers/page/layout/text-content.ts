import type { Nodes } from 'hast';

/** Elements with text that a browser does not show. */
const HIDDEN_ELEMENTS = /^(script|style|template|noscript|svg)$/;
const SEPARATE_ELEMENTS =
  /^(p|div|li|h[1-6]|br|td|th|tr|section|article|header|footer|aside|figcaption|dt|dd|time)$/;

/**
 * Returns all text below a node as written. Hidden descendants such as scripts are skipped, but the node
 * itself may be one.
 */
export function getTextContent(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (!('children' in node)) return '';
  return node.children.map(getChildText).join('');
}

function getChildText(node: Nodes): string {
  if (node.type !== 'element') return getTextContent(node);
  if (HIDDEN_ELEMENTS.test(node.tagName)) return '';
  return SEPARATE_ELEMENTS.test(node.tagName) ? ` ${getTextContent(node)} ` : getTextContent(node);
}

/** Returns the text below a node on one line, with whitespace collapsed. */
export function getLineText(node: Nodes): string {
  return getTextContent(node).replace(/\s+/g, ' ').trim();
}
