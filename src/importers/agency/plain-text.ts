import { htmlToText } from '../html/html-text.js';
import type { RoleText } from './item.js';

/** Returns a text without markup, on one line. */
export function toPlainText({ value, contentType }: RoleText): string {
  return contentType.includes('html') ? htmlToText(value) : value.replace(/\s+/g, ' ').trim();
}
