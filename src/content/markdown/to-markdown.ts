import type { Element, Root } from 'hast';
import type { RootContent } from 'mdast';
import { ContentRefusedError } from '../content-error.js';
import { getHeadingLevel, isElement } from '../html/element-kinds.js';
import { sanitizeOnce, serializeBody } from '../html/sanitize-body.js';
import { toHtml } from '../html/to-html.js';
import { toHtmlNode } from './html-in-markdown.js';
import { type RenderedMarkdown, renderMarkdown } from './markdown-to-html.js';
import { haveDefaultAnchors, writePlainBlock } from './plain-blocks.js';
import { toMarkdownTree, writeMarkdown } from './write-markdown.js';

/**
 * Converts a sanitised body to Markdown that renders to the same HTML. Checks this by rendering, except for plain
 * prose, and writes blocks that would differ as HTML. `given` is Markdown that the body was made of, which saves the
 * check if it is the same.
 */
export function toMarkdown(body: Root, given: RenderedMarkdown | null = null): string {
  const blocks = body.children as Element[];
  const plain = blocks.map((block, i) => (isBesideList(blocks, i) ? null : writePlainBlock(block)));
  const easy = writeMarkdown(
    blocks.flatMap((block, i): RootContent[] =>
      plain[i] == null ? toMarkdownTree(block) : [{ type: 'html', value: plain[i] }],
    ),
  );
  if (given && isSameMarkdown(easy, given.source)) return easy;
  if (isFaithful(blocks, plain)) return easy;
  const wanted = serializeBody(body);
  const careful = writeMarkdown(blocks.flatMap(toFaithfulMarkdown));
  return renderBodyHtml(careful) === wanted ? careful : writeMarkdown(blocks.map(toHtmlNode));
}

/** Returns true for a list next to another one, since their markers depend on each other. */
function isBesideList(blocks: Element[], i: number): boolean {
  return (
    isElement(blocks[i], 'ol', 'ul') &&
    [blocks[i - 1], blocks[i + 1]].some((each) => isElement(each, 'ol', 'ul'))
  );
}

/**
 * Returns true if Markdown that was written block by block renders to the same HTML. `plain` has the Markdown of blocks
 * that are known to, and null for the others.
 */
function isFaithful(blocks: Element[], plain: (string | null)[]): boolean {
  if (plain.every((block) => block !== null))
    return haveDefaultAnchors(blocks.filter((block) => getHeadingLevel(block)));
  // One paragraph stands in for each run of plain blocks, to save their rendering. Headings stay, since an anchor
  // depends on the headings before it.
  const checked = blocks.flatMap((block, i) => {
    if (plain[i] === null || getHeadingLevel(block)) return [block];
    const before = blocks[i - 1];
    return before && plain[i - 1] !== null && !getHeadingLevel(before) ? [] : [PLAIN_PARAGRAPH];
  });
  const html = renderBodyHtml(writeMarkdown(checked.flatMap(toMarkdownTree)));
  return html === serializeBody({ type: 'root', children: checked });
}

const PLAIN_PARAGRAPH: Element = {
  type: 'element',
  tagName: 'p',
  properties: {},
  children: [{ type: 'text', value: 'prose' }],
};

/** Returns true if two texts differ at most in a final line break, which has no meaning. */
function isSameMarkdown(one: string, other: string): boolean {
  return one.replace(/\n$/, '') === other.replace(/\n$/, '');
}

// A single block cannot know that another heading has taken its anchor; anchors are checked for the whole
// body.
function toFaithfulMarkdown(block: Element): RootContent[] {
  const tree = toMarkdownTree(block);
  const rendered = renderBodyHtml(writeMarkdown(tree));
  return rendered !== null && stripAnchors(rendered) === stripAnchors(toHtml(block))
    ? tree
    : [toHtmlNode(block)];
}

function stripAnchors(html: string): string {
  return html.replace(/(<h[1-6][^<>]*?) id="[^"]*"/g, '$1');
}

function renderBodyHtml(markdown: string): string | null {
  const html = renderWithinLimits(markdown);
  return html === null ? null : sanitizeToHtml(html);
}

function sanitizeToHtml(html: string): string | null {
  return refuseToNull(() => serializeBody(sanitizeOnce(html)));
}

function renderWithinLimits(markdown: string): string | null {
  return refuseToNull(() => renderMarkdown(markdown));
}

// Returns null if the Markdown exceeds the limits, which its HTML may not.
function refuseToNull(render: () => string): string | null {
  try {
    return render();
  } catch (error) {
    if (error instanceof ContentRefusedError) return null;
    throw error;
  }
}
