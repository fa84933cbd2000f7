import { toShortLink } from '../../shared/paths.js';
import { slugify } from '../../shared/text/slug.js';

/**
 * Returns the text by which an import finds a section, tag, author or series: the name if it is unambiguous, else the
 * slug.
 */
export function getReferenceName({ slug, name }: { slug: string; name: string }): string {
  return slugify(name) === slug ? name : slug;
}

/** Percent-encodes a site path if necessary. normalizeFormerAddress reverses it. */
export function encodePath(path: string): string {
  const isPlain = toShortLink(path) === path || !/[\s%?#\\]/.test(path);
  return isPlain ? path : path.split('/').map(encodeURIComponent).join('/');
}
