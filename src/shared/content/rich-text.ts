import type { Element } from 'hast';
import { type Block, blocksToHtml } from './block.js';
import { settledBody } from './body.js';
import { refuseLongerThanLimit } from './limits.js';
import { markdownToHtml } from './markdown-to-html.js';
import { type Heading, outlineOf } from './outline.js';
import { bodyText } from './plain-text.js';
import { toBlock } from './to-block.js';
import { toMarkdown } from './to-markdown.js';
import { countWords } from './word-count.js';

export interface RichTextSource {
  format: 'markdown' | 'html';
  text: string;
}

export interface RenderedRichText {
  /** Sanitised; top-level elements with a line break between. */
  html: string;
  text: string;
  /** Sanitised as well: rendering it gives `html` again. */
  markdown: string;
  outline: Heading[];
  /** In reading order; blocksToHtml gives `html`, character for character. */
  blocks: Block[];
  wordCount: number;
}

/** Renders an article's body from what its author wrote. Throws ContentRefusedError beyond limits.ts. */
export function renderRichText({ format, text: source }: RichTextSource): RenderedRichText {
  refuseLongerThanLimit(source);
  const body = settledBody(format === 'markdown' ? markdownToHtml(source) : source);
  const blocks = body.children.map((child) => toBlock(child as Element));
  const text = bodyText(body);
  return {
    html: blocksToHtml(blocks),
    text,
    markdown: toMarkdown(body),
    outline: outlineOf(body),
    blocks,
    wordCount: countWords(text),
  };
}
