import type { Element, Root } from 'hast';
import type { RootContent } from 'mdast';
import { bodyHtml, cleanBody } from './body.js';
import { ContentRefusedError } from './content-refused.js';
import { blockAsHtml } from './html-in-markdown.js';
import { markdownToHtml } from './markdown-to-html.js';
import { toHtml } from './to-html.js';
import { toMarkdownTree, writeMarkdown } from './write-markdown.js';

/**
 * A sanitised body as Markdown. Rendering it gives the body's HTML again: that is tried here, and blocks that
 * Markdown would say differently are written as HTML.
 */
export function toMarkdown(body: Root): string {
  const wanted = bodyHtml(body);
  const blocks = body.children as Element[];
  const easy = writeMarkdown(blocks.flatMap(toMarkdownTree));
  if (rendering(easy) === wanted) return easy;
  const careful = writeMarkdown(blocks.flatMap(faithful));
  return rendering(careful) === wanted ? careful : writeMarkdown(blocks.map(blockAsHtml));
}

// Alone, a heading cannot know that another one has taken its anchor; that is judged on the whole body.
function faithful(block: Element): RootContent[] {
  const tree = toMarkdownTree(block);
  const rendered = rendering(writeMarkdown(tree));
  return rendered !== null && withoutAnchors(rendered) === withoutAnchors(toHtml(block))
    ? tree
    : [blockAsHtml(block)];
}

function withoutAnchors(html: string): string {
  return html.replace(/(<h[1-6][^<>]*?) id="[^"]*"/g, '$1');
}

// Null when the Markdown is beyond the limits, which its HTML need not be.
function rendering(markdown: string): string | null {
  try {
    return bodyHtml(cleanBody(markdownToHtml(markdown)));
  } catch (error) {
    if (error instanceof ContentRefusedError) return null;
    throw error;
  }
}
