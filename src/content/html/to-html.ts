import type { Nodes } from 'hast';
import { toHtml as serialise } from 'hast-util-to-html';

/** A node with everything in it, as HTML. */
export function toHtml(node: Nodes): string {
  return serialise(node, { characterReferences: { useNamedReferences: true } });
}
