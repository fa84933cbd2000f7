import type { Root, RootContent } from 'hast';
import { visit } from 'unist-util-visit';

// A browser reads on to the end tag of these, and drops or flattens everything in between.
const CONTENT_SWALLOWING_TAGS =
  /<(\/?)(iframe|math|noembed|noframes|noscript|plaintext|script|select|style|svg|template|textarea|title|xmp)(?=[\s/>])/gi;

/**
 * Escapes tags without an end tag among their siblings, such as in "the <title> tag". They would swallow the
 * rest of the article (compare GFM's tag filter).
 */
export function escapeUnclosedTags(tree: Root): void {
  visit(tree, (node) => {
    if ('children' in node) escapeSiblings(node.children);
  });
}

/** Escapes tags in a piece of HTML that stands alone. */
export function escapeUnclosedTagsIn(html: string): string {
  return escapeHtml(html, new Map());
}

function escapeSiblings(siblings: RootContent[]): void {
  const endTags = new Map<string, number>();
  for (const node of siblings.toReversed()) {
    if (node.type === 'raw') node.value = escapeHtml(node.value, endTags);
  }
}

// Scans from the end, so that each start tag knows the number of end tags that may close it.
function escapeHtml(html: string, endTags: Map<string, number>): string {
  const segments: string[] = [];
  let end = html.length;
  for (const tag of [...html.matchAll(CONTENT_SWALLOWING_TAGS)].reverse()) {
    const name = (tag[2] ?? '').toLowerCase();
    const unmatched = endTags.get(name) ?? 0;
    if (tag[1]) endTags.set(name, unmatched + 1);
    else if (unmatched > 0) endTags.set(name, unmatched - 1);
    else {
      segments.push(html.slice(tag.index + 1, end), '&lt;');
      end = tag.index;
    }
  }
  segments.push(html.slice(0, end));
  return segments.reverse().join('');
}
