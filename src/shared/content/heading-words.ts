import { slug } from 'github-slugger';
import type { Element } from 'hast';
import { plainText } from './plain-text.js';

/** What a heading's anchor is made from; never such that nothing would be left of it. */
export function headingWords(heading: Element): string {
  const words = plainText(heading);
  return slug(words) === '' ? 'section' : words;
}
