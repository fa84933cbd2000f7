import type { Element } from 'hast';
import { visit } from 'unist-util-visit';
import { ContentRefusedError } from './content-refused.js';
import { parseHtml } from './parse-html.js';
import { toHtml } from './to-html.js';

const ADDRESSES = ['href', 'src', 'cite', 'poster'];
const SOME_RELATIVE = /\s(?:href|src|cite|poster|srcset)="(?![a-z][a-z0-9+.-]*:)/i;

/** A body's HTML for where it is read apart from its page: addresses are whole, `page` being that of the page. */
export function withAbsoluteAddresses(html: string, page: string): string {
  if (!SOME_RELATIVE.test(html)) return html;
  try {
    const tree = parseHtml(html);
    visit(tree, 'element', (element) => complete(element, page));
    return toHtml(tree);
  } catch (error) {
    // At the very limits of a body what was made of it can be over them.
    if (error instanceof ContentRefusedError) return html;
    throw error;
  }
}

function complete({ properties }: Element, page: string): void {
  for (const name of ADDRESSES) {
    if (typeof properties[name] === 'string') properties[name] = absolute(properties[name], page);
  }
  if (properties.srcSet) {
    const candidates = String(properties.srcSet).split(',');
    properties.srcSet = candidates
      .map((candidate) => candidate.trim().replace(/^\S+/, (address) => absolute(address, page)))
      .join(', ');
  }
}

/** What is no address at all stays as it is. */
function absolute(address: string, page: string): string {
  return URL.canParse(address, page) ? new URL(address, page).href : address;
}
