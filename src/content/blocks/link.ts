import type { Properties } from 'hast';
import type { Link } from './inline.js';

/** The site, and the page that shows a text: relative links are resolved against it. */
export interface LinkBase {
  siteUrl: string;
  pageUrl: string;
}

const PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:', 'irc:', 'ircs:']);

/** Resolves the link of an <a>; null if its URL is missing, invalid or of another scheme. */
export function toLink({ href, rel, title }: Properties, base: LinkBase): Link | null {
  const url = typeof href === 'string' ? resolveUrl(href, base) : null;
  if (!url) return null;
  return {
    url: url.href,
    path: isOnSite(url, base) ? url.pathname + url.search + url.hash : null,
    rel: Array.isArray(rel) ? rel.map(String) : [],
    title: typeof title === 'string' ? title : null,
  };
}

/** Resolves a URL of a body; null if it is invalid or of a scheme that links may not have. */
export function resolveUrl(address: string, { pageUrl }: LinkBase): URL | null {
  if (!URL.canParse(address, pageUrl)) return null;
  const url = new URL(address, pageUrl);
  return PROTOCOLS.has(url.protocol) ? url : null;
}

function isOnSite(url: URL, { siteUrl }: LinkBase): boolean {
  return /^https?:$/.test(url.protocol) && url.host === new URL(siteUrl).host;
}
