import type { Element, Root } from 'hast';
import type { RootContent } from 'mdast';
import { ContentRefusedError } from '../content-error.js';
import { sanitizeOnce, serializeBody } from '../html/sanitize-body.js';
import { toHtml } from '../html/to-html.js';
import { toHtmlNode } from './html-in-markdown.js';
import { renderMarkdown } from './markdown-to-html.js';
import { toMarkdownTree, writeMarkdown } from './write-markdown.js';

/** Markdown and the HTML that renderMarkdown makes of it. */
interface RenderedMarkdown {
  markdown: string;
  html: string;
}

/**
 * Converts a sanitised body to Markdown that renders to the same HTML. Checks this by rendering, and writes
 * blocks that would differ as HTML. `given` is Markdown that the body was made of, which saves much of the check.
 */
export function toMarkdown(body: Root, given: RenderedMarkdown | null = null): string {
  const wanted = serializeBody(body);
  const blocks = body.children as Element[];
  const easy = writeMarkdown(blocks.flatMap(toMarkdownTree));
  if (given && isSameMarkdown(easy, given.markdown)) return easy;
  const easyHtml = renderWithinLimits(easy);
  if (easyHtml !== null && (easyHtml === given?.html || sanitizeToHtml(easyHtml) === wanted)) return easy;
  const careful = writeMarkdown(blocks.flatMap(toFaithfulMarkdown));
  return renderBodyHtml(careful) === wanted ? careful : writeMarkdown(blocks.map(toHtmlNode));
}

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
