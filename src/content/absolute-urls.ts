import type { Element } from 'hast';
import { visit } from 'unist-util-visit';
import { ContentRefusedError } from './content-error.js';
import { parseHtml } from './html/parse-html.js';
import { toHtml } from './html/to-html.js';

const URL_ATTRIBUTES = ['href', 'src', 'cite', 'poster'];
const RELATIVE_URL = /\s(?:href|src|cite|poster|srcset)="(?![a-z][a-z0-9+.-]*:)/i;

/** A body's HTML for where it is read apart from its page: addresses are whole, `page` being that of the page. */
export function resolveRelativeUrls(html: string, pageUrl: string): string {
  if (!RELATIVE_URL.test(html)) return html;
  try {
    const tree = parseHtml(html);
    visit(tree, 'element', (element) => resolveUrlAttributes(element, pageUrl));
    return toHtml(tree);
  } catch (error) {
    // At the very limits of a body what was made of it can be over them.
    if (error instanceof ContentRefusedError) return html;
    throw error;
  }
}

function resolveUrlAttributes({ properties }: Element, pageUrl: string): void {
  for (const name of URL_ATTRIBUTES) {
    if (typeof properties[name] === 'string') properties[name] = resolveUrl(properties[name], pageUrl);
  }
  if (properties.srcSet) {
    const candidates = String(properties.srcSet).split(',');
    properties.srcSet = candidates
      .map((candidate) => candidate.trim().replace(/^\S+/, (address) => resolveUrl(address, pageUrl)))
      .join(', ');
  }
}

/** What is no address at all stays as it is. */
function resolveUrl(url: string, pageUrl: string): string {
  return URL.canParse(url, pageUrl) ? new URL(url, pageUrl).href : url;
}
