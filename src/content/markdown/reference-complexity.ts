import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { createReferenceSizeError, MAX_CHARACTERS } from '../limits.js';

/** Refuses a long address that is defined once and used so often that the body grows beyond its limit. */
export function assertReferenceSize(root: Root): void {
  const lengths = new Map<string, number>();
  visit(root, 'definition', ({ identifier, url, title }) => {
    if (!lengths.has(identifier)) lengths.set(identifier, url.length + (title?.length ?? 0));
  });
  let characters = 0;
  visit(root, ['linkReference', 'imageReference'], (node) => {
    if ('identifier' in node) characters += lengths.get(node.identifier) ?? 0;
  });
  if (characters > MAX_CHARACTERS) throw createReferenceSizeError();
}
