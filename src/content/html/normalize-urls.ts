import type { Properties, Root } from 'hast';
import { normalizeUri } from 'micromark-util-sanitize-uri';
import { visitElements } from './visit-elements.js';

const URL_ATTRIBUTES = ['href', 'src', 'cite', 'poster'];

/**
 * Normalizes URLs for the sanitiser without changing their targets. Like browsers, removes surrounding spaces
 * and inner line breaks, lower-cases the scheme, and encodes invalid characters.
 */
export function normalizeUrls(tree: Root): void {
  visitElements(tree, ({ properties }) => {
    for (const name of URL_ATTRIBUTES) {
      if (typeof properties[name] === 'string') properties[name] = normalizeUrl(properties[name]);
    }
    if (properties.srcSet && !isSafeSrcSet(properties.srcSet)) delete properties.srcSet;
  });
}

/** Normalizes the URL of a link or a file as in stored HTML. */
export function normalizeUrl(url: string): string {
  return normalizeUri(url.trim().replace(/[\t\n\r]/g, '')).replace(/^[a-z][a-z0-9+.-]*:/i, (scheme) =>
    scheme.toLowerCase(),
  );
}

// A srcset has several URLs with sizes, separated by commas; the sanitiser would check only the first.
function isSafeSrcSet(value: Properties[string]): boolean {
  return String(value)
    .split(',')
    .map((candidate) => candidate.trim())
    .every((candidate) => /^https?:/i.test(candidate) || /^[^\s:]*(\s|$)/.test(candidate));
}
