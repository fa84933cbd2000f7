import type { Nodes } from 'hast';
import { toHtml as serialise } from 'hast-util-to-html';

/** Serialises a node with its descendants to HTML. */
export function toHtml(node: Nodes): string {
  return serialise(node, { characterReferences: { useNamedReferences: true } });
}
