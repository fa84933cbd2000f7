import { normalizePath } from '../../shared/paths.js';

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
