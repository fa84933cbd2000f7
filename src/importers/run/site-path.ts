import { normalizePath } from '../../shared/paths.js';

/**
 * The path of an address on the site, in the site's one spelling; of a whole address, its path. Null for what
 * no path can stand for: the front page, a query (`/?p=12`), a fragment, another scheme, steps upwards.
 */
export function toSitePath(url: string): string | null {
  const path = url.replace(/^https?:\/\/[^/?#]+/i, '') || '/';
  if (/^([a-z][a-z0-9+.-]*:|\/\/)|[?#\\\s]|(^|\/)\.{1,2}(\/|$)/i.test(path)) return null;
  const normalized = normalizePath(`/${path}`.replace(/^\/+/, '/'));
  return normalized === null || normalized === '/' || /[?#\\\p{Cc}]/u.test(normalized) ? null : normalized;
}
