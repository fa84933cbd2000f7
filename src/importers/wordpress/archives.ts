import { slugify } from '../../shared/text/slug.js';
import type { WordPressSite } from './site.js';
import type { WordPressTerm } from './wordpress-item.js';

/**
 * Adds the addresses of the categories and authors of an export at WordPress's usual places; an export does not name
 * them. A nested category also has the address without its parents.
 */
export function addUsualArchives({ url, sections, people, archives }: WordPressSite): void {
  for (const { slug, path } of sections.listOriginalPaths()) {
    archives.add('section', slug, `${url}/category/${path.join('/')}/`);
    archives.add('section', slug, `${url}/category/${path.at(-1)}/`);
  }
  for (const { login, name } of people.listAccounts())
    archives.add('author', slugify(name), `${url}/author/${login}/`);
}

/** Adds the address of a tag, where WordPress usually has it unless the API says where it is. */
export function addTagArchive({ url, archives }: WordPressSite, { slug, name, link }: WordPressTerm): void {
  archives.add('tag', slugify(name || slug), link ?? `${url}/tag/${slug}/`);
}
