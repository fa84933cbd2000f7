import type { Element, RootContent as HtmlContent } from 'hast';
import type { Html, Root } from 'mdast';
import { isBlank, isBlockElement, isElement } from '../html/element-kinds.js';
import { parseHtml } from '../html/parse-html.js';
import { addLosses, type Losses } from '../html/replace-foreign.js';
import { sanitizeToFixpoint } from '../html/sanitize-body.js';
import { toHtmlNode } from './html-in-markdown.js';
import { escapeUnclosedTagsIn } from './open-ended-tags.js';

/** Element at the end of a block of HTML, to see whether the block leaves elements open. */
const END_MARK = 'wbr';
/** Headings and IDs, since anchors are unique in the body; and the mark itself. */
const UNSUITABLE = /<h[1-6]|\bid\b|<wbr/i;
/** Parts of tables. At the start of a body, and nowhere else, the parser accepts them without a table. */
const TABLE_PART = /<(?:caption|col|colgroup|tbody|td|tfoot|th|thead|tr)\b/i;
/** Nodes that would continue after the empty line that is left of an empty block of HTML. */
const CONTINUABLE = new Set(['list', 'footnoteDefinition', 'code']);
/** Nodes that render to nothing where they are. */
const INVISIBLE = new Set(['definition', 'footnoteDefinition']);

/** Markdown in which all HTML is sanitised. */
export interface SanitizedMarkdown {
  markdown: string;
  losses: Losses;
}

/**
 * Replaces blocks of HTML at the top level of Markdown by their sanitised HTML, in the text and in the tree. Returns
 * null, and leaves the tree as it is, if a block depends on others: it leaves an element open, or has an anchor.
 */
export function sanitizeHtmlBlocks(markdown: string, root: Root): SanitizedMarkdown | null {
  const losses: Losses = { removed: new Set(), dropped: new Set() };
  const segments: string[] = [];
  const replaced: [Html, string][] = [];
  let end = 0;
  let canJoinNext = false;
  for (const [i, node] of root.children.entries()) {
    if (node.type !== 'html') {
      canJoinNext &&= INVISIBLE.has(node.type);
      continue;
    }
    const [from = 0, to = 0] = [node.position?.start.offset, node.position?.end.offset];
    const isWhole = from === 0 || markdown[from - 1] === '\n';
    if (!isWhole || markdown.slice(from, to).trim() !== node.value.trim()) return null;
    const block = sanitizeBlock(node.value, losses);
    if (block === null) return null;
    const isEmpty = block.html === '';
    if (isEmpty ? CONTINUABLE.has(root.children[i - 1]?.type ?? '') : canJoinNext && block.joinsPrevious)
      return null;
    if (!isEmpty) canJoinNext = block.joinsNext;
    if (block.html === node.value) continue;
    const before = markdown.slice(end, from);
    const lineEnds = measureLineEnds(markdown, to);
    end = to + (isEmpty ? lineEnds.length : 0);
    const isLast = to + lineEnds.length === markdown.length;
    const isSeparated = isEmpty ? /^$|\n\n$/.test(before) : isLast || lineEnds.count > 1;
    segments.push(before, block.html, isSeparated ? '' : '\n');
    replaced.push([node, block.html]);
  }
  for (const [node, html] of replaced) node.value = html;
  return { markdown: segments.join('') + markdown.slice(end), losses };
}

/** Measures the line ends after a block, with the empty lines between them. */
function measureLineEnds(markdown: string, offset: number): { length: number; count: number } {
  const [lines = ''] = /^(?:[ \t]*\n)*/.exec(markdown.slice(offset)) ?? [];
  return { length: lines.length, count: lines.split('\n').length - 1 };
}

interface SanitizedBlock {
  html: string;
  /** True if a node at its start may become one with the end of a block before it. */
  joinsPrevious: boolean;
  joinsNext: boolean;
}

/** Sanitises a block of HTML by itself. Returns null if it depends on its place. */
function sanitizeBlock(value: string, losses: Losses): SanitizedBlock | null {
  const [beforeTables = ''] = value.split(/<table/i, 1);
  if (UNSUITABLE.test(value) || TABLE_PART.test(beforeTables)) return null;
  const html = escapeUnclosedTagsIn(value);
  const nodes = parseHtml(`${html}<${END_MARK}>`).children;
  if (!isElement(nodes.pop(), END_MARK)) return null;
  const shown = nodes.filter((node) => node.type !== 'comment' && !isBlank(node));
  const { body, losses: own } = sanitizeToFixpoint(html);
  addLosses(losses, own);
  return {
    html: body.children.map((block) => toHtmlNode(block as Element).value).join('\n'),
    joinsPrevious: canJoin(shown[0]) || canJoin(body.children[0]),
    joinsNext: canJoin(shown.at(-1)) || canJoin(body.children.at(-1)),
  };
}

/** Returns true for a node that may share a paragraph, or white space, with one next to it. */
function canJoin(node: HtmlContent | undefined): boolean {
  return (
    node !== undefined && !(node.type === 'element' && isBlockElement(node) && node.tagName !== 'details')
  );
}
