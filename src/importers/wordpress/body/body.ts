import type { WordPressItem } from '../wordpress-item.js';
import { makeParagraphs } from './autop.js';
import { renderEditorBlocks } from './block-converters.js';
import { hasBlocks } from './blocks.js';
import type { ConversionContext } from './conversion.js';
import { cleanMarkup, readMarkup } from './read-markup.js';
import { undoRenderedMarks } from './rendered.js';
import { convertShortcode } from './shortcode-converters.js';
import { renderShortcodes } from './shortcodes.js';

/**
 * Renders the body of a post as plain HTML, with the steps in the same order as WordPress. Throws
 * ContentRefusedError.
 */
export function renderBody(item: WordPressItem, context: ConversionContext): string {
  return cleanMarkup(renderMarkup(item, context), context);
}

/** Renders the body like renderBody, but cleans the markup in the reading worker. */
export function readBody(item: WordPressItem, place: ConversionContext): Promise<string> {
  return readMarkup(renderMarkup(item, place), place);
}

function renderMarkup({ content, isRendered }: WordPressItem, place: ConversionContext): string {
  if (!isRendered) return renderContent(content, place);
  return renderShortcodes(undoRenderedMarks(content), (shortcode) => convertShortcode(shortcode, place));
}

function renderContent(content: string, context: ConversionContext): string {
  const pages = content.split(/<!--\s*nextpage\s*-->/).length;
  if (pages > 1) context.warnings.add(`the ${pages} pages were joined`);
  const joined = content.replace(/<!--\s*(?:nextpage\s*|more\b[^<>]*?|noteaser\s*)-->/g, '');
  const usesBlocks = hasBlocks(joined);
  const html = usesBlocks ? renderEditorBlocks(joined, context) : joined;
  const expanded = renderShortcodes(html, (shortcode) => convertShortcode(shortcode, context));
  return usesBlocks ? expanded : makeParagraphs(expanded);
}
