import type { WordPressItem } from '../wordpress-item.js';
import { makeParagraphs } from './autop.js';
import { renderEditorBlocks } from './block-converters.js';
import { hasBlocks } from './blocks.js';
import { cleanMarkup, readMarkup } from './clean-markup.js';
import type { ConversionContext } from './conversion.js';
import { convertShortcode } from './shortcode-converters.js';
import { renderShortcodes } from './shortcodes.js';

/** The body of a post as plain HTML, in the order in which WordPress itself does it. Throws ContentRefusedError. */
export function renderBody(item: WordPressItem, context: ConversionContext): string {
  return cleanMarkup(renderMarkup(item, context), context);
}

/** Does the same, its last step in the reading thread. */
export function readBody(item: WordPressItem, place: ConversionContext): Promise<string> {
  return readMarkup(renderMarkup(item, place), place);
}

function renderMarkup({ content, isRendered }: WordPressItem, place: ConversionContext): string {
  return isRendered ? content : renderContent(content, place);
}

function renderContent(content: string, context: ConversionContext): string {
  const pages = content.split(/<!--\s*nextpage\s*-->/).length;
  if (pages > 1) context.warnings.add(`its ${pages} pages are one`);
  const joined = content.replace(/<!--\s*(?:nextpage\s*|more\b[^<>]*?|noteaser\s*)-->/g, '');
  const usesBlocks = hasBlocks(joined);
  const html = usesBlocks ? renderEditorBlocks(joined, context) : joined;
  const expanded = renderShortcodes(html, (shortcode) => convertShortcode(shortcode, context));
  return usesBlocks ? expanded : makeParagraphs(expanded);
}
