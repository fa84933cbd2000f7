import type { Properties, Root } from 'hast';
import { normalizeUri } from 'micromark-util-sanitize-uri';
import { visit } from 'unist-util-visit';

const URL_ATTRIBUTES = ['href', 'src', 'cite', 'poster'];

/**
 * Writes addresses as the sanitiser expects them, without changing where they lead: browsers skip spaces
 * around an address and line breaks within, take HTTP: for http:, and encode what an address cannot hold.
 */
export function normalizeUrls(tree: Root): void {
  visit(tree, 'element', ({ properties }) => {
    for (const name of URL_ATTRIBUTES) {
      if (typeof properties[name] === 'string') properties[name] = normalizeUrl(properties[name]);
    }
    if (properties.srcSet && !isSafeSrcSet(properties.srcSet)) delete properties.srcSet;
  });
}

function normalizeUrl(url: string): string {
  return normalizeUri(url.trim().replace(/[\t\n\r]/g, '')).replace(/^[a-z][a-z0-9+.-]*:/i, (scheme) =>
    scheme.toLowerCase(),
  );
}

// Several addresses with commas between, each followed by a size. The sanitiser would only see the first.
function isSafeSrcSet(value: Properties[string]): boolean {
  return String(value)
    .split(',')
    .map((candidate) => candidate.trim())
    .every((candidate) => /^https?:/i.test(candidate) || /^[^\s:]*(\s|$)/.test(candidate));
}
