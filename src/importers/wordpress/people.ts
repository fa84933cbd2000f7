import { slugify } from '../../shared/slug.js';
import { textOfHtml } from '../html-text.js';
import { metaOf, type WordPressItem } from './wordpress-item.js';

/** The names that a site's people go by, under the names that they log in with. */
export class People {
  readonly #names = new Map<string, string>();

  /** Takes the first of the names that can stand in a byline. Nobody's mail address is shown to readers. */
  add(login: string, ...names: string[]): void {
    const name = names.map(textOfHtml).find((each) => slugify(each) !== '' && !each.includes('@'));
    if (login !== '' && name !== undefined) this.#names.set(keyOf(login), name);
  }

  /** A guest of Co-Authors Plus, who cannot log in. */
  addGuest(item: WordPressItem): void {
    const name = metaOf(item, 'cap-display_name') || item.title;
    for (const login of [metaOf(item, 'cap-user_login'), item.slug.replace(/^cap-/, '')])
      this.add(login, name);
  }

  /** In the order of the byline: the co-authors, where there are such, else who wrote it. */
  authorsOf({ terms, author }: WordPressItem): string[] {
    const coAuthors = terms
      .filter(({ taxonomy }) => taxonomy === 'author')
      .map(({ slug, name }) => this.#nameOf(slug.replace(/^cap-/, ''), name));
    const names = coAuthors.length > 0 ? coAuthors : [this.#nameOf(author)];
    return [...new Set(names)].filter((name) => slugify(name) !== '');
  }

  #nameOf(...logins: string[]): string {
    const known = logins.map((login) => this.#names.get(keyOf(login))).find((name) => name !== undefined);
    return known ?? (logins.at(-1) ?? '').replace(/@.*/, '');
  }
}

/** WordPress and its plugins name one person by the login here and by the form of it for addresses there. */
function keyOf(login: string): string {
  return slugify(login) || login;
}
