import { slug } from 'github-slugger';
import type { Element } from 'hast';
import { toPlainText } from '../plain-text.js';

/** What a heading's anchor is made from; never such that nothing would be left of it. */
export function getAnchorText(heading: Element): string {
  const words = toPlainText(heading);
  return slug(words) === '' ? 'section' : words;
}
