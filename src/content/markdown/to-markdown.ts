import type { Element, Root } from 'hast';
import type { RootContent } from 'mdast';
import { ContentRefusedError } from '../content-error.js';
import { sanitizeOnce, serializeBody } from '../html/sanitize-body.js';
import { toHtml } from '../html/to-html.js';
import { toHtmlNode } from './html-in-markdown.js';
import { renderMarkdown } from './markdown-to-html.js';
import { toMarkdownTree, writeMarkdown } from './write-markdown.js';

/**
 * Converts a sanitised body to Markdown that renders to the same HTML. Checks this by rendering, and writes
 * blocks that would differ as HTML.
 */
export function toMarkdown(body: Root): string {
  const wanted = serializeBody(body);
  const blocks = body.children as Element[];
  const easy = writeMarkdown(blocks.flatMap(toMarkdownTree));
  if (renderBodyHtml(easy) === wanted) return easy;
  const careful = writeMarkdown(blocks.flatMap(toFaithfulMarkdown));
  return renderBodyHtml(careful) === wanted ? careful : writeMarkdown(blocks.map(toHtmlNode));
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

// Returns null if the Markdown exceeds the limits, which its HTML may not.
function renderBodyHtml(markdown: string): string | null {
  try {
    return serializeBody(sanitizeOnce(renderMarkdown(markdown)));
  } catch (error) {
    if (error instanceof ContentRefusedError) return null;
    throw error;
  }
}
