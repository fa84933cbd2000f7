import { slugify } from '../../shared/text/slug.js';

/** What an import finds a section, a tag or an author by: its name, where that cannot mean another, else its slug. */
export function getReferenceName({ slug, name }: { slug: string; name: string }): string {
  return slugify(name) === slug ? name : slug;
}

/** A site path in the letters of an address, of which normalisePath makes the path again. */
export function encodePath(path: string): string {
  const isPlain = !/[\s%?#\\]/.test(path);
  return isPlain ? path : path.split('/').map(encodeURIComponent).join('/');
}
