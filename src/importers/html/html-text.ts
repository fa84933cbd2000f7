import { sanitizeOnce } from '../../content/html/sanitize-body.js';
import { getBodyText } from '../../content/plain-text.js';

const MARKUP_OR_ENTITY = /<\/?[a-z!]|&(#x?)?[a-z0-9]+;/i;

/** What a reader reads of a piece of HTML, on one line. Throws ContentRefusedError. */
export function htmlToText(html: string): string {
  const text = MARKUP_OR_ENTITY.test(html) ? getBodyText(sanitizeOnce(html)) : html;
  return text.replace(/\s+/g, ' ').trim();
}
