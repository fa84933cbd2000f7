import type { Nodes } from 'hast';

/** What has text that no reader reads. */
const HIDDEN_ELEMENTS = /^(script|style|template|noscript|svg)$/;
const SEPARATE_ELEMENTS =
  /^(p|div|li|h[1-6]|br|td|th|tr|section|article|header|footer|aside|figcaption|dt|dd|time)$/;

/** All text below a node, as it stands. Of a script, which is silent in others, only when asked for itself. */
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

/** The same on one line. */
export function getLineText(node: Nodes): string {
  return getTextContent(node).replace(/\s+/g, ' ').trim();
}
