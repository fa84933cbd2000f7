/** Path prefixes of the pages of tags, authors and series; articles and sections are at the root. */
export const TAGS_PATH = '/tags/';
export const AUTHORS_PATH = '/authors/';
export const SERIES_PATH = '/series/';

export function buildTagPath(slug: string): string {
  return TAGS_PATH + slug;
}

export function buildAuthorPath(slug: string): string {
  return AUTHORS_PATH + slug;
}

export function buildSeriesPath(slug: string): string {
  return SERIES_PATH + slug;
}

/**
 * `section` is the path of the article's section with the prefix of its language, or null for an article without a section;
 * `prefix` is that of the language.
 */
export function buildArticlePath(section: string | null, slug: string, prefix = ''): string {
  return `${section ?? prefix}/${slug}`;
}

/** Addresses of the front pages of a site. */
export interface SiteAddress {
  /** URL of the front page. */
  url: string;
  /** URLs of the front pages of languages with a host of their own, by the prefix of their paths. */
  languageUrls: Readonly<Record<string, string>>;
}

/** Builds the URL of a site path: on the host of its language if it has one, without the prefix of the language there. */
export function buildSiteUrl({ url, languageUrls }: SiteAddress, path: string): string {
  const [prefix = ''] = /^\/[^/?#]+/.exec(path) ?? [];
  const own = Object.hasOwn(languageUrls, prefix) ? languageUrls[prefix] : undefined;
  return own === undefined ? new URL(path, url).href : new URL(path.slice(prefix.length) || '/', own).href;
}

/** Adds the prefix of a language to the path of a page on the host of the language, unless it has the prefix. */
export function addPathPrefix(prefix: string, path: string): string {
  if (prefix === '' || path === prefix || path.startsWith(`${prefix}/`)) return path;
  return path === '/' ? prefix : prefix + path;
}

/** Returns the site path of an http or https URL, with the prefix of the language of its host; null for other sites. */
export function findSitePath({ url: siteUrl, languageUrls }: SiteAddress, url: URL): string | null {
  if (!/^https?:$/.test(url.protocol)) return null;
  if (url.host === new URL(siteUrl).host) return url.pathname;
  const [prefix] = Object.entries(languageUrls).find(([, each]) => new URL(each).host === url.host) ?? [];
  return prefix === undefined ? null : addPathPrefix(prefix, url.pathname);
}

/**
 * Normalizes a site path: decoded, without host, query and fragment, with single slashes and none at the end.
 * Returns null if it is not a path.
 */
export function normalizePath(path: string): string | null {
  try {
    const { pathname } = new URL(path.trim().replace(/^\/+/, '/'), 'http://site.invalid');
    const plain = decodeURIComponent(pathname).replace(/\/{2,}/g, '/');
    if (plain.includes('\0')) return null;
    return plain === '/' ? plain : plain.replace(/\/$/, '');
  } catch {
    return null;
  }
}

/** Parameters by which WordPress addresses posts, pages and attachments at the front page. */
const SHORT_LINK_PARAMETERS = ['p', 'page_id', 'attachment_id'];

/**
 * Returns the short link of WordPress in a URL, such as `/?p=12`, without its other parameters; null for
 * other URLs.
 */
export function toShortLink(url: string): string | null {
  if (!URL.canParse(url.trim(), 'http://site.invalid')) return null;
  const { pathname, searchParams } = new URL(url.trim(), 'http://site.invalid');
  if (pathname !== '/') return null;
  const name = SHORT_LINK_PARAMETERS.find((each) => /^[1-9]\d{0,18}$/.test(searchParams.get(each) ?? ''));
  return name === undefined ? null : `/?${name}=${searchParams.get(name)}`;
}

/** Normalizes the address of former content: a short link of WordPress, else a path. Returns null if it is neither. */
export function normalizeFormerAddress(address: string): string | null {
  return toShortLink(address) ?? normalizePath(address);
}

/**
 * Returns the normalized site path of a URL. Returns null if there is none: for the front page, a query
 * (`/?p=12`), a fragment, another scheme or `..` segments.
 */
export function toSitePath(url: string): string | null {
  const path = url.replace(/^https?:\/\/[^/?#]+/i, '') || '/';
  if (/^([a-z][a-z0-9+.-]*:|\/\/)|[?#\\\s]|(^|\/)\.{1,2}(\/|$)/i.test(path)) return null;
  const normalized = normalizePath(`/${path}`.replace(/^\/+/, '/'));
  return normalized === null || normalized === '/' || /[?#\\\p{Cc}]/u.test(normalized) ? null : normalized;
}
