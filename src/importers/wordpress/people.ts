import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

/** The names that a site's people go by, under the names that they log in with. */
export class AuthorNames {
  readonly #names = new Map<string, string>();

  /** Takes the first of the names that can stand in a byline. Nobody's mail address is shown to readers. */
  add(login: string, ...names: string[]): void {
    const name = names.map(htmlToText).find((each) => slugify(each) !== '' && !each.includes('@'));
    if (login !== '' && name !== undefined) this.#names.set(getLoginKey(login), name);
  }

  /** A guest of Co-Authors Plus, who cannot log in. */
  addGuest(item: WordPressItem): void {
    const name = getMeta(item, 'cap-display_name') || item.title;
    for (const login of [getMeta(item, 'cap-user_login'), item.slug.replace(/^cap-/, '')])
      this.add(login, name);
  }

  /** In the order of the byline: the co-authors, where there are such, else who wrote it. */
  getAuthors({ terms, author }: WordPressItem): string[] {
    const coAuthors = terms
      .filter(({ taxonomy }) => taxonomy === 'author')
      .map(({ slug, name }) => this.#getName(slug.replace(/^cap-/, ''), name));
    const names = coAuthors.length > 0 ? coAuthors : [this.#getName(author)];
    return [...new Set(names)].filter((name) => slugify(name) !== '');
  }

  #getName(...logins: string[]): string {
    const known = logins
      .map((login) => this.#names.get(getLoginKey(login)))
      .find((name) => name !== undefined);
    return known ?? (logins.at(-1) ?? '').replace(/@.*/, '');
  }
}

/** WordPress and its plugins name one person by the login here and by the form of it for addresses there. */
function getLoginKey(login: string): string {
  return slugify(login) || login;
}
