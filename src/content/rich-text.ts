import type { Element } from 'hast';
import { joinBlocks, type StoredBlock } from './blocks/stored-block.js';
import { toStoredBlock } from './blocks/to-stored-block.js';
import { addLosses, type Losses } from './html/replace-foreign.js';
import { sanitizeToFixpoint } from './html/sanitize-body.js';
import { assertBodyLength } from './limits.js';
import { trimMarkdown } from './markdown/as-written.js';
import { renderSource } from './markdown/markdown-to-html.js';
import { toMarkdown } from './markdown/to-markdown.js';
import { buildOutline, type OutlineEntry } from './outline.js';
import { getBodyText } from './plain-text.js';
import { countWords } from './word-count.js';

export interface RichTextSource {
  format: 'markdown' | 'html';
  text: string;
}

export interface RenderedRichText {
  /** Sanitised; top-level elements are separated by a line break. */
  html: string;
  text: string;
  /** Sanitised; renders to `html`. */
  markdown: string;
  outline: OutlineEntry[];
  /** In reading order; joinBlocks restores `html`, character for character. */
  blocks: StoredBlock[];
  wordCount: number;
}

/**
 * Renders an article's body from its source. Throws ContentRefusedError if it exceeds the limits in
 * limits.ts.
 */
export function renderRichText(source: RichTextSource): RenderedRichText {
  return renderWithLosses(source).rendered;
}

/** Renders a body like renderRichText. Also returns what it loses. */
export function renderWithLosses({ format, text: source }: RichTextSource): {
  rendered: RenderedRichText;
  losses: Losses;
} {
  assertBodyLength(source);
  const given = format === 'markdown' ? renderSource(source) : null;
  const { body, losses, isFirstPass } = sanitizeToFixpoint(given?.html ?? source);
  if (given?.storable) addLosses(losses, given.storable.losses);
  const blocks = body.children.map((child) => toStoredBlock(child as Element));
  const text = getBodyText(body);
  const rendered = {
    html: joinBlocks(blocks),
    text,
    markdown:
      isFirstPass && given?.storable
        ? trimMarkdown(given.storable.markdown)
        : toMarkdown(body, isFirstPass ? given : null),
    outline: buildOutline(body),
    blocks,
    wordCount: countWords(text),
  };
  return { rendered, losses };
}
