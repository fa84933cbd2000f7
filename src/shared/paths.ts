/** Where the pages about tags and authors live on the site; articles and sections stand at its root. */
export const TAGS_PATH = '/tags/';
export const AUTHORS_PATH = '/authors/';

export function buildTagPath(slug: string): string {
  return TAGS_PATH + slug;
}

export function buildAuthorPath(slug: string): string {
  return AUTHORS_PATH + slug;
}

/** `section` is the path of the article's section, or null. */
export function buildArticlePath(section: string | null, slug: string): string {
  return `${section ?? ''}/${slug}`;
}

/**
 * The one spelling of a site path: no host, query or fragment, one slash between parts, none at the end,
 * decoded. Null when it is no path at all.
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
