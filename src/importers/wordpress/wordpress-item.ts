import type { WordPressEntry } from './live-blog/live-blog-entry.js';
import type { TermPage } from './term-page.js';

/** A row of WordPress's table of posts: a post, page, attachment or other type, from an export or the API. */
export interface WordPressItem {
  id: string;
  /** `post`, `page`, `attachment`, `nav_menu_item`, or a type of a plugin or theme. */
  type: string;
  /** `publish`, `draft`, `pending`, `private`, `future`, `trash`, `inherit`, or a status of a plugin. */
  status: string;
  /** HTML, as are all fields that editors write. */
  title: string;
  excerpt: string;
  content: string;
  /** True if the content is final HTML, with blocks and shortcodes rendered. */
  isRendered: boolean;
  slug: string;
  /** Permalink. A URL with a query if the item was never published. */
  link: string;
  /** Login name of the author; the display name if `authorId` is known. */
  author: string;
  /** ID of the author's account, which only the API names. */
  authorId?: string;
  terms: WordPressTerm[];
  /** Values of custom fields by name. A name may have several values. */
  meta: Map<string, string[]>;
  date: Date | null;
  modified: Date | null;
  /** ID of the parent page, or of the post that an attachment was uploaded to. '0' for none. */
  parent: string;
  menuOrder: number;
  hasPassword: boolean;
  isSticky: boolean;
  comments: number;
  /** Entries of a live blog that are stored with the item, of Automattic's plugin Liveblog. */
  entries: WordPressEntry[];
  /** URL of the file, for attachments. */
  attachmentUrl: string;
  /** Slug or locale of the language, and IDs of the translations, as the API of a plugin names them. */
  translation?: { language: string; ids: string[] };
  /** Messages about malformed content in the source. */
  damage: string[];
}

/** Statuses in which a date is not public, unless an editor set it. */
export const NEVER_PUBLISHED = new Set(['draft', 'pending', 'auto-draft']);

export interface WordPressTerm {
  /** ID, which only the API names. */
  id?: string;
  /** `category`, `post_tag`, `post_format`, `author` (Co-Authors Plus), or one of a plugin or theme. */
  taxonomy: string;
  slug: string;
  name: string;
  /** URL of its page, which the API names. */
  link?: string | undefined;
  page?: TermPage | undefined;
}

/** Formats of posts: https://wordpress.org/documentation/article/post-formats/ */
const FORMATS = ['aside', 'audio', 'chat', 'gallery', 'image', 'link', 'quote', 'status', 'video'];

/** Returns the format of a post, such as `gallery`; null for a standard post. */
export function getFormat({ terms }: WordPressItem): string | null {
  const term = terms.find(({ taxonomy }) => taxonomy === 'post_format');
  return FORMATS.find((format) => term?.slug === `post-format-${format}`) ?? null;
}

/** Returns the first value of a custom field, or '' if there is none. */
export function getMeta(item: WordPressItem, key: string): string {
  return item.meta.get(key)?.[0] ?? '';
}

/** Returns the label of an item in import results. */
export function getItemLabel({ type, id, slug }: WordPressItem): string {
  return [type, id, slug].filter(Boolean).join(' ');
}

/**
 * Returns the source ID of an item. It contains the type, so that a sync of some types can tell which items
 * it covers.
 */
export function getSourceId({ type, id }: Pick<WordPressItem, 'type' | 'id'>): string {
  return `${type}/${id}`;
}
