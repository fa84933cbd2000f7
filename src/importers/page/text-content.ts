import type { Nodes } from 'hast';

/** What has text that no reader reads. */
const SILENT = /^(script|style|template|noscript|svg)$/;
const APART = /^(p|div|li|h[1-6]|br|td|th|tr|section|article|header|footer|aside|figcaption|dt|dd|time)$/;

/** All text below a node, as it stands. Of a script, which is silent in others, only when asked for itself. */
export function textContent(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (!('children' in node)) return '';
  return node.children.map(textWithin).join('');
}

function textWithin(node: Nodes): string {
  if (node.type !== 'element') return textContent(node);
  if (SILENT.test(node.tagName)) return '';
  return APART.test(node.tagName) ? ` ${textContent(node)} ` : textContent(node);
}

/** The same on one line. */
export function lineIn(node: Nodes): string {
  return textContent(node).replace(/\s+/g, ' ').trim();
}
