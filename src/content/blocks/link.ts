import type { Properties } from 'hast';
import { findSitePath, type SiteAddress } from '../../shared/paths.js';
import type { Link } from './inline.js';

/** The site, and the page that shows a text: relative links are resolved against it. */
export interface LinkBase {
  siteUrl: string;
  /** URLs of the front pages of languages with a host of their own, by the prefix of their paths. */
  languageUrls?: SiteAddress['languageUrls'];
  pageUrl: string;
}

const PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:', 'irc:', 'ircs:']);

/** Resolves the link of an <a>; null if its URL is missing, invalid or of another scheme. */
export function toLink({ href, rel, title }: Properties, base: LinkBase): Link | null {
  const url = typeof href === 'string' ? resolveUrl(href, base) : null;
  if (!url) return null;
  return {
    url: url.href,
    path: toSitePath(url, base),
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

/** Returns the site path of a URL with its query and fragment; null for other sites. */
export function toSitePath(url: URL, { siteUrl, languageUrls = {} }: LinkBase): string | null {
  const path = findSitePath({ url: siteUrl, languageUrls }, url);
  return path === null ? null : path + url.search + url.hash;
}
