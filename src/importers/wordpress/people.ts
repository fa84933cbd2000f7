import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import type { TermPage } from './term-page.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

/** Account of a site. */
export interface WordPressAccount {
  id: string | null;
  /** Form of the login that addresses have. */
  login: string;
  name: string;
  /** URL of its page, which the API names. */
  link?: string;
  /** Its page, of which the description is the biography. */
  page?: TermPage;
  /** URLs of pages elsewhere. */
  links?: string[];
}

/** Display names of a site's authors, by login name. */
export class AuthorNames {
  private readonly names = new Map<string, string>();
  private readonly logins = new Map<string, string>();

  /**
   * Adds the first name that is suitable for a byline. Email addresses are skipped, because they must not
   * become public.
   */
  add(login: string, ...names: string[]): void {
    const name = names.map(htmlToText).find((each) => slugify(each) !== '' && !each.includes('@'));
    if (login !== '' && name !== undefined) this.names.set(getLoginKey(login), name);
  }

  /** Adds the ID of an account, by which fields refer to it. */
  addId(id: string, login: string): void {
    if (id !== '') this.logins.set(id, login);
  }

  /** Returns the ID of the account of a login; null if it is unknown. */
  findId(login: string): string | null {
    const key = getLoginKey(login);
    return [...this.logins].find(([, own]) => getLoginKey(own) === key)?.[0] ?? null;
  }

  /** Returns the name of an account by its ID; null if it is unknown. */
  findById(id: string): string | null {
    const login = this.logins.get(id);
    return login === undefined ? null : (this.names.get(getLoginKey(login)) ?? null);
  }

  /** Adds a guest author of the plugin Co-Authors Plus, who has no account. */
  addGuest(item: WordPressItem): void {
    const name = getMeta(item, 'cap-display_name') || item.title;
    for (const login of [getMeta(item, 'cap-user_login'), item.slug.replace(/^cap-/, '')])
      this.add(login, name);
  }

  /** Lists the accounts with a name by the form of their login that addresses have. */
  listAccounts(): WordPressAccount[] {
    return [...this.names].map(([login, name]) => ({ id: this.findId(login), login, name }));
  }

  /** Returns the authors in byline order: the co-authors if there are any, else the post's author. */
  getAuthors({ terms, author, authorId }: WordPressItem): { id: string | null; name: string }[] {
    const coAuthors = terms
      .filter(({ taxonomy }) => taxonomy === 'author')
      .map(({ slug, name }) => {
        const login = slug.replace(/^cap-/, '');
        return { id: this.findId(login), name: this.getName(login, name) };
      });
    // The API gives the name instead of the login.
    const own = authorId
      ? { id: authorId, name: author.replace(/@.*/, '') }
      : { id: this.findId(author), name: this.getName(author) };
    const authors = coAuthors.length > 0 ? coAuthors : [own];
    return authors.filter(({ name }) => slugify(name) !== '');
  }

  private getName(...logins: string[]): string {
    const known = logins
      .map((login) => this.names.get(getLoginKey(login)))
      .find((name) => name !== undefined);
    return known ?? (logins.at(-1) ?? '').replace(/@.*/, '');
  }
}

/** Normalizes a login name, since WordPress and its plugins use both the login and its slug. */
function getLoginKey(login: string): string {
  return slugify(login) || login;
}
