import type { Element, Root } from 'hast';
import type { RootContent } from 'mdast';
import { ContentRefusedError } from '../content-error.js';
import { sanitizeOnce, serializeBody } from '../html/sanitize-body.js';
import { toHtml } from '../html/to-html.js';
import { toHtmlNode } from './html-in-markdown.js';
import { renderMarkdown } from './markdown-to-html.js';
import { toMarkdownTree, writeMarkdown } from './write-markdown.js';

/**
 * A sanitised body as Markdown. Rendering it gives the body's HTML again: that is tried here, and blocks that
 * Markdown would say differently are written as HTML.
 */
export function toMarkdown(body: Root): string {
  const wanted = serializeBody(body);
  const blocks = body.children as Element[];
  const easy = writeMarkdown(blocks.flatMap(toMarkdownTree));
  if (renderBodyHtml(easy) === wanted) return easy;
  const careful = writeMarkdown(blocks.flatMap(toFaithfulMarkdown));
  return renderBodyHtml(careful) === wanted ? careful : writeMarkdown(blocks.map(toHtmlNode));
}

// Alone, a heading cannot know that another one has taken its anchor; that is judged on the whole body.
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

// Null when the Markdown is beyond the limits, which its HTML need not be.
function renderBodyHtml(markdown: string): string | null {
  try {
    return serializeBody(sanitizeOnce(renderMarkdown(markdown)));
  } catch (error) {
    if (error instanceof ContentRefusedError) return null;
    throw error;
  }
}
