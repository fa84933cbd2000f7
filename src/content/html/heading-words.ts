import { slug } from 'github-slugger';
import type { Element } from 'hast';
import { toPlainText } from '../plain-text.js';

/** Returns the text for a heading's anchor; `section` if its own text yields no slug. */
export function getAnchorText(heading: Element): string {
  const words = toPlainText(heading);
  return slug(words) === '' ? 'section' : words;
}
