import { makeParagraphs } from './autop.js';
import { renderEditorBlocks } from './block-meanings.js';
import { hasBlocks } from './blocks.js';
import type { Place } from './place.js';
import { meaningOf } from './shortcode-meanings.js';
import { renderShortcodes } from './shortcodes.js';
import { readMarkup, tidyMarkup } from './tidy-markup.js';
import type { WordPressItem } from './wordpress-item.js';

/** The body of a post as plain HTML, in the order in which WordPress itself does it. Throws ContentRefusedError. */
export function bodyOf(item: WordPressItem, place: Place): string {
  return tidyMarkup(markupOf(item, place), place);
}

/** Does the same, its last step in the reading thread. */
export function readBody(item: WordPressItem, place: Place): Promise<string> {
  return readMarkup(markupOf(item, place), place);
}

function markupOf({ content, isRendered }: WordPressItem, place: Place): string {
  return isRendered ? content : rendered(content, place);
}

function rendered(content: string, place: Place): string {
  const pages = content.split(/<!--\s*nextpage\s*-->/).length;
  if (pages > 1) place.losses.note(`its ${pages} pages are one`);
  const whole = content.replace(/<!--\s*(?:nextpage\s*|more\b[^<>]*?|noteaser\s*)-->/g, '');
  const isOfBlocks = hasBlocks(whole);
  const html = isOfBlocks ? renderEditorBlocks(whole, place) : whole;
  const expanded = renderShortcodes(html, (shortcode) => meaningOf(shortcode, place));
  return isOfBlocks ? expanded : makeParagraphs(expanded);
}
